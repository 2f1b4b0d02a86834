"""Exact bipartite and latent information of a solvable system."""

from latent_mean_field.information.exact import exact_information
from latent_mean_field.jobs import job
from latent_mean_field.randomness import stream
from latent_mean_field.storage import load_words, save_json
from latent_mean_field.systems.solvable import solvable_system

with job(snakemake.log[0]):
    params, names = snakemake.params, list(snakemake.wildcards)
    numbers = exact_information(
        solvable_system(params.system, params.seed),
        2 * load_words(snakemake.input.samples).held_out.astype("int8") - 1,
        stream(params.seed, "exact information", *names),
        cuts=params.cuts,
        root_seed=params.seed,
    )
    save_json(snakemake.output.numbers, numbers)

"""Exact bipartite and latent information of a solvable system."""

from latent_mean_field.information.exact import exact_information
from latent_mean_field.jobs import job
from latent_mean_field.randomness import stream
from latent_mean_field.storage import load_words, save_json
from latent_mean_field.systems.solvable import solvable_system

with job(snakemake.log[0]):
    names = (snakemake.wildcards.chapter, snakemake.wildcards.data)
    system = solvable_system(names[0], snakemake.params.system, snakemake.params.seed)
    spins = 2 * load_words(snakemake.input.samples).held_out.astype("int8") - 1
    rng = stream(snakemake.params.seed, "exact information", *names)
    save_json(snakemake.output.numbers, exact_information(system, spins, rng))

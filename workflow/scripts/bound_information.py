"""Bound the bipartite mutual information from below, from samples alone."""

from latent_mean_field.information.bipartition import cut_in_two
from latent_mean_field.information.table import bound_if_any
from latent_mean_field.jobs import job
from latent_mean_field.randomness import seed_of
from latent_mean_field.storage import load_words, save_json
from latent_mean_field.systems.solvable import shape_of

with job(snakemake.log[0]):
    params = snakemake.params
    words = load_words(snakemake.input.samples)
    bound = bound_if_any(
        words.train,
        words.held_out[: params.n_held_out],
        cut_in_two(params.cut, shape_of(params.system), params.seed),
        n_steps=params.n_steps,
        seed=seed_of(params.seed, "bound", *snakemake.wildcards),
    )
    save_json(snakemake.output.numbers, bound)

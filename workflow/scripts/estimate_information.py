"""Estimate the bipartite mutual information from samples alone."""

from latent_mean_field.information.bipartition import cut_in_two
from latent_mean_field.information.table import estimate_if_any
from latent_mean_field.jobs import job
from latent_mean_field.randomness import seed_of
from latent_mean_field.storage import load_json, load_words, save_json
from latent_mean_field.systems.solvable import shape_of

with job(snakemake.log[0]):
    params = snakemake.params
    words = load_words(snakemake.input.samples)
    shape = shape_of(params.system) if params.system else words.train.shape[1:]
    settings = dict(params.settings)
    few = slice(settings.pop("n_held_out"))
    exact = load_json(snakemake.input.exact) if snakemake.input.exact else {}
    numbers = estimate_if_any(
        words.train,
        words.held_out[few],
        cut_in_two(params.cut, shape, params.seed),
        exact.get(params.cut, {}),
        seed=seed_of(params.seed, "information", *snakemake.wildcards),
        blocks=words.blocks[few],
        **settings,
    )
    save_json(snakemake.output.numbers, numbers)

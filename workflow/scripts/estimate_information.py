"""Estimate the bipartite mutual information from samples alone."""

from latent_mean_field.information.autoregressive import estimate_information
from latent_mean_field.information.bipartition import cut_in_two
from latent_mean_field.information.table import information_quantities
from latent_mean_field.jobs import job
from latent_mean_field.randomness import seed_of
from latent_mean_field.storage import load_json, load_words, save_json
from latent_mean_field.systems.solvable import shape_of

with job(snakemake.log[0]):
    params = snakemake.params
    words = load_words(snakemake.input.samples)
    shape = shape_of(params.system) if params.system else words.train.shape[1:]
    few = slice(params.settings["n_held_out"])
    estimate = estimate_information(
        words.train,
        words.held_out[few],
        cut_in_two(params.cut, shape, params.seed),
        hidden_dim=params.settings["hidden_dim"],
        n_steps=params.settings["n_steps"],
        seed=seed_of(params.seed, "information", *snakemake.wildcards),
        blocks=words.blocks[few],
    )
    exact = load_json(snakemake.input.exact) if snakemake.input.exact else {}
    numbers = information_quantities(estimate, exact.get(params.cut, {}))
    save_json(snakemake.output.numbers, numbers)

"""Estimate the bipartite mutual information from samples alone."""

from latent_mean_field.information.autoregressive import estimate_information
from latent_mean_field.information.bipartition import contiguous_halves
from latent_mean_field.information.table import information_quantities
from latent_mean_field.jobs import job
from latent_mean_field.randomness import seed_of
from latent_mean_field.storage import load_json, load_words, save_json

with job(snakemake.log[0]):
    names = (snakemake.wildcards.chapter, snakemake.wildcards.data)
    words = load_words(snakemake.input.samples)
    settings = snakemake.params.settings
    estimate = estimate_information(
        words.train,
        words.held_out[: settings["n_held_out"]],
        contiguous_halves(words.train.shape[1]),
        hidden_dim=settings["hidden_dim"],
        n_steps=settings["n_steps"],
        seed=seed_of(snakemake.params.seed, "information", *names),
    )
    exact = load_json(snakemake.input.exact) if snakemake.input.exact else {}
    save_json(snakemake.output.numbers, information_quantities(estimate, exact))

"""Draw training and held-out samples of a solvable system, of one or many data sets."""

import numpy as np

from latent_mean_field.jobs import job
from latent_mean_field.randomness import data_set_seeds, stream
from latent_mean_field.sampling.equilibrium import sample_equilibrium
from latent_mean_field.storage import Words, save_words
from latent_mean_field.systems.solvable import solvable_system
from latent_mean_field.tensors import as_words

with job(snakemake.log[0]):
    names = (snakemake.wildcards.chapter, snakemake.wildcards.data)
    params = snakemake.params
    n_train, n_held_out = params.n_samples, params.n_held_out
    stacked = params.n_sets is not None
    seeds = data_set_seeds(params.seed, params.n_sets) if stacked else [params.seed]
    draws = []
    for seed in seeds:
        system, rng = (
            solvable_system(params.system, seed),
            stream(seed, "samples", *names),
        )
        samples = sample_equilibrium(system, n_train + n_held_out, rng)
        draws.append(as_words(samples))
    words = np.stack(draws) if stacked else draws[0]
    train, held_out = np.split(words, [n_train], axis=-2)
    blocks = np.arange(n_held_out)
    save_words(snakemake.output.samples, Words(train, held_out, blocks))

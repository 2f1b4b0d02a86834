"""Draw training and held-out samples of a solvable system."""

import numpy as np

from latent_mean_field.jobs import job
from latent_mean_field.randomness import stream
from latent_mean_field.sampling.equilibrium import sample_equilibrium
from latent_mean_field.storage import Words, save_words
from latent_mean_field.systems.solvable import solvable_system

with job(snakemake.log[0]):
    names = (snakemake.wildcards.chapter, snakemake.wildcards.data)
    params = snakemake.params
    system = solvable_system(params.system, params.seed)
    rng = stream(params.seed, "samples", *names)
    n_train, n_held_out = params.n_samples, params.n_held_out
    spins = sample_equilibrium(system, n_train + n_held_out, rng)
    words = ((spins + 1) // 2).astype(np.uint8)
    blocks = np.arange(n_held_out)
    save_words(
        snakemake.output.samples, Words(words[:n_train], words[n_train:], blocks)
    )

"""Draw samples of matter with several regimes, and keep what is true of each."""

import numpy as np

from latent_mean_field.assessment.regimes import (
    regimes_of_matter,
    regimes_of_reactions,
    regimes_of_wakes,
)
from latent_mean_field.jobs import job
from latent_mean_field.randomness import stream
from latent_mean_field.sampling.equilibrium import sample_equilibrium
from latent_mean_field.sampling.wakes import draw_split_wakes
from latent_mean_field.storage import Words, save_arrays, save_words
from latent_mean_field.systems.exact import exact_answers
from latent_mean_field.systems.solvable import solvable_system
from latent_mean_field.systems.surface_reaction import draw_reactions
from latent_mean_field.tensors import as_words

with job(snakemake.log[0]):
    params, name = snakemake.params, snakemake.wildcards.data
    n_train, n_held_out = params.n_samples, params.n_held_out
    rng = stream(params.seed, "regimes", name)
    truth = {}
    if params.system["system"] == "surface_reaction":
        reactions = draw_reactions(n_train + n_held_out, rng)
        words = reactions.coverage.astype(np.float32)
        labels, quantities = regimes_of_reactions(reactions)
    elif params.system["system"] == "cylinder_flow":
        wakes = draw_split_wakes(n_train, n_held_out, params.system["n_flows"], rng)
        words = wakes.vorticity.astype(np.float32)
        labels, quantities = regimes_of_wakes(wakes)
    else:
        system = solvable_system(params.system, params.seed)
        spins = sample_equilibrium(system, n_train + n_held_out, rng)
        words = as_words(spins)
        labels, quantities = regimes_of_matter(system, spins)
        truth["log_prob"] = exact_answers(system, rng).log_prob(spins)[n_train:]
    held_out = {key: values[n_train:] for key, values in quantities.items()}
    save_words(
        snakemake.output.samples,
        Words(words[:n_train], words[n_train:], np.arange(n_held_out)),
    )
    save_arrays(snakemake.output.truth, labels=labels[n_train:], **held_out, **truth)

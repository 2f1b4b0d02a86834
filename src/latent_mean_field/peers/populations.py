"""Rivals of a few collective variables: other laws that are fitted to spike words."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from latent_mean_field.peers.bernoulli_mixture import (
    BernoulliMixture,
    fit_bernoulli_mixture,
)
from latent_mean_field.peers.boltzmann_machine import (
    BoltzmannMachine,
    fit_boltzmann_machine,
)
from latent_mean_field.peers.dichotomised_gaussian import (
    DichotomisedGaussian,
    fit_dichotomised_gaussian,
)
from latent_mean_field.peers.independent_cells import (
    IndependentCells,
    fit_independent_cells,
)
from latent_mean_field.peers.maximum_entropy import MaximumEntropy, fit_maximum_entropy
from latent_mean_field.peers.stimulus_locked import StimulusLocked, fit_stimulus_locked
from latent_mean_field.peers.summed_activity import SummedActivity, fit_summed_activity
from latent_mean_field.storage import Words

Rival = (
    IndependentCells
    | SummedActivity
    | BernoulliMixture
    | MaximumEntropy
    | BoltzmannMachine
    | DichotomisedGaussian
    | StimulusLocked
)


def fit_rival(
    keys: Mapping[str, Any], samples: Words, rng: np.random.Generator
) -> Rival:
    """Fit the rival that the key `system` names to the training words.

    Args:
        keys: `system`, and `components` of a mixture or `hidden` units of a machine.
        samples: words; those of one block are those of one repeat, or the rival that is
            told the stimulus cannot be had.
        rng: of everything random.

    Raises:
        ValueError: no such rival.
    """
    words = samples.train
    match keys["system"]:
        case "independent":
            return fit_independent_cells(words)
        case "summed_activity":
            return fit_summed_activity(words)
        case "bernoulli_mixture":
            return fit_bernoulli_mixture(words, keys["components"], rng)
        case "pairwise" | "k_pairwise" as system:
            free = system == "k_pairwise"
            return fit_maximum_entropy(words, with_potential=free, rng=rng)
        case "boltzmann_machine":
            return fit_boltzmann_machine(words, keys["hidden"], rng)
        case "dichotomised_gaussian":
            return fit_dichotomised_gaussian(words)
        case "stimulus_locked":
            n_bins = int((samples.blocks == samples.blocks[0]).sum())
            return fit_stimulus_locked(words, n_bins)
    raise ValueError(f"no rival is called {keys['system']}")

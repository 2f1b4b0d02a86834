"""How many latents do the data ask for? The evidence of held-out samples decides."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.assessment.likelihood import sampled_log_likelihood
from latent_mean_field.vae.fit import Fit

N_SIGMA = 2.0
N_IMPORTANCE = 32


def choose_dimension(evidence: Mapping[int, NDArray]) -> int:
    """The least d whose held-out evidence no larger d beats beyond doubt.

    Two numbers of latents are compared word by word: the difference has a far smaller
    error than either evidence.

    Args:
        evidence: for each d, log p_theta of the same held-out words, nats, shape
            (n_words,).
    """
    dims = sorted(evidence)
    for d in dims:
        rivals = [gain(evidence[d], evidence[other]) for other in dims if other > d]
        if all(mean <= N_SIGMA * error for mean, error in rivals):
            return d
    raise ValueError("no number of latents to choose from")


def gain(base: NDArray, other: NDArray) -> tuple[float, float]:
    """Mean of other - base over the words, with its standard error, nats."""
    difference = other - base
    error = difference.std(ddof=1) / np.sqrt(len(difference))
    return float(difference.mean()), float(error)


def dimension_choices(
    fits: Mapping[int, Sequence[Fit]], held_out: NDArray, *, seed: int
) -> dict[str, Any]:
    """The d chosen for each data set, and what every d gains over the chosen one.

    Args:
        fits: for each d, the fits to all data sets.
        held_out: words to judge on, shape (n_sets, n_words, n_sites).
        seed: of the importance samples, the same for every d.

    Returns:
        `chosen`, a list over the data sets, and `gain`, by d a list of (mean, standard
        error) over the data sets, nats per word.
    """
    evidences = [
        {d: _evidence(own[k], words, seed) for d, own in fits.items()}
        for k, words in enumerate(held_out)
    ]
    chosen = [choose_dimension(evidence) for evidence in evidences]
    gains = {
        str(d): [
            gain(evidence[best], evidence[d])
            for best, evidence in zip(chosen, evidences, strict=True)
        ]
        for d in fits
    }
    return {"chosen": chosen, "gain": gains}


def _evidence(fit: Fit, words: NDArray, seed: int) -> NDArray:
    """Log p_theta of each word by importance sampling, nats."""
    return sampled_log_likelihood(
        fit.best_vae(), words, n_samples=N_IMPORTANCE, seed=seed
    ).values

"""Stored patterns of a recording, and whether they come out again."""

import numpy as np
import torch
from numpy.typing import NDArray

from latent_mean_field.decoding.generalised_hopfield import (
    polish,
    read_generalised_hopfield,
)
from latent_mean_field.decoding.population import subspace_cosine
from latent_mean_field.quantities import Quantity, quantity
from latent_mean_field.systems.generalised_hopfield import GeneralisedHopfield
from latent_mean_field.vae.fit import Fit
from latent_mean_field.vae.selection import take_replicas


def decode_generalised_hopfield(
    fit: Fit, words: NDArray, n_patterns: int, *, seed: int
) -> tuple[GeneralisedHopfield, dict[str, Quantity]]:
    """The polished law of the best restart, and how stable its patterns are.

    Patterns are defined up to a linear map among themselves, that is, as a plane in the
    space of cells. Two planes are compared by their smallest principal cosine: between
    restarts, and between the halves of the training words, each half with a start from
    another restart where there is one. The decoders that are started from saw both
    halves; what is polished on them, with an order of words of its own, did not.

    Args:
        fit: of the words.
        words: what it was trained on, shape (n_words, n_cells).
        n_patterns: p.
        seed: of latents drawn and of the order of words.
    """
    n_restarts = fit.settings.n_restarts
    order = [fit.best, *(r for r in range(n_restarts) if r != fit.best)]
    starts = [
        read_generalised_hopfield(
            take_replicas(fit.vae, [r]),
            n_patterns,
            torch.Generator().manual_seed(seed + r),
        )
        for r in order
    ]
    first, *others = (
        polish(start, words, seed=seed + r) for r, start in enumerate(starts)
    )
    halves = [
        polish(start, half, seed=seed + len(starts) + k)
        for k, (start, half) in enumerate(
            zip((starts[0], starts[-1]), np.array_split(words, 2), strict=True)
        )
    ]
    numbers = {"overlap_halves": _overlap(*halves)}
    if others:
        cosines = [_overlap(first, other)["value"] for other in others]
        numbers["overlap_restarts"] = quantity(min(cosines), theory=1.0)
    return first, numbers


def _overlap(one: GeneralisedHopfield, other: GeneralisedHopfield) -> Quantity:
    return quantity(subspace_cosine(one.patterns, other.patterns), theory=1.0)

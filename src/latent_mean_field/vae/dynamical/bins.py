"""Bins of latent space, each batch from one of them (Wang et al. 2024).

A law of steps that is right in every bin is right everywhere; over all of space at once
a stretched place could make up for a shrunken one.
"""

import numpy as np
from numpy.typing import NDArray

# Centres are chosen among this many latents.
N_SCANNED = 20_000
MAX_BINS = 500
# Bins count by the root of their latents: rare places are seen more often than they
# are visited ("well-tempered", bias factor 2).
BIAS_FACTOR = 2


class BinError(ValueError):
    """Latents do not fall into bins that could be learned from."""


def regular_centres(z: NDArray, distance: float, rng: np.random.Generator) -> NDArray:
    """Latents no two of which are nearer than `distance`, shape (n_bins, d).

    Raises:
        BinError: there are more than 500 of them.
    """
    left = z[rng.permutation(len(z))]
    centres: list[NDArray] = []
    while len(left):
        if len(centres) == MAX_BINS:
            message = f"more than {MAX_BINS} bins of distance {distance}"
            raise BinError(f"{message}: latents spread too far, raise bin_distance")
        centres.append(left[0])
        left = left[np.square(left - left[0]).sum(axis=1) > distance**2]
    return np.array(centres)


def nearest(z: NDArray, centres: NDArray) -> NDArray:
    """Number of the nearest centre, shape (n,)."""
    return (z @ centres.T - np.square(centres).sum(axis=1) / 2).argmax(axis=1)


def binned_batches(
    z: NDArray,
    shape: tuple[int, int],
    distance: float,
    rng: np.random.Generator,
) -> NDArray:
    """Rows of latents batch by batch, each batch from one bin; shape (n_batches, size).

    Bins with fewer latents than a batch are left out.

    Args:
        z: latents, shape (n, d).
        shape: number of batches and their size.
        distance: least distance of the centres.
        rng: of centres and rows.

    Raises:
        BinError: too many bins, or the bins left hold less than 80 % of the latents.
    """
    n_batches, size = shape
    centres = regular_centres(z[rng.integers(len(z), size=N_SCANNED)], distance, rng)
    labels = nearest(z, centres)
    counts = np.bincount(labels, minlength=len(centres))
    weights = np.where(counts >= size, counts ** (1 / BIAS_FACTOR), 0)
    if counts[weights > 0].sum() < 0.8 * len(z):
        message = f"bins of {size} latents or more hold less than 80 % of {len(z)}"
        raise BinError(f"{message}: raise bin_distance or lower batch_size")
    chosen = rng.choice(len(centres), n_batches, p=weights / weights.sum())
    firsts = np.cumsum(counts) - counts
    within = (rng.random(shape) * counts[chosen, None]).astype(int)
    return np.argsort(labels, kind="stable")[firsts[chosen, None] + within]

"""Order parameters of samples, and their exact laws."""

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.systems.class_sums import ClassSums
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.hopfield import Hopfield


def magnetisation_law(
    system: CurieWeiss, spins: NDArray
) -> tuple[NDArray, NDArray, NDArray]:
    """Support of M/N, its exact probabilities, and the samples' frequencies."""
    sums = ClassSums.of(system)
    n = system.n_spins
    up = (n + spins.sum(axis=1, dtype=np.int64)) // 2
    frequency = np.bincount(up, minlength=n + 1) / len(spins)
    return (2 * sums.counts[:, 0] - n) / n, sums.law(), frequency


def overlaps(system: Hopfield, spins: NDArray) -> NDArray:
    """xi^T s / N with the first two patterns at most, shape (n_samples, 2 or 1)."""
    return spins @ system.xi[:, :2].astype(float) / len(system.xi)

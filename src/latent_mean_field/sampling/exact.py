"""Independent samples of mean-field matter from its exact table of classes."""

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.systems.class_sums import ClassSums


def sample_classes(
    sums: ClassSums, n_samples: int, rng: np.random.Generator
) -> NDArray:
    """Draw independent equilibrium states.

    A row of the table fixes how many spins of each class point up; which of them do
    is uniform.

    Returns:
        Spins ±1, int8, shape (n_samples, n_spins).
    """
    rows = rng.choice(len(law := sums.law()), n_samples, p=law)
    counts = sums.counts[rows]
    spins = np.empty((n_samples, len(sums.labels)), np.int8)
    for label, size in enumerate(sums.sizes):
        order = rng.random((n_samples, size)).argsort(axis=1).argsort(axis=1)
        spins[:, sums.labels == label] = np.where(order < counts[:, [label]], 1, -1)
    return spins * sums.gauge.astype(np.int8)

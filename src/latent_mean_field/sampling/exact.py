"""Independent samples of exchangeable spins, from their exact number up."""

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.systems.class_sums import ClassSums
from latent_mean_field.systems.multispin import MultiSpin


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
        spins[:, sums.labels == label] = _place(counts[:, label], size, rng)
    return spins * sums.gauge.astype(np.int8)


def sample_exchangeable(
    system: MultiSpin, n_samples: int, rng: np.random.Generator
) -> NDArray:
    """Draw independent equilibrium states of spins that are all alike.

    Returns:
        Spins ±1, int8, shape (n_samples, n_spins).
    """
    n_spins = system.n_spins
    counts = rng.choice(n_spins + 1, n_samples, p=system.law())
    return _place(counts, n_spins, rng)


def _place(counts: NDArray, size: int, rng: np.random.Generator) -> NDArray:
    """Spins ±1, shape (len(counts), size), so many of each row up, no matter which."""
    draws = rng.random((len(counts), size))
    # The draw of the first that stays down, and what no draw reaches where all are up.
    ranked = np.pad(np.sort(draws, axis=1), ((0, 0), (0, 1)), constant_values=1.0)
    limit = np.take_along_axis(ranked, counts[:, None], axis=1)
    return np.where(draws < limit, 1, -1).astype(np.int8)

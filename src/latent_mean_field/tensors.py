"""Symmetric traceless tensors of a direction, by their components.

A molecule without head or tail is its tensor u u^T. Its traceless part has five
components in space and two in the plane, q_a = u^T E_a u, in a basis of symmetric
traceless matrices with Tr E_a E_b = δ_ab:

    Σ_a q_a q'_a = (u·u')² - 1/D,        P2(u·u') = (3/2) Σ_a q_a q'_a   for D = 3
"""

import numpy as np
from numpy.typing import NDArray

_ROOT = np.sqrt(0.5)
PLANAR = _ROOT * np.array([[[1, 0], [0, -1]], [[0, 1], [1, 0]]])
SPATIAL = np.zeros((5, 3, 3))
SPATIAL[0] = np.diag([-1, -1, 2]) / np.sqrt(6)
SPATIAL[1] = np.diag([1, -1, 0]) * _ROOT
for _a, (_i, _j) in enumerate([(0, 1), (0, 2), (1, 2)], start=2):
    SPATIAL[_a, _i, _j] = SPATIAL[_a, _j, _i] = _ROOT
BASES = {2: PLANAR, 3: SPATIAL}
DIMENSIONS = {len(basis): dimension for dimension, basis in BASES.items()}


def components(directions: NDArray) -> NDArray:
    """Components q of unit vectors (..., D), shape (..., 5) in space, (..., 2) else."""
    basis = BASES[directions.shape[-1]]
    row, column = np.triu_indices(directions.shape[-1])
    twice = np.where(row == column, 1, 2)[:, None]
    weights = twice * basis[:, row, column].T
    return (directions[..., row] * directions[..., column]) @ weights.astype(
        directions.dtype
    )


def as_words(samples: NDArray) -> NDArray:
    """What a VAE reads: of spins ±1 the bits, of directions their components.

    Args:
        samples: spins (n, n_spins) or unit vectors (n, n_molecules, D).

    Returns:
        Bits, uint8, (n, n_spins), or float32, (n, n_molecules * k).
    """
    if samples.ndim == 2:
        return ((samples + 1) // 2).astype(np.uint8)
    return components(samples).reshape(len(samples), -1).astype(np.float32)


def matrices(q: NDArray) -> NDArray:
    """Symmetric traceless matrices Σ_a q_a E_a, shape (..., D, D)."""
    return np.tensordot(q, BASES[DIMENSIONS[q.shape[-1]]].astype(q.dtype), 1)

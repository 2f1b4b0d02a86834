"""Discrete patterns: the rotation that makes decoded patterns binary."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

N_STARTS = 500
N_ITERATIONS = 60


@dataclass(frozen=True)
class BinaryPatterns:
    """Patterns ±1 and the scale that turns them into Ξ = scale * xi.

    Attributes:
        xi: shape (n_spins, n_patterns), ±1, up to permutation and sign of columns.
        rotated: Ξ O, real, the same gauge as `xi`.
        scale: the root of beta.
        residual: root-mean-square of Ξ O - scale * xi, relative to the scale.
    """

    xi: NDArray
    rotated: NDArray
    scale: float
    residual: float

    @property
    def beta(self) -> float:
        """Inverse temperature, the square of the scale."""
        return self.scale**2


def binary_rotation(patterns: NDArray, rng: np.random.Generator) -> BinaryPatterns:
    """Rotate Ξ (n_spins, p) so that its entries are as binary as can be.

    sign() and orthogonal Procrustes in turn, from many random rotations at once; the
    best fixed point wins (theory.md, section 3, step 4).
    """
    p = patterns.shape[1]
    rotations = _random_rotations(p, rng)
    for _ in range(N_ITERATIONS):
        target = np.sign(patterns @ rotations)
        left, _, right = np.linalg.svd(patterns.T @ target)
        rotations = left @ right
    agreement = np.abs(patterns @ rotations).mean(axis=(1, 2))
    rotated = patterns @ rotations[np.argmax(agreement)]
    scale = float(np.abs(rotated).mean())
    xi = np.where(rotated < 0, -1, 1)
    residual = np.sqrt(np.mean((rotated - scale * xi) ** 2)) / scale
    return BinaryPatterns(xi, rotated, scale, float(residual))


def _random_rotations(p: int, rng: np.random.Generator) -> NDArray:
    """Orthogonal matrices, shape (n_starts, p, p)."""
    if p == 1:
        return np.ones((1, 1, 1))
    return np.linalg.qr(rng.standard_normal((N_STARTS, p, p)))[0]

"""Independent directions from Bingham laws, by exact rejection."""

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.tensors import matrices


def sample_bingham(eta: NDArray, n_each: int, rng: np.random.Generator) -> NDArray:
    """Unit vectors u with density exp(Σ_a eta_a u^T E_a u), relative to uniform.

    Rejection from angular central Gaussians (Kent, Ganeiber and Mardia 2018), in the
    eigenframe: more than half of the proposals are accepted.

    Args:
        eta: components of B, shape (n, 5), or (n, 2) in the plane.
        n_each: directions from each law.
        rng: random stream.

    Returns:
        Shape (n, n_each, D).
    """
    values, vectors = np.linalg.eigh(matrices(eta))
    excess = values[:, -1:] - values
    b = _tuning(excess)
    shape = (*eta.shape[:1], n_each, values.shape[1])
    directions = np.empty(shape)
    law = np.repeat(np.arange(len(eta)), n_each)
    flat, pending = directions.reshape(-1, shape[-1]), np.arange(len(law))
    while len(pending):
        own = law[pending]
        proposal, accepted = _propose(excess[own], b[own], rng)
        flat[pending[accepted]] = proposal[accepted]
        pending = pending[~accepted]
    return directions @ vectors.swapaxes(1, 2)


def _propose(
    excess: NDArray, b: NDArray, rng: np.random.Generator
) -> tuple[NDArray, NDArray]:
    """Directions in the eigenframe, and which of them are accepted."""
    D = excess.shape[1]
    precision = 1 + 2 * excess / b
    u = rng.standard_normal(excess.shape) / np.sqrt(precision)
    u /= np.linalg.norm(u, axis=1, keepdims=True)
    square = u**2
    log_ratio = (
        -(square * excess).sum(1)
        + 0.5 * D * np.log((square * precision).sum(1) * b[:, 0] / D)
        + 0.5 * (D - b[:, 0])
    )
    return u, -rng.standard_exponential(len(u)) < log_ratio


def _tuning(excess: NDArray) -> NDArray:
    """The b in (0, D] with Σ_i 1 / (b + 2 excess_i) = 1, shape (n, 1), by Newton.

    The sum falls and is convex in b: from below, Newton's steps never overshoot.
    """
    b = np.ones((len(excess), 1))
    for _ in range(20):
        terms = 1 / (b + 2 * excess)
        b += (terms.sum(1, keepdims=True) - 1) / (terms**2).sum(1, keepdims=True)
    return b

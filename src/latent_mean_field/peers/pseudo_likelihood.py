"""Pseudo-likelihood of couplings of low rank: the strongest practical rival."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from latent_mean_field.peers.principal_components import infer_principal_components


def infer_pseudo_likelihood(
    spins: NDArray, n_patterns: int, *, max_iterations: int = 300
) -> NDArray:
    """Ξ of highest pseudo-likelihood (Besag 1975), with free external fields.

    Every spin is regressed on all others, log p(s_i | others) = -log(1 + e^{-2 s_i
    theta_i}), theta_i = b_i + Σ_{j != i} K_ij s_j, with K = Ξ Ξ^T / N from the start:
    far fewer parameters than a full K that is cut to its rank afterwards.

    Args:
        spins: samples ±1, shape (n_samples, n_spins).
        n_patterns: p.
        max_iterations: of L-BFGS.

    Returns:
        Ξ, shape (n_spins, p), up to a rotation.
    """
    n_samples, n_spins = spins.shape
    s = spins.astype(np.float32)

    def cost(theta: NDArray) -> tuple[float, NDArray]:
        X, b = _unpack(theta.astype(np.float32), n_spins)
        overlap = s @ X
        field = b + overlap @ X.T / n_spins - s * ((X**2).sum(1) / n_spins)
        aligned = 2 * s * field
        value = np.logaddexp(0, -aligned).sum(dtype=np.float64) / n_samples
        slope = -2 * s / (1 + np.exp(aligned)) / n_samples
        own = np.einsum("ni,ni->i", slope, s)
        grad_X = (
            s.T @ (slope @ X) + slope.T @ overlap - 2 * own[:, None] * X
        ) / n_spins
        gradient = np.concatenate([grad_X.ravel(), slope.sum(0)])
        return float(value), gradient.astype(np.float64)

    first = infer_principal_components(spins, n_patterns)
    start = np.concatenate([first.ravel(), np.zeros(n_spins)])
    found = minimize(
        cost, start, jac=True, method="L-BFGS-B", options={"maxiter": max_iterations}
    )
    return _unpack(found.x, n_spins)[0]


def rescale(spins: NDArray, factors: NDArray) -> NDArray:
    """Ξ times the one number of highest pseudo-likelihood, without external fields.

    For rivals that know directions but not the temperature.

    Args:
        spins: samples ±1, shape (n_samples, n_spins).
        factors: Ξ up to a common factor, shape (n_spins, p).
    """
    s = spins.astype(np.float32)
    unit = (factors / np.linalg.norm(factors, 2) * np.sqrt(len(factors))).astype("f4")
    aligned = s * ((s @ unit) @ unit.T) / len(unit) - (unit**2).sum(1) / len(unit)

    def cost(strength: float) -> float:
        return float(np.logaddexp(0, -2 * strength * aligned).mean(dtype=np.float64))

    best = minimize_scalar(cost, bounds=(0.0, 10.0), method="bounded")
    return np.sqrt(best.x) * unit.astype(np.float64)


def _unpack(theta: NDArray, n_spins: int) -> tuple[NDArray, NDArray]:
    """Ξ (n_spins, p) and b (n_spins,) from one vector."""
    return theta[:-n_spins].reshape(n_spins, -1), theta[-n_spins:]

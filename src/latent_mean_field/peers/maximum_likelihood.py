"""Exact maximum likelihood with the energy known: the yardstick of efficiency.

What no method that knows less can be expected to beat on the same samples: it separates
the error of a method from the luck of the draw.
"""

import itertools

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp

from latent_mean_field.peers.principal_components import infer_principal_components
from latent_mean_field.systems.class_sums import log_binomial

# A grid of step h under Gaussians of width s >= 1/sqrt(N) errs by the share
# 2 exp(-2 pi^2 s^2 / h^2): 5e-9 at h = s.
MAX_GRID_PATTERNS = 3
TAIL = 6.0
# Nats under the heaviest node.
NEGLIGIBLE = 40.0


class GridError(ValueError):
    """Too many patterns for a grid of their fields."""


def fit_curie_weiss(spins: NDArray) -> tuple[float, float]:
    """Beta J and beta h of highest likelihood, the energy being known to be (Σ s)².

    Args:
        spins: samples ±1, shape (n_samples, n_spins).
    """
    magnetisation = spins.sum(axis=1, dtype=np.float64)
    return match_curie_weiss(
        spins.shape[1], magnetisation.mean(), np.mean(magnetisation**2)
    )


def match_curie_weiss(n: int, mean: float, second: float) -> tuple[float, float]:
    """Beta J and beta h of n spins with <M> = mean and <M²> = second, M = Σ_i s_i."""
    observed = np.array([second / (2 * n), mean])
    up = np.arange(n + 1.0)
    support = 2 * up - n
    statistics = np.stack([support**2 / (2 * n), support])
    log_multiplicity = log_binomial(np.array(n), up)

    def cost(theta: NDArray) -> tuple[float, NDArray]:
        log_weight = log_multiplicity + theta @ statistics
        log_z = logsumexp(log_weight)
        expected = statistics @ np.exp(log_weight - log_z)
        return log_z - theta @ observed, expected - observed

    found = minimize(cost, np.zeros(2), jac=True, method="BFGS", options={"gtol": 1e-8})
    return float(found.x[0]), float(found.x[1])


def infer_maximum_likelihood(
    spins: NDArray, n_patterns: int, *, max_iterations: int = 300
) -> NDArray:
    """Ξ of highest likelihood of an energy of rank p with free external fields.

    log p(s) = (1/2N) |Ξ^T s|² + b·s - log Z(Ξ, b): means and second moments of the
    samples are all that counts, and Z is the field integral of theory.md, equation 6,
    on a grid: a coarse one first, then a fine one that is fitted to the answer.

    Args:
        spins: samples ±1, shape (n_samples, n_spins).
        n_patterns: p, at most 3.
        max_iterations: of L-BFGS, on each grid.

    Returns:
        Ξ, shape (n_spins, p), up to a rotation.

    Raises:
        GridError: more than three patterns.
    """
    if n_patterns > MAX_GRID_PATTERNS:
        raise GridError(f"{n_patterns} patterns: the grid of fields holds at most 3")
    s = spins.astype(np.float32)
    mean, moments = s.mean(0, dtype=np.float64), (s.T @ s).astype(float) / len(s)
    X = infer_principal_components(spins, n_patterns)
    theta = np.append(X, np.zeros(len(mean)))
    for step, room in ((1.5, 1.5), (1.0, 1.1)):
        m = _grid(theta, s, step, room)
        if step == 1.0:
            m = _weighty(theta, m)
        found = minimize(
            _negative_log_likelihood,
            theta,
            args=(m, mean, moments),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": max_iterations},
        )
        theta = found.x
    return _unpack(theta, len(mean))[0]


def _unpack(theta: NDArray, n_spins: int) -> tuple[NDArray, NDArray]:
    """Ξ (n_spins, p) and b (n_spins,) from one vector."""
    return theta[:-n_spins].reshape(n_spins, -1), theta[-n_spins:]


def _grid(theta: NDArray, s: NDArray, step: float, room: float) -> NDArray:
    """Nodes m, shape (n_nodes, p), over all overlaps of the samples and more.

    Args:
        theta: Ξ and b.
        s: samples, shape (n_samples, n_spins).
        step: in units of 1/sqrt(N).
        room: for Ξ to grow, a factor.
    """
    n_spins = s.shape[1]
    X, _ = _unpack(theta, n_spins)
    width = 1 / np.sqrt(n_spins)
    reach = room * np.abs(s @ X).max(0) / n_spins + TAIL * width
    axes = [np.arange(-edge, edge, step * width) for edge in reach]
    return np.array(list(itertools.product(*axes)))


def _log_weights(theta: NDArray, m: NDArray, n_spins: int) -> tuple[NDArray, NDArray]:
    """Log w(m) of each node, and tanh y(m), shape (n_nodes, n_spins)."""
    X, b = _unpack(theta, n_spins)
    y = m @ X.T + b
    shrunk = np.exp(-2 * np.abs(y))
    log_2cosh = np.abs(y).sum(1) + np.log1p(shrunk).sum(1)
    log_weight = log_2cosh - 0.5 * n_spins * (m**2).sum(1)
    return log_weight, np.copysign((1 - shrunk) / (1 + shrunk), y)


def _weighty(theta: NDArray, m: NDArray) -> NDArray:
    """Nodes that could count after a small change of the parameters."""
    n_spins = len(theta) // (m.shape[1] + 1)
    log_weight, _ = _log_weights(theta, m, n_spins)
    return m[log_weight > log_weight.max() - NEGLIGIBLE]


def _negative_log_likelihood(
    theta: NDArray, m: NDArray, mean: NDArray, moments: NDArray
) -> tuple[float, NDArray]:
    """Per sample in nats, up to a constant, and its gradient."""
    n_spins = len(mean)
    X, b = _unpack(theta, n_spins)
    log_weight, tanh_y = _log_weights(theta, m, n_spins)
    log_z = logsumexp(log_weight)
    weighted = tanh_y * np.exp(log_weight - log_z)[:, None]
    pull = moments @ X / n_spins
    value = log_z - 0.5 * (X * pull).sum() - b @ mean
    return float(value), np.append(weighted.T @ m - pull, weighted.sum(0) - mean)

"""How far the best elbo lies below log p(x) when the decoder is known and nearly sure.

The decoder is a known mixing f with noise of precision gamma², the prior is standard
normal and the posterior diagonal, of every x its own: no encoder, so that nothing but
the family of posteriors stands between the elbo and log p(x). With a linear f the gap
has a closed form at every precision; with any f it tends to the contrast of independent
mechanisms (theory.md, equations 26 and 27).
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import qmc

from latent_mean_field.assessment.rows import Row, as_row
from latent_mean_field.averages import blocked_mean
from latent_mean_field.quantities import nats
from latent_mean_field.randomness import stream
from latent_mean_field.systems.mixings import (
    Linear,
    Mixing,
    ima_contrast,
    known_mixing,
    log_density,
)

PRECISIONS = ("1e0", "1e1", "1e2", "1e3", "1e4", "1e5", "1e6")
N_SOURCES, N_NODES, N_OBSERVATIONS = 4, 64, 200
STEP, N_STEPS = 0.5, 30


def gap_rows(root_seed: int) -> tuple[list[Row], dict[str, NDArray]]:
    """The gap of a linear and of a triangular mixing at every precision, and arrays.

    Returns:
        Rows, and `precisions` with, at each of them, the gap of `linear` and of
        `triangular_mlp`, and of both their `_error` and `_theory`.
    """
    rng = stream(root_seed, "elbo gap")
    rows: list[Row] = []
    arrays: dict[str, list[float]] = {}
    for system in ("linear", "triangular_mlp"):
        mixing = known_mixing(system, N_SOURCES, rng)
        sources = mixing.draw(N_OBSERVATIONS, rng)
        contrasts = ima_contrast(mixing.jacobian(sources))
        for text in PRECISIONS:
            gaps = elbo_gap(mixing, sources, float(text), rng)
            theories = contrasts
            if isinstance(mixing, Linear):
                theories = np.full_like(gaps, linear_gap(mixing.matrix, float(text)))
            # The theory varies from x to x, and the gap with it.
            excess = blocked_mean(gaps - theories)
            numbers = {
                "elbo_gap": nats(*blocked_mean(gaps), theory=float(theories.mean())),
                "elbo_gap_excess": nats(*excess, theory=0.0),
            }
            rows.append(as_row({"system": system, "gamma2": text}, numbers))
            for name, value in (
                ("", gaps.mean()),
                ("_error", excess[1]),
                ("_theory", theories.mean()),
            ):
                arrays.setdefault(system + name, []).append(value)
    return rows, {
        "precisions": np.array([float(text) for text in PRECISIONS]),
        **{name: np.array(values) for name, values in arrays.items()},
    }


def linear_gap(W: NDArray, precision: float) -> float:
    """½ (Σ_k log A_kk - log det A) with A = 1 + gamma² W^T W, nats, of every x."""
    A = np.eye(W.shape[1]) + precision * W.T @ W
    return float(np.log(np.diag(A)).sum() - np.linalg.slogdet(A).logabsdet) / 2


def elbo_gap(
    mixing: Mixing, sources: NDArray, precision: float, rng: np.random.Generator
) -> NDArray:
    """Log p(x) less the best elbo, of the observations of each source, nats, (n,).

    Log p(x) is that of the model where it has a closed form, with a linear mixing; else
    that of the mixing without noise, its limit.
    """
    x = mixing.mix(sources)
    if isinstance(mixing, Linear):
        log_p = _log_normal(x, mixing.matrix, precision)
    else:
        log_p = log_density(mixing, sources)
    nodes = normal_nodes(N_NODES, x.shape[1], rng)
    return log_p - best_elbo(mixing, x, sources, precision, nodes)


def best_elbo(
    mixing: Mixing, x: NDArray, start: NDArray, precision: float, nodes: NDArray
) -> NDArray:
    """The elbo of the best diagonal Gaussian posterior of each x, nats, shape (n,).

    Means follow the mean score by Gauss-Newton steps, inverse variances move towards
    the mean curvature, which by Stein's lemma is the score's product with the noise
    (Opper and Archambeau 2009).

    Args:
        mixing: the decoder, with standard normal sources.
        x: observations, shape (n, d).
        start: latents to start from, shape (n, d).
        precision: gamma².
        nodes: standard normal noise of mean 0 and covariance 1, shape (m, d).
    """
    mean = start
    information = _information(mixing, mean, precision)
    variance = 1 / np.diagonal(information, axis1=1, axis2=2)
    for _ in range(N_STEPS):
        scale = np.sqrt(variance)
        z = mean[:, None] + scale[:, None] * nodes
        score = _score(mixing, x, z, precision)
        curvature = -(score * nodes).mean(axis=1) / scale
        information = _information(mixing, mean, precision)
        newton = np.linalg.solve(information, score.mean(axis=1)[..., None])[..., 0]
        mean = mean + STEP * newton
        variance = 1 / ((1 - STEP) / variance + STEP * curvature)
    z = mean[:, None] + np.sqrt(variance)[:, None] * nodes
    return _log_joint(mixing, x, z, precision).mean(axis=1) + _entropy(variance)


def normal_nodes(n: int, d: int, rng: np.random.Generator) -> NDArray:
    """Quasi-random standard normal numbers (2n, d), of mean 0 and covariance 1."""
    half = ndtri(qmc.Sobol(d, rng=rng).random(n))
    nodes = np.concatenate([half, -half])
    root = np.linalg.cholesky(nodes.T @ nodes / len(nodes))
    return np.linalg.solve(root, nodes.T).T


def _information(mixing: Mixing, z: NDArray, precision: float) -> NDArray:
    """1 + gamma² J^T J at latents (n, d), shape (n, d, d)."""
    J = mixing.jacobian(z)
    return np.eye(z.shape[1]) + precision * J.swapaxes(1, 2) @ J


def _flat(mixing: Mixing, z: NDArray) -> tuple[NDArray, NDArray]:
    """Observations and Jacobians of latents (n, m, d)."""
    flat = z.reshape(-1, z.shape[-1])
    J = mixing.jacobian(flat).reshape(*z.shape, z.shape[-1])
    return mixing.mix(flat).reshape(z.shape), J


def _score(mixing: Mixing, x: NDArray, z: NDArray, precision: float) -> NDArray:
    """Gradient of log p(x, z) in z (n, m, d)."""
    f, J = _flat(mixing, z)
    return precision * np.einsum("nmik,nmi->nmk", J, x[:, None] - f) - z


def _log_joint(mixing: Mixing, x: NDArray, z: NDArray, precision: float) -> NDArray:
    """Log p(x, z), nats, shape (n, m)."""
    f = mixing.mix(z.reshape(-1, z.shape[-1])).reshape(z.shape)
    squares = precision * np.square(x[:, None] - f) + np.square(z)
    constant = 0.5 * x.shape[1] * (np.log(precision) - 2 * np.log(2 * np.pi))
    return constant - 0.5 * squares.sum(axis=-1)


def _entropy(variance: NDArray) -> NDArray:
    """Of diagonal Gaussians, nats, shape (n,)."""
    return 0.5 * np.log(2 * np.pi * np.e * variance).sum(axis=1)


def _log_normal(x: NDArray, W: NDArray, precision: float) -> NDArray:
    """Log density of Normal(0, W W^T + 1/gamma²) at x, nats, shape (n,)."""
    covariance = W @ W.T + np.eye(len(W)) / precision
    squared = np.einsum("ni,ni->n", x, np.linalg.solve(covariance, x.T).T)
    log_det = np.linalg.slogdet(2 * np.pi * covariance).logabsdet
    return -0.5 * (squared + log_det)

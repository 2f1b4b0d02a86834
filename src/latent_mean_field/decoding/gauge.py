"""Fix the gauge: couplings and field of the mean-field matter a decoder describes.

A decoder whose fields are y = y_0 + A f, with f of density p(f), is mean-field matter
if p(f) is a Hubbard-Stratonovich law (theory.md, section 3, step 3)

    w(f) ∝ exp( g·f - (1/2) f^T G f ) Π_i 2 cosh( y_0 + A f )_i

(for other sites than spins their normaliser takes the place of the hyperbolic cosine)

and then, completing the square, K = A G^-1 A^T and b = y_0 + A G^-1 g.

The nearest such law is the one of least KL(p || w). It is a convex problem, an
exponential family with statistics f and f f^T, whose solution matches their means. A
regression of log p(f) on a quadratic would dwell on the thinly visited flanks, where a
learned density is least certain; the projection does not, and what it leaves over is a
number with a meaning, a KL divergence in nats.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp, softmax

from latent_mean_field.decoding.fields import FieldLaw

MIN_EFFECTIVE_FRACTION = 0.02


class GaugeError(ValueError):
    """No Hubbard-Stratonovich law is near enough to the decoder's to be trusted.

    `residual` is the KL divergence to the nearest one there is, in nats: from so few
    effective draws rather too low; infinite where there is none.
    """

    def __init__(self, message: str, residual: float):
        super().__init__(message)
        self.residual = residual


@dataclass(frozen=True)
class Matter:
    """What a decoder says of the energy -beta H = (1/2) s^T K s + b·s.

    Attributes:
        patterns: Ξ, shape (n_spins, d), up to an orthogonal d×d matrix on the right.
        field: b, shape (n_spins,).
        residual: KL(decoder's law of the fields || its nearest bilinear law), nats.
        effective_fraction: effective share of the draws behind the normaliser.
    """

    patterns: NDArray
    field: NDArray
    residual: float
    effective_fraction: float

    @property
    def couplings(self) -> NDArray:
        """K = Ξ Ξ^T / N, shape (n_spins, n_spins), gauge invariant."""
        return self.patterns @ self.patterns.T / len(self.patterns)


def fix_gauge(law: FieldLaw) -> Matter:
    """Find the bilinear matter nearest to a law of fields.

    The normaliser of w is an average over the decoder's own draws, weighted by w/p.

    Raises:
        GaugeError: the weights leave too few effective draws, or G is not positive.
    """
    scale = law.coordinates.std(axis=0)
    f = law.coordinates / scale
    log_ratio = law.log_normaliser - law.log_density
    natural = _project(_statistics(f), log_ratio)
    linear, quadratic = _unpack(natural, f.shape[1])
    residual, fraction = _quality(_statistics(f) @ natural + log_ratio)
    if fraction < MIN_EFFECTIVE_FRACTION:
        message = f"the decoder's fields are not near any bilinear law: {fraction:.4f}"
        message = f"{message} of the draws are effective, KL {residual:.2f}"
        raise GaugeError(message, residual)
    covariance = _covariance(quadratic) * np.outer(scale, scale)
    patterns = law.loadings @ np.linalg.cholesky(covariance)
    field = law.mean + law.loadings @ covariance @ (linear / scale)
    return Matter(patterns * np.sqrt(len(patterns)), field, residual, fraction)


def _statistics(f: NDArray) -> NDArray:
    """Sufficient statistics (f, -f f^T / 2), one column per free parameter."""
    row, column = np.triu_indices(f.shape[1])
    weight = np.where(row == column, -0.5, -1.0)
    return np.column_stack([f, weight * f[:, row] * f[:, column]])


def _unpack(natural: NDArray, d: int) -> tuple[NDArray, NDArray]:
    """Split natural parameters into g (d,) and the symmetric G (d, d)."""
    quadratic = np.zeros((d, d))
    quadratic[np.triu_indices(d)] = natural[d:]
    return natural[:d], quadratic + np.triu(quadratic, 1).T


def _project(statistics: NDArray, log_ratio: NDArray) -> NDArray:
    """Natural parameters of the exponential family that match the mean statistics."""
    target = statistics.mean(axis=0)

    def weights(natural: NDArray) -> NDArray:
        return softmax(log_ratio + statistics @ natural)

    def objective(natural: NDArray) -> float:
        return logsumexp(log_ratio + statistics @ natural) - target @ natural

    def gradient(natural: NDArray) -> NDArray:
        return weights(natural) @ statistics - target

    def hessian(natural: NDArray) -> NDArray:
        w = weights(natural)
        centred = statistics - w @ statistics
        return (centred * w[:, None]).T @ centred

    design = np.column_stack([np.ones(len(statistics)), statistics])
    start = np.linalg.lstsq(design, -log_ratio, rcond=None)[0][1:]
    solution = minimize(
        objective, start, jac=gradient, hess=hessian, method="trust-exact"
    )
    return solution.x


def _quality(log_weights: NDArray) -> tuple[float, float]:
    """KL(p || w) in nats, and the effective fraction of the importance weights."""
    n = len(log_weights)
    divergence = logsumexp(log_weights) - np.log(n) - log_weights.mean()
    weights = softmax(log_weights)
    return float(divergence), float(1 / (n * (weights**2).sum()))


def _covariance(quadratic: NDArray) -> NDArray:
    """G^-1, for positive G only."""
    if np.linalg.eigvalsh(quadratic)[0] <= 0:
        message = "the quadratic form of the fields is not positive: no bilinear matter"
        raise GaugeError(message, np.inf)
    return np.linalg.inv(quadratic)

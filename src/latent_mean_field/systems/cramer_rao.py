"""The least error any unbiased estimator of temperature and field can have."""

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.systems.class_sums import ClassSums
from latent_mean_field.systems.mean_field import MeanField

# Parameters beyond which the Fisher information is too large a matrix, and samples to
# each below which it is not known.
MAX_FISHER, LEAST_SAMPLES = 1500, 2


def cramer_rao_curie_weiss(sums: ClassSums, n_samples: int) -> tuple[float, float]:
    """Standard errors of beta J and beta h, fitted together (theory.md, section 4).

    The Fisher information of one sample is the covariance of (Σ s)²/2N and Σ s.

    Args:
        sums: the classes of a Curie-Weiss system, of which there is one.
        n_samples: independent samples.
    """
    magnetisation = (2 * sums.counts - sums.sizes)[:, 0]
    statistics = np.stack([magnetisation**2 / (2 * len(sums.labels)), magnetisation])
    information = np.cov(statistics, aweights=sums.law(), bias=True)
    beta_J, beta_h = np.sqrt(np.diag(np.linalg.inv(information * n_samples)))
    return float(beta_J), float(beta_h)


def cramer_rao_couplings(
    system: MeanField, spins: NDArray, n_samples: int
) -> float | None:
    """Least relative Frobenius error of the couplings K, off the diagonal.

    The score of a real-valued pattern entry is s_i m_mu - <s_i m_mu> with
    m = Ξ^T s / N; its covariance over equilibrium samples is the Fisher information.
    Rotations of the patterns leave K alone: those directions carry no information and
    the pseudo-inverse drops them. External fields, fitted or not, do not matter at
    b = 0, where their score has the opposite parity.

    Args:
        system: the matter.
        spins: equilibrium samples for the covariance, shape (n, n_spins).
        n_samples: samples the couplings are inferred from.

    Returns:
        The error; None of more than 1500 pattern entries, from fewer than two samples
        to each, or in a field: scores of patterns and field are
        correlated then.
    """
    n_entries = system.patterns.size
    if n_entries > MAX_FISHER or len(spins) < LEAST_SAMPLES * n_entries:
        return None
    if system.field.any():
        return None
    inverse = _inverse_fisher(system, spins) / n_samples
    X = system.patterns
    own = np.einsum("jm,imin,jn->ij", X, inverse, X)
    cross = np.einsum("jm,imjn,in->ij", X, inverse, X)
    variance = (own + own.T + cross + cross.T) / len(X) ** 2
    off = ~np.eye(len(X), dtype=bool)
    return float(np.sqrt(variance[off].sum()) / np.linalg.norm(system.couplings[off]))


def _inverse_fisher(system: MeanField, spins: NDArray) -> NDArray:
    """Pseudo-inverse of the information per sample, shape (N, p, N, p)."""
    n_spins, p = system.patterns.shape
    m = spins @ system.patterns / n_spins
    score = (spins[:, :, None] * m[:, None, :]).reshape(len(spins), -1)
    fisher = np.cov(score, rowvar=False)
    # The inverse of a sample covariance is too large by n / (n - dimension - 1).
    shrink = 1 - (n_spins * p + 1) / len(spins)
    inverse = np.linalg.pinv(fisher, rcond=1e-6, hermitian=True)
    return shrink * inverse.reshape(n_spins, p, n_spins, p)

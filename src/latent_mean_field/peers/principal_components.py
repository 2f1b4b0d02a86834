"""Principal components, scaled as in the inverse Hopfield problem."""

import numpy as np
from numpy.typing import NDArray


def infer_principal_components(spins: NDArray, n_patterns: int) -> NDArray:
    """Ξ from the leading eigenvectors v and eigenvalues λ of the covariance.

    To leading order the inverse Hopfield problem has K = Σ_mu (1 - 1/λ_mu) v v^T
    (Cocco, Monasson and Sessak 2011, section II). Exact in the paramagnet for large N;
    in an ordered phase λ grows with N and K saturates.

    Args:
        spins: samples ±1, shape (n_samples, n_spins).
        n_patterns: p.

    Returns:
        Ξ, shape (n_spins, p), up to a rotation: K = Ξ Ξ^T / N.
    """
    n_spins = spins.shape[1]
    covariance = np.cov(spins.astype(np.float32), rowvar=False).astype(np.float64)
    values, vectors = np.linalg.eigh(covariance)
    leading = values[::-1][:n_patterns].clip(1.0)
    return vectors[:, ::-1][:, :n_patterns] * np.sqrt(n_spins * (1 - 1 / leading))

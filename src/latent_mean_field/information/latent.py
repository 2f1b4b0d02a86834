"""Exact information between the Hubbard-Stratonovich field and the spins."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import entr

from latent_mean_field.systems.mean_field import MeanField

# Standard deviations of the posterior beyond the overlaps, and nodes of the quadrature.
TAIL = 12
N_NODES = 20_001


def latent_information(
    system: MeanField,
    log_partition_function: float,
    spins: NDArray,
    rng: np.random.Generator,
) -> tuple[float, float]:
    """I(m;s) in nats with its standard error, averaged over equilibrium spins.

    The rate of the perfect VAE: m given s is Normal(Ξ^T s / N, 1/N) and its marginal
    is w(m), whose integral is Z (2 pi / N)^(p/2).
    """
    n_spins, p = system.patterns.shape
    noise = rng.standard_normal((len(spins), p))
    m = spins @ system.patterns / n_spins + noise / np.sqrt(n_spins)
    log_posterior = -0.5 * (noise**2).sum(-1) - 0.5 * p * np.log(2 * np.pi / n_spins)
    log_norm = log_partition_function + 0.5 * p * np.log(2 * np.pi / n_spins)
    log_ratio = log_posterior - (system.log_field_weight(m) - log_norm)
    error = log_ratio.std(ddof=1) / np.sqrt(len(spins))
    return float(log_ratio.mean()), float(error)


def scalar_latent_information(system: MeanField) -> float:
    """I(m;s) in nats of matter with one pattern, by quadrature (theory.md, eq. 10).

    h(m) + ½ log(N / 2πe), h(m) being the entropy of w(m). It lies within the range of
    the overlap and `TAIL` posterior widths on either side.
    """
    n_spins = len(system.patterns)
    edge = np.abs(system.patterns).mean() + TAIL / np.sqrt(n_spins)
    m, step = np.linspace(-edge, edge, N_NODES, retstep=True)
    log_weight = system.log_field_weight(m[:, None])
    law = np.exp(log_weight - log_weight.max())
    law /= law.sum()
    entropy = entr(law).sum() + np.log(step)
    return float(entropy + 0.5 * np.log(n_spins / (2 * np.pi * np.e)))

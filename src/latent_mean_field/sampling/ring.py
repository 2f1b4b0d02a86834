"""Independent samples of the Ising chain, site after site along the ring."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from latent_mean_field.systems.ising_chain import IsingChain


def sample_ring(
    system: IsingChain, n_samples: int, rng: np.random.Generator
) -> NDArray:
    """Draw independent equilibrium states.

    Given its predecessor and the first site, a site feels them alone: the sites that
    come after it act as one bond of the effective coupling K_{N-i} to the first. No
    draw is rejected, however frustrated the ring.

    Returns:
        Spins ±1, int8, shape (n_samples, n_spins).
    """
    sites = np.arange(1, system.n_spins)
    closing = system.effective_coupling(system.n_spins - sites)
    spins = np.empty((system.n_spins, n_samples), np.int8)
    spins[0] = rng.choice(np.array([-1, 1], np.int8), n_samples)
    for site, K in zip(sites, closing, strict=True):
        y = system.beta_J * spins[site - 1] + K * spins[0]
        spins[site] = np.where(rng.random(n_samples) < expit(2 * y), 1, -1)
    return np.ascontiguousarray(spins.T)

"""Curie-Weiss parameters of decoded matter, all spins being known to be alike."""

import itertools

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from latent_mean_field.decoding.gauge import Matter
from latent_mean_field.peers.maximum_likelihood import match_curie_weiss
from latent_mean_field.systems.mean_field import log_2cosh

# Standard deviations of the field, at most 1/sqrt(N), beyond saturation.
TAIL = 6.0
MAX_LATENTS = 3


def nearest_curie_weiss(matter: Matter) -> tuple[float, float]:
    """Beta J and beta h of the Curie-Weiss law nearest to decoded matter.

    Least KL(matter || Curie-Weiss), which matches <M> and <M²>, M = Σ_i s_i. The mean
    of Ξ squared would be too small by (N / n_samples)(1 - beta J) in the paramagnet: N
    free entries turn Ξ towards the noise of the samples, and a projection of Ξ alone
    loses what the length of Ξ gained.

    Raises:
        ValueError: more than three latents.
    """
    m = _nodes(matter.patterns)
    y = matter.field + m @ matter.patterns.T
    n_spins = len(matter.field)
    weight = softmax(log_2cosh(y).sum(1) - 0.5 * n_spins * (m**2).sum(1))
    tanh_y = np.tanh(y)
    total = tanh_y.sum(1)
    second = weight @ (total**2 + (1 - tanh_y**2).sum(1))
    return match_curie_weiss(n_spins, float(weight @ total), float(second))


def _nodes(patterns: NDArray) -> NDArray:
    """A grid of fields m, shape (n_nodes, d), of step 1/sqrt(N)."""
    n_spins, d = patterns.shape
    if d > MAX_LATENTS:
        raise ValueError(f"{d} latents: the grid of fields holds at most {MAX_LATENTS}")
    width = 1 / np.sqrt(n_spins)
    reach = np.abs(patterns).mean(axis=0) + TAIL * width
    axes = [np.arange(-edge, edge, width) for edge in reach]
    return np.array(list(itertools.product(*axes)))

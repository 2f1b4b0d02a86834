"""Curie-Weiss spins without a field, and the VAE that is exactly their law."""

import math

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import logsumexp
from scipy.stats import binom

from latent_mean_field.vae.model import VAE
from tiny_vae import random_vae


def curie_weiss_counts(n_spins: int, beta_J: float) -> NDArray:
    """P(K) of K spins up at h = 0, shape (n_spins + 1,)."""
    k = np.arange(n_spins + 1)
    log_weight = binom.logpmf(k, n_spins, 0.5)
    log_weight += beta_J * (2 * k - n_spins) ** 2 / (2 * n_spins)
    return np.exp(log_weight - logsumexp(log_weight))


def curie_weiss_words(n_spins: int, beta_J: float, n: int) -> NDArray:
    """Independent words: K of P(K), then any K sites."""
    rng = np.random.default_rng(0)
    counts = rng.choice(n_spins + 1, n, p=curie_weiss_counts(n_spins, beta_J))
    words = np.arange(n_spins) < counts[:, None]
    return rng.permuted(words, axis=1).astype(np.uint8)


def perfect_vae(n_spins: int, beta_J: float) -> VAE:
    """Equations 6, 8 and 9: a valley of the prior for every K."""
    vae = random_vae(n_spins, 1, prior_components=n_spins + 1)
    loading, log_scale = math.sqrt(beta_J), -0.5 * math.log(n_spins)
    overlaps = torch.linspace(-loading, loading, n_spins + 1)
    counts = torch.as_tensor(curie_weiss_counts(n_spins, beta_J))
    with torch.no_grad():
        for parameter in vae.parameters():
            parameter.zero_()
        vae.prior.log_weights.copy_(counts.log())
        vae.prior.means.copy_(overlaps[:, None])
        vae.prior.log_diagonal.fill_(log_scale)
        vae.decoder.loadings.fill_(2 * loading)
        vae.encoder.readout.fill_(2 * loading / n_spins)
        vae.encoder.network.output.bias[..., 1] = -loading
        vae.encoder.network.output.bias[..., 2] = log_scale
    return vae.float()

"""VAEs of a few sites with random weights, and the same laws written out in numpy.

The numpy side reads the weights and nothing else: densities by scipy, integrals over
the latent by Gauss-Hermite rules, one for every component of the prior.
"""

import itertools
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import logsumexp
from scipy.stats import multivariate_normal

from latent_mean_field.vae.model import VAE, blank
from latent_mean_field.vae.settings import Settings

SMALL = Settings(
    n_restarts=1,
    n_bootstrap=0,
    prior_components=1,
    posterior_components=1,
    encoder_hidden_dim=4,
    decoder_hidden_dim=0,
    n_steps=40,
    batch_size=16,
    learning_rate=0.01,
)


def small_settings(**changes: float) -> Settings:
    """Settings of a VAE that takes no time, with some of them changed."""
    return replace(SMALL, **changes)


def random_vae(n_sites: int, latent_dim: int, *, seed: int = 0, **changes: int) -> VAE:
    """An untrained VAE in double precision, every weight Normal(0, 1/4)."""
    vae = blank(n_sites, latent_dim, small_settings(**changes)).double()
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        # Bits are read in units of half their range.
        vae.encoder.unit.fill_(0.5)
        for parameter in vae.parameters():
            parameter.normal_(0.0, 0.5, generator=generator)
    return vae


def all_words(n_sites: int) -> NDArray:
    """Every word, uint8, shape (2^n_sites, n_sites)."""
    return np.array(list(itertools.product((0, 1), repeat=n_sites)), np.uint8)


@dataclass(frozen=True)
class Mixture:
    """Gaussian mixture in numpy: weights (C,), means (C, d), covariances (C, d, d)."""

    weights: NDArray
    means: NDArray
    covariances: NDArray

    def log_density(self, z: NDArray) -> NDArray:
        """At z (n, d), shape (n,)."""
        terms = [
            np.log(weight) + multivariate_normal(mean, covariance).logpdf(z)
            for weight, mean, covariance in zip(
                self.weights, self.means, self.covariances, strict=True
            )
        ]
        return logsumexp(np.reshape(terms, (len(terms), -1)), axis=0)

    def moments(self) -> tuple[NDArray, NDArray]:
        """Mean (d,) and covariance (d, d)."""
        mean = self.weights @ self.means
        second = [
            weight * (covariance + np.outer(one, one))
            for weight, one, covariance in zip(
                self.weights, self.means, self.covariances, strict=True
            )
        ]
        return mean, sum(second) - np.outer(mean, mean)

    def rule(self, n_nodes: int) -> tuple[NDArray, NDArray]:
        """Nodes (n, d) and weights (n,) that integrate against the mixture."""
        d = self.means.shape[1]
        ticks, tick_weights = np.polynomial.hermite_e.hermegauss(n_nodes)
        white = np.array(list(itertools.product(ticks, repeat=d)))
        volume = np.prod(list(itertools.product(tick_weights, repeat=d)), axis=1)
        nodes = [
            mean + white @ np.linalg.cholesky(covariance).T
            for mean, covariance in zip(self.means, self.covariances, strict=True)
        ]
        weights = np.outer(self.weights, volume / volume.sum())
        return np.concatenate(nodes), weights.ravel()


def numpy_mixture(
    log_weights: torch.Tensor, means: torch.Tensor, scale_tril: torch.Tensor
) -> Mixture:
    """One mixture, without batch axes, taken over from torch."""
    weights, centres, tril = (
        tensor.detach().double().numpy() for tensor in (log_weights, means, scale_tril)
    )
    return Mixture(np.exp(weights), centres, np.einsum("cij,ckj->cik", tril, tril))


def numpy_prior(vae: VAE, replica: int = 0) -> Mixture:
    """p(z) of one replica."""
    p_z = vae.prior()
    parts = (p_z.log_weights, p_z.means, p_z.scale_tril)
    return numpy_mixture(*(part[replica] for part in parts))


def numpy_logits(vae: VAE, z: NDArray, replica: int = 0) -> NDArray:
    """Logits of one replica's decoder at z (n, d): affine part plus tanh network."""
    bias, loadings, *network = (
        parameter.detach().double().numpy()[replica]
        for parameter in vae.decoder.parameters()
    )
    logits = bias + z @ loadings
    if not network:
        return logits
    hidden = z
    for weight, offset in zip(network[:-2:2], network[1:-2:2], strict=True):
        hidden = np.tanh(hidden @ weight + offset)
    return logits + hidden @ network[-2] + network[-1]


def log_likelihood_given(logits: NDArray, words: NDArray) -> NDArray:
    """log p(x|z), shape (n_words, n_nodes), for logits (n_nodes, n_sites)."""
    log_spike, log_silence = -np.log1p(np.exp(-logits)), -np.log1p(np.exp(logits))
    return words @ log_spike.T + (1 - words.astype(float)) @ log_silence.T


def exact_log_likelihood(vae: VAE, words: NDArray, n_nodes: int = 40) -> NDArray:
    """log p(x) of the first replica, nats, by quadrature over its prior."""
    nodes, weights = numpy_prior(vae).rule(n_nodes)
    terms = log_likelihood_given(numpy_logits(vae, nodes), words)
    return logsumexp(terms, b=weights, axis=1)

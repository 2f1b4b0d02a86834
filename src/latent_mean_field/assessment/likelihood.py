"""Exact log-likelihoods of a trained VAE: quadrature or importance sampling."""

import math
from dataclasses import dataclass

import torch
from numpy.typing import NDArray
from torch import Tensor

from latent_mean_field.vae.gaussian_mixture import GaussianMixture
from latent_mean_field.vae.model import VAE
from latent_mean_field.vae.objective import importance_log_weights

MAX_QUADRATURE_DIM = 2
NODES_PER_AXIS = {1: 1024, 2: 160}
MAX_MASS_ERROR = 1e-3
TAIL = 5.0
CHUNK = 500
MIN_EFFECTIVE_SAMPLES = 5.0


class LikelihoodError(ValueError):
    """Too few effective samples: the estimate would be a guess."""


@dataclass(frozen=True)
class LogLikelihood:
    """log p_theta(x) of each word, nats.

    Attributes:
        values: shape (n_words,).
        effective_samples: median effective sample size; infinite for quadrature.
    """

    values: NDArray
    effective_samples: float


def log_likelihood(
    vae: VAE, words: NDArray, *, n_samples: int, seed: int
) -> LogLikelihood:
    """Log p_theta of words (n_words, n_sites) under the first replica.

    Up to two latents by quadrature on a grid; above, by importance sampling with the
    encoder as proposal.

    Raises:
        LikelihoodError: the median effective sample size is under 5.
    """
    if vae.latent_dim <= MAX_QUADRATURE_DIM and _grid_resolves(vae):
        return LogLikelihood(quadrature_log_likelihood(vae, words), math.inf)
    return sampled_log_likelihood(vae, words, n_samples=n_samples, seed=seed)


def _blocks(vae: VAE, words: NDArray) -> list[Tensor]:
    """Words as float batches (1, n, n_sites) on the device of the VAE."""
    return [
        block.to(vae.device).float().unsqueeze(0)
        for block in torch.as_tensor(words).split(CHUNK)
    ]


def _grid_resolves(vae: VAE) -> bool:
    """Whether the prior's mass on the grid is one: no component falls between nodes."""
    with torch.no_grad():
        prior = vae.prior()
        nodes, log_volume = _grid(prior)
        log_mass = torch.logsumexp(prior.log_prob(nodes), dim=1) + log_volume
    return abs(math.expm1(float(log_mass))) < MAX_MASS_ERROR


def quadrature_log_likelihood(vae: VAE, words: NDArray) -> NDArray:
    """Log Σ_k w_k p(z_k) p(x|z_k) on a uniform grid over the prior's support."""
    with torch.no_grad():
        prior = vae.prior()
        nodes, log_volume = _grid(prior)
        log_weight = prior.log_prob(nodes) + log_volume
        logits = vae.decoder(nodes).logits
        log_normaliser = torch.nn.functional.softplus(logits).sum(-1)
        offset = (log_weight - log_normaliser).unsqueeze(1)
        values = [
            torch.logsumexp(torch.baddbmm(offset, x, logits.transpose(1, 2)), dim=2)
            for x in _blocks(vae, words)
        ]
    return torch.cat(values, dim=1)[0].cpu().double().numpy()


def _grid(prior: GaussianMixture) -> tuple[Tensor, float]:
    """Nodes (1, n, d) that cover every component of the prior, and log cell volume."""
    spread = prior.scale_tril.square().sum(-1).sqrt()
    low = (prior.means - TAIL * spread)[0].amin(0)
    high = (prior.means + TAIL * spread)[0].amax(0)
    n = NODES_PER_AXIS[prior.latent_dim]
    step = (high - low) / (n - 1)
    ticks = torch.arange(n, device=low.device)
    axes = [start + ticks * width for start, width in zip(low, step, strict=True)]
    nodes = torch.stack(torch.meshgrid(*axes, indexing="ij"), dim=-1)
    return nodes.reshape(1, -1, prior.latent_dim), float(step.log().sum())


def sampled_log_likelihood(
    vae: VAE, words: NDArray, *, n_samples: int, seed: int
) -> LogLikelihood:
    """Importance sampling with n_samples latents per word and component.

    Raises:
        LikelihoodError: the median effective sample size is under 5.
    """
    generator = torch.Generator(vae.device).manual_seed(seed)
    values, sizes = [], []
    with torch.no_grad():
        for x in _blocks(vae, words):
            weights = importance_log_weights(vae, x, n_samples, generator)[0]
            values.append(torch.logsumexp(weights, 1) - math.log(n_samples))
            sizes.append(1 / torch.softmax(weights, 1).square().sum(1))
    effective = float(torch.cat(sizes).median())
    if effective < MIN_EFFECTIVE_SAMPLES:
        message = f"importance sampling has {effective:.1f} effective samples per word"
        raise LikelihoodError(message)
    return LogLikelihood(torch.cat(values).cpu().double().numpy(), effective)

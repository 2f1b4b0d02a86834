"""Exact log-likelihoods of a trained VAE: quadrature or importance sampling."""

import logging
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import softplus
from torch.quasirandom import SobolEngine

from latent_mean_field.vae.bernoulli import BernoulliProduct
from latent_mean_field.vae.gaussian_mixture import GaussianMixture
from latent_mean_field.vae.model import VAE
from latent_mean_field.vae.objective import importance_log_weights

logger = logging.getLogger(__name__)

MAX_QUADRATURE_DIM = 2
NODES_PER_AXIS = {1: 1024, 2: 160}
MAX_MASS_ERROR = 1e-3
TAIL = 5.0
CHUNK = 500
MAX_TERMS = 2**24
# exp(-40) of the largest term cannot be seen next to it, but what underflows in exp
# takes eight times as long.
NEGLIGIBLE = 40.0
MIN_EFFECTIVE_SAMPLES = 5.0

N_DRAWN_NODES = 2**15
# Half the spacing of torch's Sobol points: moves them to the centres of their cells.
HALF_CELL = 2.0**-31
# Where a rule on a grid of step h meets a Gaussian of width s, it errs by the share
# 2 exp(-2 pi^2 s^2 / h^2) per axis, and (2 sqrt(pi) s / h)^d nodes are effective.
# Five of them keep the error under 0.2 % for d = 2.
MIN_GRID_NODES = 5.0
# The log of an average over n effective draws is 1/2n too low: 0.01 nats.
MIN_DRAWN_NODES = 50.0


class LikelihoodError(ValueError):
    """Too few effective samples or nodes: the estimate would be a guess."""


@dataclass(frozen=True)
class LogLikelihood:
    """log p_theta(x) of each word, nats.

    Attributes:
        values: shape (n_words,).
        effective_samples: median effective number of samples or nodes per word;
            infinite where `log_likelihood` goes by quadrature.
    """

    values: NDArray
    effective_samples: float


@dataclass(frozen=True)
class LatentNodes:
    """Latents z_k with weights w_k: a fixed rule for integrals over the prior.

    The decoder factorises over sites, so the rule that gives p_theta of a word gives
    that of every part of it, and the errors of the parts cancel where they can.

    Attributes:
        log_weights: log w_k, shape (n_nodes,).
        logits: of each site at each z_k, shape (n_nodes, n_sites).
        min_effective: how many nodes must count in a word, by the median.
    """

    log_weights: Tensor
    logits: Tensor
    min_effective: float

    def log_prob(self, words: NDArray, sites: NDArray[np.bool_]) -> LogLikelihood:
        """Log Σ_k w_k Π_{i in sites} p(x_i|z_k) of each word, nats.

        Args:
            words: all sites of each word, shape (n_words, n_sites), in {0, 1}.
            sites: which of them count, shape (n_sites,).

        Raises:
            LikelihoodError: too few nodes are effective in the median word.
        """
        values, sizes = [], []
        for terms in self.log_terms(words, sites):
            values.append(torch.logsumexp(terms, 1))
            shares = (terms - values[-1].unsqueeze(1)).exp_()
            sizes.append(1 / shares.square_().sum(1))
        effective = float(torch.cat(sizes).median())
        if effective < self.min_effective:
            message = f"only {effective:.1f} latent nodes are effective per word"
            raise LikelihoodError(f"{message}, under {self.min_effective:g}")
        return LogLikelihood(_to_array(values), effective)

    def log_terms(self, words: NDArray, sites: NDArray[np.bool_]) -> Iterator[Tensor]:
        """Log w_k p(x_sites|z_k), block by block of words (n, n_nodes).

        None is further than 40 nats below the largest.
        """
        logits = self.logits[:, torch.as_tensor(sites, device=self.logits.device)]
        offset = self.log_weights - softplus(logits).sum(-1)
        chunk = max(1, min(CHUNK, MAX_TERMS // len(offset)))
        for block in torch.as_tensor(words[:, sites]).split(chunk):
            terms = torch.addmm(offset, block.to(logits), logits.T)
            yield terms.clamp_(min=terms.amax(1, keepdim=True) - NEGLIGIBLE)


def _to_array(blocks: list[Tensor]) -> NDArray:
    """Blocks of words as one array in double precision."""
    return torch.cat(blocks).cpu().double().numpy()


def latent_nodes(vae: VAE, seed: int) -> LatentNodes:
    """Nodes for the first replica: a grid up to two latents, else draws of the prior.

    Of the seed only the draws depend.
    """
    if _grid_serves(vae):
        return _grid_nodes(vae)
    with torch.no_grad():
        nodes, log_weights = _draw_evenly(vae.prior(), N_DRAWN_NODES, seed)
        logits = vae.decoder(nodes.unsqueeze(0)).natural[0]
    return LatentNodes(log_weights, logits, MIN_DRAWN_NODES)


def _draw_evenly(prior: GaussianMixture, n: int, seed: int) -> tuple[Tensor, Tensor]:
    """About n nodes (n, d) spread like the prior, and their log weights (n,).

    Every component has its share of nodes, a run of scrambled Sobol points in its own
    whitened coordinates: a mixture has no inverse cumulative function to push one point
    set through, and drawing the components would leave their shares to chance.
    """
    weights = prior.log_weights[0].exp()
    counts = (n * weights).ceil().long()
    component = torch.repeat_interleave(counts)
    engine = SobolEngine(prior.latent_dim, scramble=True, seed=seed)
    uniform = engine.draw(len(component), dtype=torch.float64)
    noise = torch.special.ndtri(uniform + HALF_CELL).to(prior.means)
    tril, means = prior.scale_tril[0, component], prior.means[0, component]
    nodes = means + (tril @ noise.unsqueeze(-1)).squeeze(-1)
    return nodes, (prior.log_weights[0] - counts.log())[component]


def log_likelihood(
    vae: VAE, words: NDArray, *, n_samples: int, seed: int
) -> LogLikelihood:
    """Log p_theta of words (n_words, n_sites) under the first replica.

    Of bits and up to two latents by quadrature on a grid; else by importance sampling
    with the encoder as proposal.

    Raises:
        LikelihoodError: the median effective sample size is under 5.
    """
    # The sums over the grid are written for bits.
    if vae.decoder.law is BernoulliProduct and _grid_serves(vae):
        return LogLikelihood(quadrature_log_likelihood(vae, words), math.inf)
    return sampled_log_likelihood(vae, words, n_samples=n_samples, seed=seed)


def likelihood_if_known(
    vae: VAE, words: NDArray, *, n_samples: int, seed: int
) -> NDArray | None:
    """Values of `log_likelihood`, or None where it is refused, which the log says."""
    try:
        found = log_likelihood(vae, words, n_samples=n_samples, seed=seed)
    except LikelihoodError as refusal:
        logger.warning("no log-likelihood: %s", refusal)
        return None
    return found.values


def _blocks(vae: VAE, words: NDArray) -> list[Tensor]:
    """Words as float batches (1, n, n_sites) on the device of the VAE."""
    return [
        block.to(vae.device).float().unsqueeze(0)
        for block in torch.as_tensor(words).split(CHUNK)
    ]


def _grid_serves(vae: VAE) -> bool:
    """Whether latents are few, and the prior's mass on the grid is one.

    Then no component falls between the nodes.
    """
    if vae.latent_dim > MAX_QUADRATURE_DIM:
        return False
    with torch.no_grad():
        prior = vae.prior()
        nodes, log_volume = _grid(prior)
        log_mass = torch.logsumexp(prior.log_prob(nodes), dim=1) + log_volume
    return abs(math.expm1(float(log_mass))) < MAX_MASS_ERROR


def quadrature_log_likelihood(vae: VAE, words: NDArray) -> NDArray:
    """Log Σ_k w_k p(z_k) p(x|z_k) on a uniform grid over the prior's support."""
    every_site = np.ones(words.shape[1], dtype=bool)
    terms = _grid_nodes(vae).log_terms(words, every_site)
    return _to_array([torch.logsumexp(block, 1) for block in terms])


def _grid_nodes(vae: VAE) -> LatentNodes:
    """The uniform grid, weighted by the prior."""
    with torch.no_grad():
        prior = vae.prior()
        nodes, log_volume = _grid(prior)
        log_weights = prior.log_prob(nodes)[0] + log_volume
        logits = vae.decoder(nodes).natural[0]
    return LatentNodes(log_weights, logits, MIN_GRID_NODES)


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
    return LogLikelihood(_to_array(values), effective)

"""The parts of the objective, each with its name, in nats per word.

    rate        = E_q log q(z|x) / p(z)
    distortion  = -E_q log p(x|z)
    elbo        = -(distortion + rate)        (theory.md, equation 2)

Words have shape (n_replicas, n, n_sites); every result has shape (n_replicas, n).
"""

from typing import NamedTuple

import torch
from torch import Tensor

from latent_mean_field.vae.model import VAE


class Parts(NamedTuple):
    """Distortion and rate of each word, in nats."""

    distortion: Tensor
    rate: Tensor

    @property
    def elbo(self) -> Tensor:
        """Lower bound on log p(x), in nats."""
        return -(self.distortion + self.rate)


def _draw(
    vae: VAE, words: Tensor, n: int, generator: torch.Generator, *, paired: bool = False
) -> tuple[Tensor, Tensor, Tensor]:
    """Log weight of the components, log p(x|z) and log q(z|x)/p(z), all stratified.

    Draws n latents from *every* component of the posterior: shapes are
    (n_replicas, n_words, n, n_components), the first with n = 1.
    """
    q_z = vae.encoder(words)
    z, log_q = q_z.rsample_with_log_prob(n, generator, paired=paired)
    shape = log_q.shape
    flat = z.flatten(1, 3)
    log_prior = vae.prior().log_prob(flat).reshape(shape)
    natural = vae.decoder(flat).natural.unflatten(1, (words.shape[1], -1))
    log_p_x = vae.decoder.law_of(natural).log_prob(words).reshape(shape)
    return q_z.log_weights.unsqueeze(2), log_p_x, log_q - log_prior


def elbo_parts(
    vae: VAE,
    words: Tensor,
    generator: torch.Generator,
    n: int = 1,
    *,
    paired: bool = False,
) -> Parts:
    """Distortion and rate from n latents per component of the posterior.

    If `paired`, on opposite sides of its mean: what a step to one side adds the other
    takes away, to first order, and what is left of the gradient's noise is of second
    order, as the contrast of mechanisms is.
    """
    log_weights, log_p_x, log_ratio = _draw(vae, words, n, generator, paired=paired)
    weights = log_weights.exp() / n
    return Parts(-(weights * log_p_x).sum((2, 3)), (weights * log_ratio).sum((2, 3)))


def importance_log_weights(
    vae: VAE, words: Tensor, n: int, generator: torch.Generator
) -> Tensor:
    """Log p(x, z)/q(z|x) of n latents per component, (n_replicas, n_words, n * C).

    The component's weight is in it, so that `logsumexp(...) - log n` estimates
    log p(x): the stratified importance-weighted bound (Burda et al. 2016; Morningstar
    et al. 2021).
    """
    log_weights, log_p_x, log_ratio = _draw(vae, words, n, generator)
    return (log_weights + log_p_x - log_ratio).flatten(2)

"""Bipartite information of molecules, exact but for a Monte Carlo error."""

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from latent_mean_field.averages import blocked_mean
from latent_mean_field.systems.maier_saupe import MaierSaupe
from latent_mean_field.vae.bingham import log_normaliser

N_ITERATIONS = 60
# Of the proposal's covariance over that of the Laplace approximation.
WIDENED = 1.3
STEP = 1e-3


class ProposalError(ValueError):
    """The proposal misses the integrand: too few effective draws."""


def half_information(
    truth: MaierSaupe, words: NDArray, *, n_draws: int, seed: int
) -> tuple[float, float]:
    """I(A;B) of the first and the second half of the molecules, and its error, nats.

    The mean over exact samples of log p(u) - log p(u_A) - log p(u_B).

    Args:
        truth: the matter.
        words: samples, shape (n_words, n_molecules * k).
        n_draws: of m for each word and half.
        seed: of the draws.

    Raises:
        ProposalError: the median word has fewer than a tenth of its draws effective.
    """
    k, N = truth.n_components, truth.n_molecules
    q = words.reshape(len(words), N, k).astype(np.float64)
    halves = q[:, : N // 2], q[:, N // 2 :]
    generator = torch.Generator().manual_seed(seed)
    values = truth.log_prob(q.sum(1))
    for half in halves:
        values = values - log_marginal(truth, half, n_draws, generator)
    return blocked_mean(values)


def log_marginal(
    truth: MaierSaupe, half: NDArray, n_draws: int, generator: torch.Generator
) -> NDArray:
    """Log density of some of the molecules, tensors (n_words, n, k), shape (n_words,).

    The integral of exp(f(m)), f(m) = -N m²/2 + Ξ m·Q + (N - n) log c(Ξ m), by
    importance sampling from the Gaussian around its maximum.
    """
    N, others = truth.n_molecules, truth.n_molecules - half.shape[1]
    strength = truth.strength
    Q = torch.as_tensor(half.sum(1))
    centre = _maximum(Q, truth, others)
    tril = _scale(centre, truth, others)
    noise = torch.randn(n_draws, *Q.shape, generator=generator, dtype=Q.dtype)
    m = centre + (tril @ noise.unsqueeze(-1)).squeeze(-1)
    f = (
        -0.5 * N * m.square().sum(-1)
        + strength * (m * Q).sum(-1)
        + others * log_normaliser(strength * m)
    )
    k = Q.shape[1]
    log_det = tril.diagonal(dim1=-2, dim2=-1).log().sum(-1)
    log_proposal = -0.5 * noise.square().sum(-1) - log_det
    log_weight = f - log_proposal + 0.5 * k * math.log(N)
    shares = torch.softmax(log_weight, 0)
    effective = float((1 / shares.square().sum(0)).median())
    if effective < 0.1 * n_draws:
        raise ProposalError(f"{effective:.0f} of {n_draws} draws of m are effective")
    log_mean = torch.logsumexp(log_weight, 0) - math.log(n_draws)
    return log_mean.numpy() - truth.log_partition_function


def _mean(eta: Tensor) -> Tensor:
    """Mean components of a molecule in a field."""
    eta = eta.detach().requires_grad_()
    (mean,) = torch.autograd.grad(log_normaliser(eta).sum(), eta)
    return mean


def _maximum(Q: Tensor, truth: MaierSaupe, others: int) -> Tensor:
    """The m with N m = Ξ (Q + (N - n) <q>), by iteration."""
    n = truth.n_molecules - others
    m = truth.strength * Q / n
    for _ in range(N_ITERATIONS):
        order = Q + others * _mean(truth.strength * m)
        m = truth.strength * order / truth.n_molecules
    return m


def _scale(m: Tensor, truth: MaierSaupe, others: int) -> Tensor:
    """Lower-triangular scale of the proposal, from the curvature of f, (n, k, k)."""
    steps = STEP * torch.eye(m.shape[1], dtype=m.dtype)
    columns = [
        (_mean(truth.strength * (m + step)) - _mean(truth.strength * (m - step)))
        for step in steps
    ]
    slope = truth.strength * torch.stack(columns, -1) / (2 * STEP)
    eye = torch.eye(m.shape[1], dtype=m.dtype)
    curvature = truth.n_molecules * eye - others * 0.5 * (slope + slope.mT)
    return torch.linalg.cholesky(WIDENED * torch.linalg.inv(curvature))

"""Bipartite mutual information without a model: an autoregressive entropy difference.

I(A;B) = H(B) - H(B|A). Two masked networks (MADE, Germain et al. 2015) predict the bits
of B one after the other; one of them also sees A. On held-out words the difference of
their log-likelihoods averages to the mutual information. Both cross entropies are upper
bounds, so that their difference is a bound of neither sign: it is too small where the
wider network learnt less of what there is, or learnt the noise of a useless context,
too large where the narrower one did. At 20,000 words of 100 spins that is up to 0.06
nats either way, shuffled halves give -0.04, and the standard error does not hold it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

DECAYS = (0.3, 0.7, 1.5, 3.0, 7.0)
DIRECT_DECAY = 5.0
MAX_INPUT_SCALE = 5.0
N_VALIDATIONS = 10
MIN_HELD_OUT = 100
BATCH_SIZE = 256
LEARNING_RATE = 5e-3
WARM_UP = 0.3


class InformationError(ValueError):
    """No trustworthy estimate can be made of these words."""


@dataclass(frozen=True)
class InformationEstimate:
    """I(A;B) in nats and its standard error over held-out words.

    Attributes:
        value: conditional less unconditional log-likelihood of B.
        error: standard error of that mean.
        entropy: cross entropy of B alone.
        conditional_entropy: cross entropy of B given A.
    """

    value: float
    error: float
    entropy: float
    conditional_entropy: float


class MaskedPairs(nn.Module):
    """Pairs of networks p(b|a) and p(b), one pair for each strength of weight decay.

    A hidden layer of tanh units and a direct linear path, both masked so that bit i of
    B sees only the bits before it; even members see A, odd ones see zeros instead.
    """

    mean: Tensor
    scale: Tensor

    def __init__(self, mean: Tensor, n_context: int, hidden_dim: int, seed: int):
        super().__init__()
        generator = torch.Generator().manual_seed(seed)
        n_bits = len(mean) - n_context
        self.n_context, self.n_members = n_context, 2 * len(DECAYS)
        spread = (mean * (1 - mean)).sqrt()
        self.register_buffer("mean", mean)
        self.register_buffer("scale", (1 / spread).clamp(max=MAX_INPUT_SCALE))
        rank_in = torch.cat([torch.full((n_context,), -1), torch.arange(n_bits)])
        rank_hidden = torch.arange(hidden_dim) * n_bits // hidden_dim
        rank_out = torch.arange(n_bits)
        first = rank_in[:, None] < rank_hidden
        self.masks = nn.ParameterList(
            nn.Parameter(mask.float(), requires_grad=False)
            for mask in (
                first,
                rank_hidden[:, None] <= rank_out,
                rank_in[:, None] < rank_out,
            )
        )
        start = torch.randn(first.shape, generator=generator)
        start = 2 * start / first.sum(0).clamp(min=1)
        shapes = (hidden_dim, n_bits), (len(mean), n_bits)
        self.weights = nn.ParameterList(
            weight.repeat(self.n_members, 1, 1)
            for weight in (start, *(torch.zeros(shape) for shape in shapes))
        )
        logits = torch.logit(mean[n_context:])
        self.hidden_bias = nn.Parameter(torch.zeros(self.n_members, 1, hidden_dim))
        self.bias = nn.Parameter(logits.repeat(self.n_members, 1, 1))

    def forward(self, words: Tensor) -> Tensor:
        """Log p(b|a) and log p(b) in nats, shape (n_members, n_words)."""
        x = ((words - self.mean) * self.scale).repeat(self.n_members, 1, 1)
        x[1::2, :, : self.n_context] = 0
        first, second, direct = (
            weight * mask for weight, mask in zip(self.weights, self.masks, strict=True)
        )
        hidden = torch.tanh(torch.baddbmm(self.hidden_bias, x, first))
        logits = torch.baddbmm(torch.baddbmm(self.bias, hidden, second), x, direct)
        bits = words[:, self.n_context :].expand_as(logits)
        loss = binary_cross_entropy_with_logits(logits, bits, reduction="none")
        return -loss.sum(-1)

    def decay(self, learning_rate: float) -> None:
        """Shrink the weights, each member by its own strength."""
        strength = torch.tensor(DECAYS).repeat_interleave(2)[:, None, None]
        with torch.no_grad():
            for weight, factor in zip(self.weights, (1, 1, DIRECT_DECAY), strict=True):
                weight.mul_(1 - learning_rate * factor * strength)


def estimate_information(
    train: NDArray,
    held_out: NDArray,
    left: NDArray,
    *,
    hidden_dim: int,
    n_steps: int,
    seed: int,
) -> InformationEstimate:
    """Estimate I(A;B) from words of {0, 1}.

    The strength of weight decay and the moment to stop are chosen on a tenth of the
    training words, for each network of the pair on its own.

    Args:
        train: words to learn from, shape (n_words, n_sites).
        held_out: independent words to measure on, same sites.
        left: True for the sites of A, shape (n_sites,).
        hidden_dim: units of the hidden layer.
        n_steps: optimiser steps.
        seed: of the first weights and of the order of words.

    Raises:
        InformationError: words are not of 0 and 1, too few of them, no proper cut, or
            the training diverged.
    """
    _check(train, held_out, left)
    order = np.concatenate([np.flatnonzero(left), np.flatnonzero(~left)])
    shuffled = np.random.default_rng(seed).permutation(len(train))
    words = torch.as_tensor(train[:, order][shuffled], dtype=torch.float32)
    validation, words = words.split([len(words) // 10, len(words) - len(words) // 10])
    mean = (words.sum(0) + 1) / (len(words) + 2)
    pairs = MaskedPairs(mean, int(left.sum()), hidden_dim, seed)
    chosen = _train(pairs, words, validation, n_steps, seed)
    conditional, alone = _log_prob(
        pairs, torch.as_tensor(held_out[:, order], dtype=torch.float32), chosen
    )
    difference = (conditional - alone).double()
    if not torch.isfinite(difference).all():
        raise InformationError("the autoregressive networks diverged")
    return InformationEstimate(
        value=float(difference.mean()),
        error=float(difference.std() / math.sqrt(len(difference))),
        entropy=-float(alone.double().mean()),
        conditional_entropy=-float(conditional.double().mean()),
    )


def _check(train: NDArray, held_out: NDArray, left: NDArray) -> None:
    """Refuse what cannot give an estimate, in one line."""
    for name, words in (("training", train), ("held-out", held_out)):
        if words.ndim != 2 or not ((words == 0) | (words == 1)).all():
            raise InformationError(f"{name} words must be rows of 0 and 1")
        if len(words) < MIN_HELD_OUT:
            message = f"{len(words)} {name} words are fewer than {MIN_HELD_OUT}"
            raise InformationError(message)
    if train.shape[1] != held_out.shape[1]:
        raise InformationError("training and held-out words differ in their sites")
    if (
        left.dtype != bool
        or left.shape != train.shape[1:]
        or left.all()
        or not left.any()
    ):
        raise InformationError("the cut must mark some but not all of the sites")


def _train(
    pairs: MaskedPairs, words: Tensor, validation: Tensor, n_steps: int, seed: int
) -> list[int]:
    """Train all members; leave each at its best and name the best of either kind."""
    generator = torch.Generator().manual_seed(seed)
    optimiser = torch.optim.Adam(pairs.parameters(), LEARNING_RATE, betas=(0.9, 0.99))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, LEARNING_RATE, total_steps=n_steps, pct_start=WARM_UP
    )
    best = torch.full((pairs.n_members,), math.inf)
    kept = [parameter.detach().clone() for parameter in _trained(pairs)]
    for step in range(1, n_steps + 1):
        batch = words[torch.randint(len(words), (BATCH_SIZE,), generator=generator)]
        # Members share no weights: the gradient of the sum is each one's own.
        loss = -pairs(batch).mean(1).sum()
        optimiser.zero_grad()
        loss.backward()
        rate = float(schedule.get_last_lr()[0])
        optimiser.step()
        pairs.decay(rate)
        schedule.step()
        if step % max(1, n_steps // N_VALIDATIONS) == 0:
            cost = -_log_prob(pairs, validation, range(pairs.n_members)).mean(1)
            better = cost < best
            best = torch.where(better, cost, best)
            for copy, parameter in zip(kept, _trained(pairs), strict=True):
                copy[better] = parameter.detach()[better]
    with torch.no_grad():
        for copy, parameter in zip(kept, _trained(pairs), strict=True):
            parameter.copy_(copy)
    choice = best.view(-1, 2).argmin(0)
    return [int(2 * choice[0]), int(2 * choice[1] + 1)]


def _trained(pairs: MaskedPairs) -> list[nn.Parameter]:
    """Parameters with a member axis."""
    return [parameter for parameter in pairs.parameters() if parameter.requires_grad]


def _log_prob(pairs: MaskedPairs, words: Tensor, members: Sequence[int]) -> Tensor:
    """Log-likelihoods of the named members, shape (n_members, n_words)."""
    with torch.no_grad():
        return torch.cat(
            [pairs(block)[list(members)] for block in words.split(2048)], 1
        )

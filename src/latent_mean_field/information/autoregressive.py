"""Bipartite mutual information without a model: an autoregressive entropy difference.

I(A;B) = H(B) - H(B|A). Two masked networks (MADE, Germain et al. 2015) predict the bits
of B one after the other; one of them also sees A. The difference of their cross
entropies averages to the mutual information, up to what either failed to learn. Both
cross entropies lie above the entropies: the difference is a bound of neither sign.

**Which failures.** A network errs in two ways. What it cannot express, or was held
back from expressing, costs cross entropy on any words. The noise of its training words
that it took for law costs cross entropy on held-out words and *gains* it on training
words. For a fit without constraints cost and gain are equal; for one that is shrunk by
factors s, evenly spread from 0 to 1, the cost is Σ s²/2n, and cost and gain together
are Σ s/n: a third of them is cost. So a third of the distance between held-out and
training cross entropy, the *optimism*, is taken off.

**Which networks.** Each hidden unit reads a few common linear features of the bits
before it, so that the collective variables of mean-field matter are learnt from few
parameters; a direct path with an L1 penalty finds the few neighbours of short-range
matter, without shrinking all others. A family of penalties is trained at once; a tenth
of the training words chooses, for each network of the pair on its own.

**Which error.** The standard error over words, joined with half of the correction (it
may be anything from none to half as much again) and with half the distance to what the
second choice of either network would have said: how much hangs on the penalty.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import softplus

from latent_mean_field.averages import blocked_mean
from latent_mean_field.information.words import InformationError, check_words

# Weight decay of the hidden units and L1 penalty of the direct path, member by member.
DECAYS = (0.4, 1.0, 2.0, 4.0, 4.0, 4.0)
PENALTIES = (0.3, 0.3, 0.3, 0.3, 0.1, 0.03)
N_FEATURES = 8
MAX_INPUT_SCALE = 5.0
BATCH_SIZE = 256
LEARNING_RATE = 1e-2
WARM_UP = 0.3
CORRECTION = 1 / 3
# Shares of the correction and of the distance to the second choice in the stated error,
# which then covers the truth as often as it should: the calibration of the capacity
# chapter measures it.
DOUBT = 1 / 2
# A larger correction than this, in nats and relative, is a guess.
MAX_CORRECTION = 0.1
MAX_RELATIVE_CORRECTION = 0.25
N_JUDGED = 20_000


@dataclass(frozen=True)
class InformationEstimate:
    """I(A;B) in nats and its standard error.

    Attributes:
        value: the estimate, corrected for a third of the optimism.
        error: standard error, with the doubts about correction and penalty in it.
        held_out: the plain difference on held-out words.
    """

    value: float
    error: float
    held_out: float


class MaskedPairs(nn.Module):
    """Pairs of networks p(b|a) and p(b), one pair for each penalty.

    All inputs are masked so that bit i of B sees only the bits before it; even members
    see A, odd ones see zeros instead.
    """

    mean: Tensor
    scale: Tensor
    before: Tensor
    after: Tensor
    direct: Tensor

    def __init__(self, mean: Tensor, n_context: int, hidden_dim: int, seed: int):
        super().__init__()
        generator = torch.Generator().manual_seed(seed)
        n_sites, n_bits = len(mean), len(mean) - n_context
        self.n_context, self.n_members = n_context, 2 * len(DECAYS)
        spread = (mean * (1 - mean)).sqrt()
        self.register_buffer("mean", mean)
        self.register_buffer("scale", (1 / spread).clamp(max=MAX_INPUT_SCALE))
        rank_in = torch.cat([torch.full((n_context,), -1), torch.arange(n_bits)])
        rank_hidden = torch.arange(hidden_dim) * n_bits // hidden_dim
        rank_out = torch.arange(n_bits)
        self.register_buffer("before", (rank_in[:, None] < rank_hidden).float())
        self.register_buffer("after", (rank_hidden[:, None] <= rank_out).float())
        self.register_buffer("direct", (rank_in[:, None] < rank_out).float())

        def members(start: Tensor) -> nn.Parameter:
            return nn.Parameter(start.repeat(self.n_members, 1, 1))

        features = torch.randn(n_sites, N_FEATURES, generator=generator)
        self.features = members(features / math.sqrt(n_sites))
        self.gains = members(torch.randn(N_FEATURES, hidden_dim, generator=generator))
        self.outputs = members(torch.zeros(hidden_dim, n_bits))
        self.neighbours = members(torch.zeros(n_sites, n_bits))
        self.hidden_bias = members(torch.zeros(1, hidden_dim))
        self.bias = members(torch.logit(mean[n_context:])[None])

    def forward(self, words: Tensor) -> Tensor:
        """Log p(b|a) and log p(b) in nats, shape (n_members, n_words)."""
        x = ((words - self.mean) * self.scale).repeat(self.n_members, 1, 1)
        x[1::2, :, : self.n_context] = 0
        first = (self.features @ self.gains) * self.before
        hidden = torch.tanh(torch.baddbmm(self.hidden_bias, x, first))
        logits = torch.baddbmm(self.bias, hidden, self.outputs * self.after)
        logits = torch.baddbmm(logits, x, self.neighbours * self.direct)
        agreement = (logits * words[:, self.n_context :]).sum(-1)
        return agreement - softplus(logits).sum(-1)

    @torch.no_grad()
    def shrink(self, learning_rate: float) -> None:
        """Decay the hidden layer and soften the direct path, each member by its own."""
        decay, penalty = (
            learning_rate * torch.tensor(strength).repeat_interleave(2)[:, None, None]
            for strength in (DECAYS, PENALTIES)
        )
        for weight in (self.features, self.gains, self.outputs):
            weight.mul_(1 - decay)
        size = (self.neighbours.abs() - penalty).clamp(min=0)
        self.neighbours.copy_(self.neighbours.sign() * size)


def estimate_information(
    train: NDArray,
    held_out: NDArray,
    left: NDArray,
    *,
    hidden_dim: int,
    n_steps: int,
    seed: int,
    blocks: NDArray | None = None,
) -> InformationEstimate:
    """Estimate I(A;B) from words of {0, 1}.

    Args:
        train: words to learn from, shape (n_words, n_sites).
        held_out: independent words to measure on, same sites.
        left: True for the sites of A, shape (n_sites,).
        hidden_dim: units of the hidden layer.
        n_steps: optimiser steps.
        seed: of the first weights and of the order of words.
        blocks: block of each held-out word; words of different blocks are independent.
            None if all are.

    Raises:
        InformationError: words are not of 0 and 1, too few of them, no proper cut, the
            training diverged, or the networks learnt more noise than can be corrected.
    """
    check_words(train, held_out, left)
    order = np.concatenate([np.flatnonzero(left), np.flatnonzero(~left)])
    shuffled = np.random.default_rng(seed).permutation(len(train))
    words = torch.as_tensor(train[:, order][shuffled], dtype=torch.float32)
    validation, words = words.split([len(words) // 10, len(words) - len(words) // 10])
    mean = (words.sum(0) + 1) / (len(words) + 2)
    pairs = MaskedPairs(mean, int(left.sum()), hidden_dim, seed)
    _train(pairs, words, n_steps, seed)
    chosen = _choose(pairs, validation)
    fresh = torch.as_tensor(held_out[:, order], dtype=torch.float32)
    return _estimate(
        _log_prob(pairs, fresh, chosen).double(),
        _log_prob(pairs, words[:N_JUDGED], chosen).double(),
        blocks,
    )


def _train(pairs: MaskedPairs, words: Tensor, n_steps: int, seed: int) -> None:
    """Train all members at once, with one cycle of the learning rate."""
    generator = torch.Generator().manual_seed(seed)
    optimiser = torch.optim.Adam(pairs.parameters(), LEARNING_RATE, betas=(0.9, 0.99))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, LEARNING_RATE, total_steps=n_steps, pct_start=WARM_UP
    )
    for _ in range(n_steps):
        batch = words[torch.randint(len(words), (BATCH_SIZE,), generator=generator)]
        # Members share no weights: the gradient of the sum is each one's own.
        loss = -pairs(batch).mean(1).sum()
        optimiser.zero_grad()
        loss.backward()
        rate = float(schedule.get_last_lr()[0])
        optimiser.step()
        pairs.shrink(rate)
        schedule.step()


def _choose(pairs: MaskedPairs, validation: Tensor) -> list[int]:
    """The two members that predict best with A, then the two best without."""
    cost = -_log_prob(pairs, validation, range(pairs.n_members)).mean(1)
    ranks = cost.view(-1, 2).argsort(0)[:2]
    return [int(2 * rank) for rank in ranks[:, 0]] + [
        int(2 * rank + 1) for rank in ranks[:, 1]
    ]


def _log_prob(pairs: MaskedPairs, words: Tensor, members: Sequence[int]) -> Tensor:
    """Log-likelihoods of the named members, shape (n_members, n_words)."""
    with torch.no_grad():
        return torch.cat(
            [pairs(block)[list(members)] for block in words.split(2048)], 1
        )


def _estimate(
    fresh: Tensor, seen: Tensor, blocks: NDArray | None = None
) -> InformationEstimate:
    """From the log-likelihoods of the chosen on held-out and on training words.

    Rows are the first and second choice for p(b|a), then for p(b): (4, n_words).
    `blocks` are those of the held-out words, if these are not independent.

    Raises:
        InformationError: they are not finite, or the correction for noise is too large.
    """
    if not (torch.isfinite(fresh).all() and torch.isfinite(seen).all()):
        raise InformationError("the autoregressive networks diverged")
    share = torch.tensor([1 - CORRECTION, CORRECTION], dtype=torch.float64)
    means = torch.stack([fresh.mean(1), seen.mean(1)])
    given, given_second, alone, alone_second = (share @ means).tolist()
    choice = math.hypot(given - given_second, alone - alone_second)
    spread = torch.tensor(
        [
            blocked_mean((words[0] - words[2]).numpy(), own)[1]
            for words, own in ((fresh, blocks), (seen, None))
        ],
        dtype=torch.float64,
    )
    value, plain = given - alone, float(means[0, 0] - means[0, 2])
    correction = abs(value - plain)
    error = math.hypot(*(share * spread).tolist(), DOUBT * choice, DOUBT * correction)
    if correction > max(MAX_CORRECTION, MAX_RELATIVE_CORRECTION * abs(value)):
        message = f"{value:.2f} ± {error:.2f} nats cannot be trusted"
        noise = f"{correction:.2f} of it correct for learnt noise"
        raise InformationError(f"{message}: {noise}; use more words")
    return InformationEstimate(value, error, plain)

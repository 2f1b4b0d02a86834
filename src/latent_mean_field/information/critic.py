"""Bipartite mutual information without a model: a contrastive lower bound.

A critic f(a,b) learns to tell the B that belongs to an A from the B of other words
(InfoNCE; van den Oord et al. 2018, Poole et al. 2019). On n held-out words

    I(A;B) >= I_NCE = 1/n Σ_i [ f_ii - log( 1/n Σ_j exp f_ij ) ],   f_ij = f(a_i, b_j),

up to the noise of the words, and never above log n. The optimal critic is
log p(b|a)/p(b), up to a function of a; a poor one only loosens the bound.
"""

import copy
import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from latent_mean_field.information.words import InformationError, check_words

DECAYS = (1.0, 5.0, 30.0)
HIDDEN_DIM = 64
N_FEATURES = 8
MAX_INPUT_SCALE = 5.0
BATCH_SIZE = 256
LEARNING_RATE = 5e-3
WARM_UP = 0.3
AVERAGING = 0.01
N_VALIDATIONS = 10
MAX_VALIDATION = 2000
CAUTION = 2.0
# The cost is quadratic: 20,000 words have 4e8 scores, some seconds.
MAX_SCORED = 20_000
BLOCK = 512
MARGIN = 1.0


class Perceptrons(nn.Module):
    """Features of one part, from one perceptron for each strength of weight decay.

    Each tanh unit starts from its own direction, and decays to it: a decay of c keeps
    every weight within about 1/c of its start.
    """

    start: Tensor

    def __init__(self, start: Tensor, generator: torch.Generator):
        super().__init__()
        shape, n_members = start.shape, len(DECAYS)
        offset = torch.randn(1, HIDDEN_DIM, generator=generator)
        output = torch.randn(HIDDEN_DIM, N_FEATURES, generator=generator)
        output = output / math.sqrt(HIDDEN_DIM)
        self.register_buffer("start", start)
        self.change = nn.Parameter(torch.zeros(n_members, *shape))
        self.offset = nn.Parameter(offset.repeat(n_members, 1, 1))
        self.output = nn.Parameter(output.repeat(n_members, 1, 1))
        self.constant = nn.Parameter(torch.zeros(n_members, 1, N_FEATURES))

    def forward(self, x: Tensor) -> Tensor:
        """Map (n_words, n_sites) to (n_members, n_words, n_features)."""
        x = x.expand(len(self.change), *x.shape)
        hidden = torch.tanh(torch.baddbmm(self.offset, x, self.start + self.change))
        return torch.baddbmm(self.constant, hidden, self.output)


class Critics(nn.Module):
    """Separable critics f(a,b) = g(a)·h(b), which start from f = 0.

    A unit of g starts from a random direction of A that went to B and back through the
    cross covariance, and a unit of h the other way round, so that what is correlated
    is seen before the noise is.
    """

    def __init__(self, a: Tensor, b: Tensor, generator: torch.Generator):
        super().__init__()
        self.g, self.h = (
            Perceptrons(_directions(x, y, generator), generator)
            for x, y in ((a, b), (b, a))
        )
        nn.init.zeros_(self.g.output)

    def forward(self, a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
        """Features g and h, each of shape (n_members, n_words, n_features)."""
        return self.g(a), self.h(b)

    def decay(self, learning_rate: float) -> None:
        """Draw the first weights to their start, each member by its own strength."""
        keep = 1 - learning_rate * torch.tensor(DECAYS)[:, None, None]
        with torch.no_grad():
            self.g.change.mul_(keep)
            self.h.change.mul_(keep)

    def follow(self, other: "Critics") -> None:
        """Move the weights towards those of `other`: a running average."""
        with torch.no_grad():
            for mean, now in zip(self.parameters(), other.parameters(), strict=True):
                mean.lerp_(now, AVERAGING)


def contrastive_information(
    train: NDArray, held_out: NDArray, left: NDArray, *, n_steps: int, seed: int
) -> tuple[float, float]:
    """Bound I(A;B) of words of {0, 1} from below, in nats, with its standard error.

    The strength of weight decay and the moment to stop are chosen on a tenth of the
    training words. Where no critic clearly beats f = 0 there, by `CAUTION` standard
    errors, the bound is 0 with error 0.

    Args:
        train: words to learn from, shape (n_words, n_sites).
        held_out: independent words to measure on, same sites; the first `MAX_SCORED`.
        left: True for the sites of A, shape (n_sites,).
        n_steps: optimiser steps.
        seed: of the first weights and of the order of words.

    Raises:
        InformationError: words are not of 0 and 1, too few of them, no proper cut, the
            training diverged, or the bound is within `MARGIN` of its cap log n.
    """
    check_words(train, held_out, left)
    order = np.random.default_rng(seed).permutation(len(train))
    words = torch.as_tensor(train[order], dtype=torch.float32)
    scored = torch.as_tensor(held_out[:MAX_SCORED], dtype=torch.float32)
    n_validation = min(len(words) // 10, MAX_VALIDATION)
    validation, words = words[:n_validation], words[n_validation:]
    mean = (words.sum(0) + 1) / (len(words) + 2)
    scale = (1 / (mean * (1 - mean)).sqrt()).clamp(max=MAX_INPUT_SCALE)
    sides = torch.as_tensor(left), torch.as_tensor(~left)
    learnt, chosen_on, measured_on = (
        [((part - mean) * scale)[:, side] for side in sides]
        for part in (words, validation, scored)
    )
    critics, member = _train(learnt, chosen_on, n_steps, seed)
    with torch.no_grad():
        g, h = (features[member] for features in critics(*measured_on))
    value, error = contrastive_bound(g, h)
    if not value < math.log(len(scored)) - MARGIN:
        message = (
            f"a contrastive bound of {value:.3f} nats is too near its cap, "
            f"log {len(scored)}: the information is at least that"
        )
        raise InformationError(message)
    return value, error


def contrastive_bound(g: Tensor, h: Tensor) -> tuple[float, float]:
    """I_NCE of the scores f_ij = g_i·h_j in nats, and its standard error.

    A word enters by its row, t_k = f_kk - log m_k with m_k the mean of exp f_kj, and by
    its column, c_k = 1/n Σ_i exp(f_ik) / m_i, of mean 1. The influence of a word on the
    bound is t_k - c_k + 1 less the bound.

    Args:
        g: features of A, shape (n_words, n_features).
        h: features of B, same shape.
    """
    rows, columns = [], torch.zeros(len(h), dtype=torch.float64)
    for i, block in enumerate(g.split(BLOCK)):
        log_share = (block @ h.T).log_softmax(1)
        rows.append(log_share.diagonal(offset=i * BLOCK) + math.log(len(h)))
        columns += log_share.exp_().sum(0)
    influence = torch.cat(rows).double() - columns + 1
    return float(influence.mean()), float(influence.std() / math.sqrt(len(h)))


def _directions(x: Tensor, y: Tensor, generator: torch.Generator) -> Tensor:
    """Directions of x that y sees, of unit variance, shape (n_sites, hidden_dim)."""
    covariance = x.T @ y / len(x)
    random = torch.randn(x.shape[1], HIDDEN_DIM, generator=generator)
    seen = covariance @ (covariance.T @ random)
    return seen / (x @ seen).std(0).clamp(min=1e-6)


def _train(
    learnt: list[Tensor], chosen_on: list[Tensor], n_steps: int, seed: int
) -> tuple[Critics, int]:
    """Train all members; return the best critics by validation and the best of them."""
    generator = torch.Generator().manual_seed(seed)
    critics = Critics(learnt[0], learnt[1], generator)
    average = copy.deepcopy(critics)
    optimiser = torch.optim.Adam(critics.parameters(), LEARNING_RATE, betas=(0.9, 0.99))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, LEARNING_RATE, total_steps=n_steps, pct_start=WARM_UP
    )
    best, kept, member = 0.0, copy.deepcopy(critics), 0
    for step in range(1, n_steps + 1):
        batch = torch.randint(len(learnt[0]), (BATCH_SIZE,), generator=generator)
        g, h = critics(*(part[batch] for part in learnt))
        log_share = (g @ h.mT).log_softmax(2)
        # Members share no weights: the gradient of the sum is each one's own.
        loss = -log_share.diagonal(dim1=1, dim2=2).mean(1).sum()
        optimiser.zero_grad()
        loss.backward()
        rate = float(schedule.get_last_lr()[0])
        optimiser.step()
        schedule.step()
        critics.decay(rate)
        average.follow(critics)
        if step % max(1, n_steps // N_VALIDATIONS) == 0:
            bounds = _validate(average, chosen_on)
            if max(bounds) > best:
                best, member = max(bounds), int(np.argmax(bounds))
                kept = copy.deepcopy(average)
    return kept, member


def _validate(critics: Critics, chosen_on: list[Tensor]) -> list[float]:
    """The bound of each member on the validation words, less `CAUTION` errors."""
    with torch.no_grad():
        features = zip(*critics(*chosen_on), strict=True)
        bounds = [contrastive_bound(g, h) for g, h in features]
    if not np.isfinite(bounds).all():
        raise InformationError("the contrastive critics diverged")
    return [value - CAUTION * error for value, error in bounds]

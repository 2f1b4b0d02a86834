"""Laws that are known up to a normaliser: words and log Z by Markov chains."""

from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp


class Unnormalised(Protocol):
    """A law of words that can be weighed, updated and weakened."""

    def log_weight(self, words: NDArray) -> NDArray:
        """Log P + log Z of words (n_words, n_cells), nats, shape (n_words,)."""

    def updated(self, words: NDArray, rng: np.random.Generator) -> NDArray:
        """Words after one update of every cell, which leaves the law as it is."""

    def weakened(self, beta: float, rest: NDArray) -> "Unnormalised":
        """Between independent cells of fields `rest`, beta = 0, and this, beta = 1."""


def thinned_words(
    law: Unnormalised,
    start: NDArray,
    n_words: int,
    rng: np.random.Generator,
    *,
    n_burn_in: int,
    n_thinned: int,
) -> NDArray:
    """Words of chains from `start`, one in `n_thinned` kept, uint8, (n_words, n_cells).

    Args:
        law: what is sampled.
        start: one word for each chain, shape (n_chains, n_cells).
        n_words: how many are wanted.
        rng: of the updates.
        n_burn_in: updates before the first that is kept.
        n_thinned: updates from one that is kept to the next.
    """
    words, kept = start, []
    for _ in range(n_burn_in):
        words = law.updated(words, rng)
    for _ in range(-(-n_words // len(start))):
        for _ in range(n_thinned):
            words = law.updated(words, rng)
        kept.append(words.astype(np.uint8))
    return np.concatenate(kept)[:n_words]


def annealed_log_normaliser(
    law: Unnormalised,
    start: NDArray,
    rest: NDArray,
    rng: np.random.Generator,
    *,
    n_steps: int,
    n_hidden: int = 0,
) -> tuple[float, float]:
    """Log Z by annealed importance sampling (Neal 2001), and its standard error.

    Args:
        law: of which log Z is wanted.
        start: words of independent cells, one for each run, shape (n_runs, n_cells).
        rest: logits of those cells, shape (n_cells,).
        rng: of the updates.
        n_steps: temperatures between, one update at each.
        n_hidden: units {0, 1} that are summed out, free at the start.
    """
    words, log_weights = start, np.zeros(len(start))
    path = (law.weakened(beta, rest) for beta in np.linspace(0, 1, n_steps + 1))
    for before, after in pairwise(path):
        log_weights += after.log_weight(words) - before.log_weight(words)
        words = after.updated(words, rng)
    log_start = np.logaddexp(0, rest).sum() + n_hidden * np.log(2)
    log_total = logsumexp(log_weights)
    shares = np.exp(log_weights - log_total)
    log_Z = log_start + log_total - np.log(len(start))
    return float(log_Z), float(np.sqrt(len(start) * np.var(shares)))

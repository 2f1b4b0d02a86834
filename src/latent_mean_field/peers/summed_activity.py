"""The homogeneous population: a word's probability depends on its sum alone.

P(x) = P(K) / binomial(N, K), K = Σ_i x_i (Tkacik et al. 2013, J. Stat. Mech. P03011).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln


@dataclass(frozen=True)
class SummedActivity:
    """The law of the number of spiking cells alone.

    Attributes:
        spike_counts: P(K), positive, shape (n_cells + 1,).
    """

    spike_counts: NDArray

    @property
    def n_parameters(self) -> int:
        """One probability for each number of cells."""
        return len(self.spike_counts) - 1

    def log_prob(self, words: NDArray) -> NDArray:
        """Log P of words (n_words, n_cells), nats, shape (n_words,)."""
        N = len(self.spike_counts) - 1
        K = np.arange(N + 1)
        log_binomial = gammaln(N + 1) - gammaln(K + 1) - gammaln(N - K + 1)
        return (np.log(self.spike_counts) - log_binomial)[words.sum(1, dtype=np.int64)]

    def sample(self, n_words: int, rng: np.random.Generator) -> NDArray:
        """Independent words, uint8, shape (n_words, n_cells)."""
        N = len(self.spike_counts) - 1
        K = rng.choice(N + 1, n_words, p=self.spike_counts)
        ranks = rng.random((n_words, N), np.float32).argsort(1).argsort(1)
        return (ranks < K[:, None]).astype(np.uint8)


def fit_summed_activity(words: NDArray) -> SummedActivity:
    """P(K) of the words (n_words, n_cells); a K never seen gets half a word."""
    counts = np.bincount(words.sum(1, dtype=np.int64), minlength=words.shape[1] + 1)
    seen = np.maximum(counts, 0.5)
    return SummedActivity(seen / seen.sum())

"""An oracle that is told the stimulus: independent cells, given the bin of the movie.

Not a law of words but of words given the time, a reference and no rival, where all
repeats show the same movie. No strict bound either: it ignores what cells share beyond
the stimulus, and pays for a rate of every cell and bin.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class StimulusLocked:
    """Spike probabilities of every bin.

    Attributes:
        rates: in (0, 1), shape (n_bins, n_cells).
    """

    rates: NDArray

    @property
    def n_parameters(self) -> int:
        """One rate for each cell and bin."""
        return self.rates.size

    def log_prob(self, words: NDArray) -> NDArray:
        """Log P of words given their bins, nats; words of whole repeats, in order.

        Raises:
            ValueError: the words are not whole repeats.
        """
        by_repeat = self._by_repeat(words)
        odds = np.log(self.rates / (1 - self.rates))
        silent = np.log1p(-self.rates).sum(1)
        return (np.einsum("rti,ti->rt", by_repeat, odds) + silent).ravel()

    def sample(self, n_words: int, rng: np.random.Generator) -> NDArray:
        """Words of bins drawn evenly, uint8, shape (n_words, n_cells)."""
        n_bins, n_cells = self.rates.shape
        words = np.empty((n_words, n_cells), np.uint8)
        for rows in np.array_split(np.arange(n_words), 1 + n_words // 10_000):
            p = self.rates[rng.integers(n_bins, size=len(rows))]
            words[rows] = rng.random(p.shape, np.float32) < p
        return words

    def _by_repeat(self, words: NDArray) -> NDArray:
        n_bins, n_cells = self.rates.shape
        if len(words) % n_bins:
            message = f"{len(words)} words are not whole repeats of {n_bins} bins"
            raise ValueError(message)
        return words.reshape(-1, n_bins, n_cells).astype(np.float32)


def fit_stimulus_locked(words: NDArray, n_bins: int) -> StimulusLocked:
    """Rates of each bin over the repeats, with one more repeat at the mean rates.

    Args:
        words: of whole repeats, bin by bin, shape (n_repeats * n_bins, n_cells).
        n_bins: length of the movie.
    """
    by_repeat = words.reshape(-1, n_bins, words.shape[1])
    spikes = by_repeat.sum(axis=0, dtype=np.float64)
    # A cell that is always silent, or never, may yet do otherwise.
    least = 0.5 / len(words)
    mean = words.mean(axis=0, dtype=np.float64).clip(least, 1 - least)
    return StimulusLocked((spikes + mean) / (len(by_repeat) + 1))

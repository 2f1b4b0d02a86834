"""Cells that fire independently of one another, each at its own rate."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class IndependentCells:
    """The law of first moments alone.

    Attributes:
        rates: spike probabilities, in (0, 1), shape (n_cells,).
    """

    rates: NDArray

    @property
    def n_parameters(self) -> int:
        """One rate for each cell."""
        return len(self.rates)

    def log_prob(self, words: NDArray) -> NDArray:
        """Log P of words (n_words, n_cells), nats, shape (n_words,)."""
        return words @ np.log(self.rates / (1 - self.rates)) + np.log1p(
            -self.rates
        ).sum(-1)

    def sample(self, n_words: int, rng: np.random.Generator) -> NDArray:
        """Independent words, uint8, shape (n_words, n_cells)."""
        coins = rng.random((n_words, len(self.rates)), np.float32)
        return (coins < self.rates).astype(np.uint8)


def fit_independent_cells(words: NDArray) -> IndependentCells:
    """Rates of the words (n_words, n_cells); a silent cell gets half a spike."""
    floor = 0.5 / len(words)
    rates = words.mean(axis=0, dtype=np.float64).clip(floor, 1 - floor)
    return IndependentCells(rates)

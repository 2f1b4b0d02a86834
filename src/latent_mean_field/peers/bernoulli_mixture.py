"""A mixture of Bernoulli products, fitted by expectation maximisation."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

N_ITERATIONS = 60
# Spikes and words that each cell of each component is given beforehand, at its rate.
PSEUDO_WORDS = 1.0


@dataclass(frozen=True)
class BernoulliMixture:
    """Independent cells given a hidden state.

    Attributes:
        rates: spike probabilities, in (0, 1), shape (n_components, n_cells).
        weights: of the states, shape (n_components,).
    """

    rates: NDArray
    weights: NDArray

    @property
    def n_parameters(self) -> int:
        """Rates and free weights."""
        return self.rates.size + len(self.weights) - 1

    def log_joint(self, words: NDArray) -> NDArray:
        """Log P of word and state, nats, shape (n_words, n_components)."""
        odds = np.log(self.rates / (1 - self.rates)).astype(np.float32)
        silent = np.log1p(-self.rates).sum(1) + np.log(self.weights)
        return words.astype(np.float32) @ odds.T + silent

    def log_prob(self, words: NDArray) -> NDArray:
        """Log P of words (n_words, n_cells), nats, shape (n_words,)."""
        blocks = np.array_split(words, 1 + len(words) // 20_000)
        return np.concatenate([logsumexp(self.log_joint(b), axis=1) for b in blocks])

    def sample(self, n_words: int, rng: np.random.Generator) -> NDArray:
        """Independent words, uint8, shape (n_words, n_cells)."""
        p = self.rates[rng.choice(len(self.weights), n_words, p=self.weights)]
        return (rng.random(p.shape, np.float32) < p).astype(np.uint8)


def fit_bernoulli_mixture(
    words: NDArray, n_components: int, rng: np.random.Generator
) -> BernoulliMixture:
    """Maximum likelihood (McLachlan and Peel 2000), from states of random words.

    Args:
        words: shape (n_words, n_cells), in {0, 1}.
        n_components: number of states.
        rng: for the start.
    """
    mean = words.mean(axis=0, dtype=np.float64).clip(0.5 / len(words), 1)
    seeds = words[rng.choice(len(words), n_components, replace=False)]
    law = BernoulliMixture(
        0.5 * mean + 0.5 * (0.1 * seeds + 0.9 * mean),
        np.full(n_components, 1 / n_components),
    )
    for _ in range(N_ITERATIONS):
        law = _improved(law, words, mean)
    return law


def _improved(law: BernoulliMixture, words: NDArray, mean: NDArray) -> BernoulliMixture:
    """One step of expectation maximisation."""
    spikes, mass = np.zeros_like(law.rates), np.zeros_like(law.weights)
    for block in np.array_split(words, 1 + len(words) // 20_000):
        joint = law.log_joint(block)
        shares = np.exp(joint - logsumexp(joint, axis=1, keepdims=True))
        mass += shares.sum(0)
        spikes += shares.astype(np.float32).T @ block.astype(np.float32)
    rates = (spikes + PSEUDO_WORDS * mean) / (mass[:, None] + PSEUDO_WORDS)
    floor = 0.5 / len(words)
    weights = np.maximum(mass, floor) / np.maximum(mass, floor).sum()
    return BernoulliMixture(rates.clip(floor, 1 - floor), weights)

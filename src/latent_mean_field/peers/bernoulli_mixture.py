"""A mixture of Bernoulli products, fitted by expectation maximisation."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

# The best of so many starts; each climbs over the plateau that it begins on, and then
# until an iteration gains less than this, in nats per word.
N_STARTS = 3
MIN_ITERATIONS, MAX_ITERATIONS = 50, 300
LEAST_GAIN = 5e-4
# Starting rates are the mean with so much of a random word.
SEED_SHARE = 0.05
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
    """Maximum likelihood (McLachlan and Peel 2000), the best of a few random starts.

    Args:
        words: shape (n_words, n_cells), in {0, 1}.
        n_components: number of states.
        rng: for the start.
    """
    floor = 0.5 / len(words)
    mean = words.mean(axis=0, dtype=np.float64).clip(floor, 1 - floor)
    fits = []
    for _ in range(N_STARTS):
        seeds = words[rng.choice(len(words), n_components, replace=False)]
        rates = (1 - SEED_SHARE) * mean + SEED_SHARE * seeds
        start = BernoulliMixture(rates, np.full(n_components, 1 / n_components))
        fits.append(_climb(start, words, mean))
    _, best = max(fits, key=lambda fit: fit[0])
    return best


def _climb(
    law: BernoulliMixture, words: NDArray, mean: NDArray
) -> tuple[float, BernoulliMixture]:
    """Iterate while it pays; the last log-likelihood, nats per word, and the law."""
    before = -np.inf
    for iteration in range(MAX_ITERATIONS):
        value, better = _improved(law, words, mean)
        if iteration > MIN_ITERATIONS and value - before < LEAST_GAIN:
            break
        before, law = value, better
    return value, law


def _improved(
    law: BernoulliMixture, words: NDArray, mean: NDArray
) -> tuple[float, BernoulliMixture]:
    """Log-likelihood of the law, and one step of expectation maximisation on."""
    spikes, mass, total = np.zeros_like(law.rates), np.zeros_like(law.weights), 0.0
    for block in np.array_split(words, 1 + len(words) // 20_000):
        joint = law.log_joint(block)
        log_prob = logsumexp(joint, axis=1, keepdims=True)
        total += float(log_prob.sum())
        shares = np.exp(joint - log_prob)
        mass += shares.sum(0)
        spikes += shares.astype(np.float32).T @ block.astype(np.float32)
    rates = (spikes + PSEUDO_WORDS * mean) / (mass[:, None] + PSEUDO_WORDS)
    floor = 0.5 / len(words)
    weights = np.maximum(mass, floor) / np.maximum(mass, floor).sum()
    return total / len(words), BernoulliMixture(rates.clip(floor, 1 - floor), weights)

"""The dichotomised Gaussian: cells fire where correlated Gaussians pass a threshold.

x_i = 1 if g_i < gamma_i, g ~ N(0, Lambda). Rates and pair correlations of the data are
met by one equation for each pair (Macke, Berens, Ecker, Tolias and Bethge 2009, Neural
Computation 21, 397), if the Lambda that they ask for is positive definite; P(K) and the
triplets then follow without a further parameter (Macke, Opper and Bethge 2011, PRL 106,
208102).

P(x) is the weight of an orthant, for which there is no formula: it is estimated cell by
cell, as Geweke, Hajivassiliou and Keane do (Genz 1992, J. Comput. Graph. Stat. 1, 141).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp, ndtr, ndtri, softmax

# Draws for each word, and words at once.
N_DRAWS, CHUNK = 64, 25
# Gauss-Legendre nodes of the integral over the angle, and bisections of it.
N_NODES, N_BISECTIONS = 40, 40
# Where no law has the pairs that are asked for, all eigenvalues below this are raised.
LEAST_EIGENVALUE = 0.1
TINY = 1e-300


@dataclass(frozen=True)
class DichotomisedGaussian:
    """Thresholds and correlations of the hidden Gaussians.

    Attributes:
        thresholds: gamma, shape (n_cells,).
        correlations: Lambda, positive definite, unit diagonal, (n_cells, n_cells).
        least_eigenvalue: of the Lambda that the pairs ask for; if it is not positive no
            dichotomised Gaussian has them, and this is one nearby.
    """

    thresholds: NDArray
    correlations: NDArray
    least_eigenvalue: float = 0.0

    @property
    def n_parameters(self) -> int:
        """A threshold for each cell and a correlation for each pair."""
        n = len(self.thresholds)
        return n + n * (n - 1) // 2

    def log_prob(self, words: NDArray) -> NDArray:
        """Estimated log P of words (n_words, n_cells), nats, shape (n_words,).

        On average too low by half the relative variance of the mean weight: see
        `effective_share`. The draws are the same whenever this is called.
        """
        log_weights = self._log_weights(words)
        return logsumexp(log_weights, axis=1) - np.log(log_weights.shape[1])

    def effective_share(self, words: NDArray) -> NDArray:
        """Effective over actual number of draws, of each word, shape (n_words,)."""
        own = softmax(self._log_weights(words), axis=1)
        return 1 / np.square(own).sum(axis=1) / own.shape[1]

    def _log_weights(self, words: NDArray) -> NDArray:
        """Of each draw for each word, nats, shape (n_words, N_DRAWS)."""
        rng = np.random.default_rng(0)
        blocks = np.array_split(words, 1 + len(words) // CHUNK)
        return np.concatenate([self._block_log_weights(b, rng) for b in blocks])

    def _block_log_weights(self, words: NDArray, rng: np.random.Generator) -> NDArray:
        """One cell after the other: P(x_i | g of those before), then g_i given x_i.

        The improbable first, weights then scatter least: spiking cells, those of low
        rates before others, then silent ones, those of high rates before others. A
        silent cell is a mirrored one: -g_i < -gamma_i.
        """
        n_words, n_cells = words.shape
        chance = np.where(words > 0, self.thresholds, -self.thresholds)
        order = np.lexsort((chance, words == 0), axis=1)
        ordered = self.correlations[order[:, :, None], order[:, None, :]]
        root = np.linalg.cholesky(ordered).astype(np.float32)
        signs = np.take_along_axis(2.0 * words - 1, order, axis=1)[..., None]
        thresholds = self.thresholds[order][..., None]
        drawn = np.zeros((n_words, n_cells, N_DRAWS), np.float32)
        log_weights = np.zeros((n_words, N_DRAWS))
        for i in range(n_cells):
            told = (root[:, i : i + 1, :i] @ drawn[:, :i])[:, 0]
            ends = signs[:, i] * (thresholds[:, i] - told) / root[:, i, i, None]
            weights = ndtr(ends).clip(TINY)
            log_weights += np.log(weights)
            drawn[:, i] = signs[:, i] * ndtri(rng.random(ends.shape) * weights)
        return log_weights

    def sample(self, n_words: int, rng: np.random.Generator) -> NDArray:
        """Independent words, uint8, shape (n_words, n_cells)."""
        root = np.linalg.cholesky(self.correlations).astype(np.float32)
        g = rng.standard_normal((n_words, len(root)), np.float32) @ root.T
        return (g < self.thresholds).astype(np.uint8)


def fit_dichotomised_gaussian(words: NDArray) -> DichotomisedGaussian:
    """Thresholds from the rates, and Lambda pair by pair, made positive definite.

    Args:
        words: shape (n_words, n_cells), in {0, 1}. A cell that never fires, or always,
            and a pair that is never seen together, is given half a word that says
            otherwise.
    """
    n_words, n_cells = words.shape
    floor = 0.5 / n_words
    rates = words.mean(axis=0, dtype=np.float64).clip(floor, 1 - floor)
    joint = np.zeros((n_cells, n_cells))
    for block in np.array_split(words, 1 + n_words // 50_000):
        single = block.astype(np.float32)
        joint += single.T @ single
    i, j = np.triu_indices(n_cells, 1)
    thresholds = ndtri(rates)
    together = (joint[i, j] / n_words).clip(floor)
    pairs = _correlations(thresholds[i], thresholds[j], together)
    correlations = np.eye(n_cells)
    correlations[i, j] = correlations[j, i] = pairs
    values, vectors = np.linalg.eigh(correlations)
    if values[0] <= 0:
        nearby = (vectors * values.clip(LEAST_EIGENVALUE)) @ vectors.T
        spread = np.sqrt(np.diag(nearby))
        correlations = nearby / np.outer(spread, spread)
    return DichotomisedGaussian(thresholds, correlations, float(values[0]))


def orthant(first: NDArray, second: NDArray, correlations: NDArray) -> NDArray:
    """P(g_1 < first, g_2 < second) of unit Gaussians with these correlations.

    d/dr of it is their density at the corner (Plackett 1954, Biometrika 41, 351), which
    is integrated over the angle arcsin r from independence, at 0.
    """
    nodes, weights = np.polynomial.legendre.leggauss(N_NODES)
    angles = np.arcsin(correlations)
    found = ndtr(first) * ndtr(second)
    for node, weight in zip(nodes, weights, strict=True):
        theta = angles * (1 + node) / 2
        squares = first**2 + second**2 - 2 * first * second * np.sin(theta)
        density = np.exp(-squares / (2 * np.cos(theta) ** 2)) / (2 * np.pi)
        found = found + weight * angles / 2 * density
    return found


def _correlations(first: NDArray, second: NDArray, joint: NDArray) -> NDArray:
    """Where `orthant` is `joint`, by bisection: it rises with the correlation."""
    low, high = np.full_like(joint, -0.999), np.full_like(joint, 0.999)
    for _ in range(N_BISECTIONS):
        middle = (low + high) / 2
        below = orthant(first, second, middle) < joint
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2

"""Statistics of a population of cells: rates, pairs, triplets and the law of their sum.

All follow from sums over words, which add up over blocks of words: a resample of blocks
is a weighted sum.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from latent_mean_field.vae.model import VAE


@dataclass(frozen=True)
class Moments:
    """Raw sums over words; all but the last axes may be blocks of words.

    Attributes:
        n_words: how many there are.
        pairs: Σ x_i x_j, shape (..., n_cells, n_cells).
        triplets: Σ x_i x_j x_k for i < j < k in lexicographic order, shape (..., n).
        spike_counts: words of K spiking cells, shape (..., n_cells + 1).
    """

    n_words: NDArray
    pairs: NDArray
    triplets: NDArray
    spike_counts: NDArray

    def weighted(self, weights: NDArray) -> "Moments":
        """The sum over blocks, each as often as its whole weight (n_blocks,) says.

        In the precision of the sums: triplets of many cells are too large for more.
        """
        return Moments(
            *(
                np.tensordot(weights.astype(array.dtype), array, 1)
                for array in vars(self).values()
            )
        )


@dataclass(frozen=True)
class PopulationStatistics:
    """Statistics of words up to third order, and the law of their sum.

    Attributes:
        rates: spike probability of each cell, shape (n_cells,).
        correlations: Pearson r of each pair, shape (n_cells (n_cells - 1) / 2,).
        triplets: third central moment of each triplet, in lexicographic order.
        spike_counts: P(K) of K cells in a word, shape (n_cells + 1,).
    """

    rates: NDArray
    correlations: NDArray
    triplets: NDArray
    spike_counts: NDArray


def moments_of(words: NDArray) -> Moments:
    """Sums over words (n_words, n_cells) in {0, 1}."""
    n_words, n_cells = words.shape
    pairs = np.zeros((n_cells, n_cells))
    for block in np.array_split(words, 1 + n_words // 50_000):
        single = block.astype(np.float32)
        pairs += single.T @ single
    counts = _spike_counts(words)
    return Moments(np.array(n_words), pairs, _triplet_sums(words), counts)


def _spike_counts(words: NDArray) -> NDArray:
    """Words of K spiking cells, shape (n_cells + 1,)."""
    K = words.sum(1, dtype=np.int64)
    return np.bincount(K, minlength=words.shape[1] + 1)


def spike_count_law(words: NDArray) -> NDArray:
    """P(K) of words (n_words, n_cells), shape (n_cells + 1,)."""
    return _spike_counts(words) / len(words)


def _triplet_sums(words: NDArray) -> NDArray:
    """Σ x_i x_j x_k for i < j < k: the pairs of the words in which i fires."""
    n_cells = words.shape[1]
    parts = []
    for i in range(n_cells - 2):
        later = words[words[:, i] == 1, i + 1 :].astype(np.float32)
        parts.append((later.T @ later)[np.triu_indices(n_cells - i - 1, 1)])
    return np.concatenate(parts) if parts else np.empty(0, np.float32)


def block_moments(words: NDArray, blocks: NDArray) -> Moments:
    """Sums over the words of each block, stacked along a leading axis."""
    labels = np.unique(blocks)
    stacked: list[NDArray] = []
    for k, label in enumerate(labels):
        own = vars(moments_of(words[blocks == label])).values()
        # Triplets of many cells are too large to be there twice.
        stacked = stacked or [np.empty((len(labels), *a.shape), a.dtype) for a in own]
        for array, part in zip(stacked, own, strict=True):
            array[k] = part
    return Moments(*stacked)


def statistics_of(moments: Moments) -> PopulationStatistics:
    """Statistics from the sums of one set of words."""
    n = float(moments.n_words)
    joint = moments.pairs / n
    rates = np.diag(joint).copy()
    covariance = joint - np.outer(rates, rates)
    spread = np.sqrt(np.diag(covariance).clip(1e-12))
    correlations = covariance / np.outer(spread, spread)
    return PopulationStatistics(
        rates,
        correlations[np.triu_indices(len(rates), 1)],
        _central(moments.triplets / n, covariance, rates),
        moments.spike_counts / n,
    )


def _central(triplets: NDArray, covariance: NDArray, rates: NDArray) -> NDArray:
    """<δ_i δ_j δ_k> from <x_i x_j x_k>, the covariances and the rates."""
    lower = []
    for i in range(len(rates) - 2):
        j, k = np.triu_indices(len(rates) - i - 1, 1)
        j, k = j + i + 1, k + i + 1
        pairs = rates[j] * covariance[i, k] + rates[k] * covariance[i, j]
        lower.append(pairs + rates[i] * (covariance[j, k] + rates[j] * rates[k]))
    return triplets - np.concatenate(lower) if lower else triplets


def population_statistics(words: NDArray) -> PopulationStatistics:
    """Statistics of words (n_words, n_cells) in {0, 1}."""
    return statistics_of(moments_of(words))


def total_variation(first: NDArray, second: NDArray) -> float:
    """Half the sum of absolute differences of two laws."""
    return float(0.5 * np.abs(first - second).sum())


def correlation_of(first: NDArray, second: NDArray) -> float:
    """Pearson correlation of two lists of numbers."""
    return float(np.corrcoef(first, second)[0, 1])


def sample_words(vae: VAE, n_words: int, generator: torch.Generator) -> NDArray:
    """Words that the first replica generates, uint8, shape (n_words, n_cells)."""
    with torch.no_grad():
        z = vae.prior().sample(n_words, generator)
        words = vae.decoder(z).sample(generator)
    return words[0].to(torch.uint8).cpu().numpy()

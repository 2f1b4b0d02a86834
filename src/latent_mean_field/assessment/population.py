"""Statistics of a population of cells: the model's samples against held-out words."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from latent_mean_field.vae.model import VAE


@dataclass(frozen=True)
class PopulationStatistics:
    """First- and second-order statistics of words, and the law of their sum.

    Attributes:
        rates: spike probability of each cell, shape (n_cells,).
        correlations: Pearson r of each pair, shape (n_cells (n_cells - 1) / 2,).
        spike_counts: P(K) of K cells in a word, shape (n_cells + 1,).
    """

    rates: NDArray
    correlations: NDArray
    spike_counts: NDArray


def population_statistics(words: NDArray) -> PopulationStatistics:
    """Statistics of words (n_words, n_cells) in {0, 1}."""
    n_words, n_cells = words.shape
    rates = words.mean(axis=0, dtype=np.float64)
    joint = np.zeros((n_cells, n_cells))
    for block in np.array_split(words, 1 + n_words // 50_000):
        single = block.astype(np.float32)
        joint += single.T @ single
    covariance = joint / n_words - np.outer(rates, rates)
    spread = np.sqrt(np.diag(covariance).clip(1e-12))
    correlations = covariance / np.outer(spread, spread)
    counts = np.bincount(words.sum(axis=1, dtype=np.int64), minlength=n_cells + 1)
    return PopulationStatistics(
        rates, correlations[np.triu_indices(n_cells, 1)], counts / n_words
    )


def total_variation(first: NDArray, second: NDArray) -> float:
    """Half the sum of absolute differences of two laws."""
    return float(0.5 * np.abs(first - second).sum())


def correlation_of(first: NDArray, second: NDArray) -> float:
    """Pearson correlation of two lists of numbers."""
    return float(np.corrcoef(first, second)[0, 1])


def independent_log_likelihood(train_words: NDArray, words: NDArray) -> NDArray:
    """Log p of words under independent cells of the training rates, nats per word."""
    floor = 0.5 / len(train_words)
    rates = train_words.mean(axis=0, dtype=np.float64).clip(floor, 1 - floor)
    logits = np.log(rates / (1 - rates))
    return words @ logits + np.log1p(-rates).sum()


def sample_words(vae: VAE, n_words: int, generator: torch.Generator) -> NDArray:
    """Words that the first replica generates, uint8, shape (n_words, n_cells)."""
    with torch.no_grad():
        z = vae.prior().sample(n_words, generator)
        words = vae.decoder(z).sample(generator)
    return words[0].to(torch.uint8).cpu().numpy()

"""Means with honest standard errors: words of one block are not independent."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def blocked_mean(values: NDArray, blocks: NDArray | None = None) -> tuple[float, float]:
    """Mean over words and its standard error from the scatter of the block means.

    Args:
        values: one number per word, shape (n_words,).
        blocks: block of each word, an integer label; None if words are independent.

    Raises:
        ValueError: fewer than two blocks, from which no error can be had.
    """
    mean = float(values.mean())
    if blocks is None:
        return mean, float(values.std(ddof=1) / np.sqrt(len(values)))
    return mean, deviation_error(block_deviations(values, blocks))


def block_deviations(values: NDArray, blocks: NDArray) -> NDArray:
    """What each block adds to the mean over words, times their number.

    Linear in the values: deviations of a difference are the difference of deviations,
    so that two means over the same words can be compared without what they share.

    Args:
        values: one number per word, shape (n_words,).
        blocks: block of each word, an integer label.

    Raises:
        ValueError: fewer than two blocks, from which no error can be had.
    """
    _, labels = np.unique(blocks, return_inverse=True)
    sizes = np.bincount(labels)
    if len(sizes) < 2:
        message = "a standard error needs at least two blocks of words"
        raise ValueError(message)
    return np.bincount(labels, values - values.mean()) / sizes.mean()


def deviation_error(deviations: NDArray) -> float:
    """Standard error of the mean whose `block_deviations` these are."""
    n = len(deviations)
    return float(np.sqrt((deviations**2).sum() / (n * (n - 1))))


def crossed_mean(values: NDArray) -> tuple[float, float]:
    """Mean over trainings and words, and a standard error that holds both scatters.

    Args:
        values: of each training and word, shape (n_trainings, n_words).
    """
    mean, by_training = blocked_mean(values.mean(axis=1))
    _, by_word = blocked_mean(values.mean(axis=0))
    return mean, float(np.hypot(by_training, by_word))


def jackknife_error(left_out: Sequence[float]) -> float:
    """Standard error of a statistic, from its values with a block left out each.

    Of all blocks in turn (Efron and Stein 1981).
    """
    return float(np.sqrt(len(left_out) - 1) * np.std(left_out))

"""Sums, errors and regressions of Monte Carlo estimates."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

MIN_SAMPLES_PER_CONTROL = 10
# Samples of the right law deviate by more standard errors once in a million runs.
MAX_DEVIATION = 5.0


class ForeignSamplesError(ValueError):
    """The samples do not follow the law that they are averaged for."""


class Estimate(NamedTuple):
    """A value and its standard error."""

    value: float
    error: float


def jackknife(statistic: Callable[[NDArray], NDArray], n_blocks: int) -> Estimate:
    """Value and standard error of a statistic of independent blocks.

    The leading bias of a statistic that is not linear is removed.

    Args:
        statistic: takes the indices of the blocks to use.
        n_blocks: number of blocks.
    """
    blocks = np.arange(n_blocks)
    left_out = np.array([statistic(blocks[blocks != block]) for block in blocks])
    value = n_blocks * statistic(blocks) - (n_blocks - 1) * left_out.mean(0)
    return Estimate(value, np.sqrt((n_blocks - 1) * left_out.var(0)))


def log_mean(log_values: NDArray) -> NDArray:
    """Logarithm of the mean over the first axis."""
    return logsumexp(log_values, axis=0) - np.log(len(log_values))


def log_power_sums(left: NDArray, right: NDArray) -> tuple[NDArray, NDArray]:
    """Log Σ_k e^x and log Σ_k e^{2x} of every row of x = left @ right.

    In single precision, which leaves each x in error by 1e-7 |x|.
    """
    sums = np.empty((2, len(left)))
    left, right = left.astype(np.float32), right.astype(np.float32)
    # Rows in blocks whose exponentials stay in the cache.
    for rows in np.array_split(np.arange(len(left)), 1 + len(left) // 64):
        exponent = left[rows] @ right
        top = exponent.max(1)
        exponent -= top[:, None]
        np.exp(exponent, out=exponent)
        sums[0, rows] = np.log(exponent.sum(1)) + top
        sums[1, rows] = np.log(np.einsum("nk,nk->n", exponent, exponent)) + 2 * top
    return sums[0], sums[1]


def regress(response: NDArray, controls: NDArray) -> tuple[NDArray, float]:
    """Slopes of the response on the controls, and the error of its remaining mean."""
    n_samples, n_controls = controls.shape
    if n_samples < MIN_SAMPLES_PER_CONTROL * n_controls:
        message = f"{n_samples} samples for {n_controls} control variates"
        raise ValueError(message)
    centred, deviation = controls - controls.mean(0), response - response.mean()
    slopes = np.linalg.lstsq(centred, deviation, rcond=None)[0]
    residual = deviation - centred @ slopes
    variance = (residual**2).sum() / (n_samples - n_controls - 1)
    return slopes, float(np.sqrt(variance / n_samples))


def require_agreement(values: NDArray, expected: Estimate, name: str) -> None:
    """Compare the mean of independent samples with what it should be.

    Raises:
        ForeignSamplesError: they differ by more than `MAX_DEVIATION` standard errors.
    """
    error = np.hypot(expected.error, values.std() / np.sqrt(len(values)))
    if abs(values.mean() - expected.value) > MAX_DEVIATION * error:
        message = (
            f"{name} of the samples is {values.mean():.3f}, of the system "
            f"{expected.value:.3f}, standard error of the difference {error:.3f}"
        )
        raise ForeignSamplesError(message)

"""Errors of decoded numbers, from the replicas of a fit."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

# Probability of a normal deviation under plus one standard deviation.
UP_TO_ONE_SIGMA = 0.8413447


def replica_error(values: list[float], n_restarts: int) -> float | None:
    """Half width of a 68 % interval from the bootstrap replicas, else the restarts.

    Bootstrap replicas start anew, so that their spread holds the noise of training as
    well as that of sampling. A spread of few is itself uncertain: the interval is
    Student's. One replica tells no error: None.
    """
    sample = values[n_restarts:] if len(values) > n_restarts + 1 else values
    return float(interval(np.array(sample))) if len(sample) > 1 else None


def interval(replicas: NDArray) -> NDArray:
    """Half width of a 68 % interval: standard deviation times Student's quantile.

    Args:
        replicas: two or more values of each number, shape (n_replicas, ...).
    """
    quantile = stdtrit(len(replicas) - 1, UP_TO_ONE_SIGMA)
    return quantile * replicas.std(axis=0, ddof=1)

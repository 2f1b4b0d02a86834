"""Errors of decoded numbers, from the replicas of a fit."""

import numpy as np


def replica_error(values: list[float], n_restarts: int) -> float | None:
    """Standard deviation over the bootstrap replicas, else over the restarts.

    Bootstrap replicas start anew, so that their spread holds the noise of training as
    well as that of sampling. One replica tells no error: None.
    """
    sample = values[n_restarts:] if len(values) > n_restarts + 1 else values
    return float(np.std(sample, ddof=1)) if len(sample) > 1 else None

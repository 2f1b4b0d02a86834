"""Implied time scales: how long a walk remembers, by a Markov state model.

The model is deeptime's: reversible, of maximum likelihood, the standard of the field.
"""

import numpy as np
from deeptime.clustering import RegularSpace
from deeptime.markov import TransitionCountEstimator
from deeptime.markov.msm import MaximumLikelihoodMSM
from numpy.typing import NDArray

# States of the model, about, along each axis of the range.
STATES_PER_SPREAD = 3.0
N_SCANNED = 20_000


def slow_times(walks: NDArray, lag: int, spacing: float, n_times: int) -> NDArray:
    """The longest implied time scales, descending, shape (n_times,).

    Args:
        walks: shape (n_walkers, n_frames, d), in any coordinates.
        lag: of the model, in frames.
        spacing: time from frame to frame.
        n_times: how many are wanted.

    Raises:
        ValueError: the walks are too short for the lag, or do not move.
    """
    if walks.shape[1] <= lag:
        raise ValueError(f"walks of {walks.shape[1]} frames are too short for {lag}")
    points = walks.reshape(-1, walks.shape[2])
    spread = float(np.sqrt(points.var(axis=0).mean()))
    if spread == 0:
        raise ValueError("walks do not move")
    scanned = points[:: max(1, len(points) // N_SCANNED)]
    states = RegularSpace(dmin=spread / STATES_PER_SPREAD, max_centers=1000)
    states = states.fit(scanned).fetch_model()
    labels = [states.transform(np.ascontiguousarray(walk)) for walk in walks]
    counts = TransitionCountEstimator(lagtime=lag, count_mode="sliding")
    counts = counts.fit_fetch(labels).submodel_largest()
    model = MaximumLikelihoodMSM(reversible=True).fit_fetch(counts)
    return model.timescales(n_times) * spacing

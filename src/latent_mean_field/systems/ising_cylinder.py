"""Ising cylinder: one cut through matter of two dimensions, and its area law."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import entr

from latent_mean_field.systems.ising_torus import (
    NoExactAnswerError,
    require_temperature,
    transfer_weights,
)

# Transfer matrix of 2048 x 2048.
MAX_CIRCUMFERENCE = 11
# Change by one more column, relative, at which a half counts as infinitely long.
PRECISION = 1e-13


@dataclass(frozen=True)
class IsingCylinder:
    """Square lattice, periodic around its axis: H = -Σ_<ij> s_i s_j, J = k_B = 1.

    Attributes:
        circumference: spins of a column, at least 3.
        T: temperature, at least `MIN_TEMPERATURE`.
        length: number of columns between open ends, at least 2; None for infinitely
            many.

    Raises:
        ValueError: one of them is out of its range.
    """

    circumference: int
    T: float
    length: int | None = None

    def __post_init__(self) -> None:
        if self.circumference < 3:
            found = self.circumference
            raise ValueError(f"circumference must be at least 3, found {found}")
        if self.length is not None and self.length < 2:
            raise ValueError(f"length must be at least 2, found {self.length}")
        require_temperature(self.T)

    def halves_information(self) -> float:
        """Exact I(A;B) in nats, A being the first length // 2 columns.

        Columns are a Markov chain: the halves know of each other what the two columns
        at the cut do. Infinite cylinders are halved as the limit of long ones, without
        a field.

        Raises:
            NoExactAnswerError: `circumference` is above `MAX_CIRCUMFERENCE`.
        """
        if self.circumference > MAX_CIRCUMFERENCE:
            message = (
                f"a circumference of {self.circumference} is too large: "
                f"exact up to {MAX_CIRCUMFERENCE}"
            )
            raise NoExactAnswerError(message)
        within, between = transfer_weights(self.circumference, 1 / self.T)
        left, right = (_end_weights(within, between, n) for n in self._half_lengths())
        joint = left[:, None] * between * right
        joint /= joint.sum()
        parts = entr(joint.sum(0)).sum() + entr(joint.sum(1)).sum()
        return float(parts - entr(joint).sum())

    def _half_lengths(self) -> tuple[float, float]:
        """Columns to the left and to the right of the cut."""
        if self.length is None:
            return math.inf, math.inf
        return self.length // 2, self.length - self.length // 2


def _end_weights(within: NDArray, between: NDArray, n_columns: float) -> NDArray:
    """Weight of each state of the last of some columns, the others summed over.

    The largest is 1. Stops early where more columns change nothing, as they do in the
    end: the symmetric start never meets the slow odd states of the ordered phase.
    """
    weights, change, n = within, 1.0, 1
    while n < n_columns and change > PRECISION:
        grown = within * (between @ weights)
        grown /= grown.max()
        change = np.abs(grown - weights).max()
        weights, n = grown, n + 1
    return weights

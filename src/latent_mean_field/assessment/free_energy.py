"""The free energy F = -log rho, in kT, of where walkers are found."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

# Side of a square in the unit of a step's noise, frames that it must hold, and points
# along it over which the exact density is averaged.
SIDE, LEAST, FINE = 2.0, 50, 5


def free_energy_error(
    places: NDArray, potential: Callable[[NDArray], NDArray]
) -> float | None:
    """Root mean square of F - V, less its mean, over the frames in squares; kT.

    Args:
        places: of frames, shape (n, 2).
        potential: V at places (..., 2) in kT, shape (...).

    Returns:
        The error; None where no square holds frames enough.
    """
    squares, counts = np.unique(np.floor(places / SIDE), axis=0, return_counts=True)
    full = counts >= LEAST
    if not full.any():
        return None
    squares, counts = squares[full], counts[full]
    within = (np.arange(FINE) + 0.5) / FINE
    points = np.stack(np.meshgrid(within, within), axis=-1).reshape(-1, 2)
    V = potential(SIDE * (squares[:, None] + points))
    exact = -np.log(np.exp(-V).mean(axis=1))
    off = -np.log(counts) - exact
    off -= np.average(off, weights=counts)
    return float(np.sqrt(np.average(off**2, weights=counts)))

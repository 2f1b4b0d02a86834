"""A fluorescent spot in a trap, seen through a microscope.

    V(r) = r² / 2,    photons ~ Poisson(background + peak exp(-|pixel - r|² / 2 w²))

The centre is at any fraction of a pixel. The truth r is in units of the trap.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SIDE = 64
PIXELS_PER_UNIT = 4.0
WIDTH = 3.0
PEAK, BACKGROUND = 100.0, 5.0
CHUNK = 1000


@dataclass(frozen=True)
class MovingSpot:
    """The trap, and how the spot moves in it.

    Attributes:
        time_step: of the integration.
        steps_per_frame: of the integration; frames are 0.02 apart.
    """

    time_step: float = 0.005
    steps_per_frame: int = 4

    def potential(self, r: NDArray) -> NDArray:
        """V at r (..., 2) in kT, shape (...)."""
        return np.square(r).sum(axis=-1) / 2

    def force(self, r: NDArray) -> NDArray:
        """-grad V at r (..., 2)."""
        return -r

    def start(self, n_walkers: int, rng: np.random.Generator) -> NDArray:
        """Places in equilibrium, shape (n_walkers, 2)."""
        return rng.normal(size=(n_walkers, 2))


def photograph(r: NDArray, rng: np.random.Generator) -> NDArray:
    """Photons in every pixel, row by row, uint8 of shape (..., 4096).

    Args:
        r: places of the spot, shape (..., 2).
        rng: of the photons; more than 255 in a pixel count as 255.
    """
    places = r.reshape(-1, 2)
    parts = [
        np.minimum(rng.poisson(expected_photons(part)), 255).astype(np.uint8)
        for part in np.array_split(places, max(1, len(places) // CHUNK))
    ]
    return np.concatenate(parts).reshape(*r.shape[:-1], SIDE**2)


def expected_photons(r: NDArray) -> NDArray:
    """Mean photons in every pixel, shape (n, 4096), of places (n, 2)."""
    pixels = np.arange(SIDE) - (SIDE - 1) / 2
    centres = PIXELS_PER_UNIT * r
    along = np.exp(-np.square(pixels - centres[..., None]) / (2 * WIDTH**2))
    spots = along[:, 1, :, None] * along[:, 0, None, :]
    return BACKGROUND + PEAK * spots.reshape(len(r), -1)

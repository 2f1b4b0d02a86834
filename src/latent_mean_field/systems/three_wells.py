"""Three wells in the plane, between which a walker hops.

    V(r) = 4 |r|² - 16 Σ_k exp(-|r - c_k|²)

in kT, with c_k at the distance 2 from the origin at 90, 210 and 330 degrees. The wells
are 2.6 kT deep; between them, about the origin, lies a plateau. The form is inferred:
walks of Euler steps of 0.001 have the density, the displacements and the hops of the
trajectory that Wang et al. (2024) share.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

STIFFNESS, DEPTH, RADIUS = 4.0, 16.0, 2.0
ANGLES = np.deg2rad([90.0, 210.0, 330.0])
CENTRES = RADIUS * np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1)


@dataclass(frozen=True)
class ThreeWells:
    """The potential, and how it is walked in.

    Attributes:
        time_step: of the integration.
        steps_per_frame: of the integration; frames are 0.01 apart.
    """

    time_step: float = 0.001
    steps_per_frame: int = 10

    def potential(self, r: NDArray) -> NDArray:
        """V at r (..., 2) in kT, shape (...)."""
        return STIFFNESS * np.square(r).sum(axis=-1) - DEPTH * self._bumps(r).sum(-1)

    def force(self, r: NDArray) -> NDArray:
        """-grad V at r (..., 2)."""
        bumps = self._bumps(r)
        pull = bumps @ CENTRES - bumps.sum(axis=-1, keepdims=True) * r
        return 2 * (DEPTH * pull - STIFFNESS * r)

    @cached_property
    def minima(self) -> NDArray:
        """Bottoms of the wells, shape (3, 2); each on the ray to its centre."""
        along = CENTRES[0] / RADIUS
        distance = brentq(lambda s: self.force(s * along) @ along, 1.0, RADIUS)
        return CENTRES * distance / RADIUS

    def start(self, n_walkers: int, rng: np.random.Generator) -> NDArray:
        """A bottom for each walker, all alike likely, shape (n_walkers, 2)."""
        return self.minima[rng.integers(len(self.minima), size=n_walkers)]

    def _bumps(self, r: NDArray) -> NDArray:
        """exp(-|r - c_k|²), shape (..., 3)."""
        return np.exp(-np.square(r[..., None, :] - CENTRES).sum(axis=-1))

"""A model of alanine dipeptide: two angles that turn, ten heavy atoms that one sees.

The dihedral angles (phi, psi) move on the torus in a potential of three basins,

    V = -Σ_k e_k exp(κ (cos(phi - phi_k) + cos(psi - psi_k) - 2)) + walls,

at the places of the β, αR and αL regions. Two walls run around the torus, at phi = 130
and psi = -125 degrees, where the molecule has them too; cut there, the torus is a
plane. Everything else is rigid: standard lengths and angles of bonds, planar peptide
groups. Atoms vibrate, and frames are laid over one at rest (Kabsch 1976).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.systems.peptide_geometry import (
    BASINS,
    CUTS,
    heavy_atoms,
    laid_over_reference,
)

DEPTHS = np.array([6.0, 6.0, 6.0])
NARROWNESS = 2.0
WALL_HEIGHT, WALL_NARROWNESS = 4.0, 8.0
VIBRATION = 0.05


@dataclass(frozen=True)
class ModelPeptide:
    """The potential on the torus, and how the angles move in it.

    Attributes:
        time_step: of the integration.
        steps_per_frame: of the integration; frames are 0.01 apart.
    """

    time_step: float = 0.001
    steps_per_frame: int = 10

    def potential(self, angles: NDArray) -> NDArray:
        """V at (phi, psi), shape (..., 2) in radians; in kT, shape (...)."""
        wall = np.exp(WALL_NARROWNESS * (np.cos(angles - CUTS) - 1))
        return WALL_HEIGHT * wall.sum(axis=-1) - self._basins(angles) @ DEPTHS

    def force(self, angles: NDArray) -> NDArray:
        """-grad V at (phi, psi), shape (..., 2)."""
        offset = angles - CUTS
        wall = np.exp(WALL_NARROWNESS * (np.cos(offset) - 1))
        push = WALL_HEIGHT * WALL_NARROWNESS * np.sin(offset) * wall
        away = np.sin(angles[..., None, :] - BASINS)
        weights = DEPTHS * self._basins(angles)
        return push - NARROWNESS * (weights[..., None] * away).sum(axis=-2)

    def start(self, n_walkers: int, rng: np.random.Generator) -> NDArray:
        """A basin for each walker, all alike likely, shape (n_walkers, 2)."""
        return BASINS[rng.integers(len(BASINS), size=n_walkers)]

    def _basins(self, angles: NDArray) -> NDArray:
        """Shapes of the basins, 1 at their bottoms; shape (..., 3)."""
        near = np.cos(angles[..., None, :] - BASINS).sum(axis=-1) - 2
        return np.exp(NARROWNESS * near)


def observe_atoms(angles: NDArray, rng: np.random.Generator) -> NDArray:
    """Coordinates of vibrating atoms laid over the first basin's; shape (..., 30), Å.

    Args:
        angles: phi and psi, shape (..., 2), radians.
        rng: of the vibrations.
    """
    atoms = heavy_atoms(angles.reshape(-1, 2))
    atoms += rng.normal(0, VIBRATION, atoms.shape)
    return laid_over_reference(atoms).reshape(*angles.shape[:-1], 30)

"""A model of alanine dipeptide: two angles that turn, ten heavy atoms that one sees.

The dihedral angles (phi, psi) move on the torus in a potential of three basins,

    V = -Σ_k e_k exp(κ (cos(phi - phi_k) + cos(psi - psi_k) - 2)) + walls,

at the places of the β, αR and αL regions. Two walls run around the torus, at phi = 130
and psi = -125 degrees, where the molecule has them too; cut there, the torus is a
plane. Everything else is rigid: standard lengths and angles of bonds, planar peptide
groups. Atoms vibrate, and frames are laid over a first one (Kabsch 1976).
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

BASINS = np.deg2rad([[-80.0, 150.0], [-80.0, -40.0], [55.0, 45.0]])
DEPTHS = np.array([6.0, 6.0, 6.0])
NARROWNESS = 2.0
WALLS = np.deg2rad([130.0, -125.0])
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
        wall = np.exp(WALL_NARROWNESS * (np.cos(angles - WALLS) - 1))
        return WALL_HEIGHT * wall.sum(axis=-1) - self._basins(angles) @ DEPTHS

    def force(self, angles: NDArray) -> NDArray:
        """-grad V at (phi, psi), shape (..., 2)."""
        offset = angles - WALLS
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


def unrolled(angles: NDArray) -> NDArray:
    """Angles (..., 2) on the torus cut open along its walls, radians."""
    return (angles - WALLS) % (2 * np.pi)


def rolled(opened: NDArray) -> NDArray:
    """The angles (..., 2) that were unrolled, from -pi to pi."""
    return (opened + WALLS + np.pi) % (2 * np.pi) - np.pi


def observe_atoms(angles: NDArray, rng: np.random.Generator) -> NDArray:
    """Coordinates of vibrating atoms laid over the first basin's; shape (..., 30), Å.

    Args:
        angles: phi and psi, shape (..., 2), radians.
        rng: of the vibrations.
    """
    atoms = heavy_atoms(angles.reshape(-1, 2))
    atoms += rng.normal(0, VIBRATION, atoms.shape)
    return superimposed(atoms, reference()).reshape(*angles.shape[:-1], 30)


@cache
def reference() -> NDArray:
    """The molecule at the bottom of its first basin, shape (10, 3)."""
    return heavy_atoms(BASINS[:1])[0]


def heavy_atoms(angles: NDArray) -> NDArray:
    """Atoms CH3 C O N CA CB C O N CH3, shape (n, 10, 3) in Å, of angles (n, 2)."""
    n = len(angles)
    phi, psi = angles.T
    flat = np.zeros(n)
    N = np.zeros((n, 3))
    CA = N + np.array([1.46, 0.0, 0.0])
    tetrahedral = np.deg2rad(111.0)
    inwards = 1.53 * np.array([-np.cos(tetrahedral), np.sin(tetrahedral), 0.0])
    C2 = CA + inwards
    CB = _placed(C2, N, CA, 1.53, 110.0, flat + np.deg2rad(122.0))
    C1 = _placed(C2, CA, N, 1.33, 122.0, phi)
    O1 = _placed(CA, N, C1, 1.23, 123.0, flat)
    ACE = _placed(CA, N, C1, 1.51, 116.0, flat + np.pi)
    N2 = _placed(N, CA, C2, 1.33, 116.0, psi)
    O2 = _placed(N, CA, C2, 1.23, 121.0, psi + np.pi)
    NME = _placed(CA, C2, N2, 1.46, 122.0, flat + np.pi)
    return np.stack([ACE, C1, O1, N, CA, CB, C2, O2, N2, NME], axis=1)


def _placed(
    a: NDArray, b: NDArray, c: NDArray, length: float, angle: float, dihedral: NDArray
) -> NDArray:
    """A fourth atom bound to c, by angle (degrees) with b and dihedral with a."""
    along = _unit(c - b)
    normal = _unit(np.cross(b - a, along))
    aside = np.cross(normal, along)
    bend = np.deg2rad(angle)
    turn = np.cos(dihedral)[:, None] * aside + np.sin(dihedral)[:, None] * normal
    return c + length * (-np.cos(bend) * along + np.sin(bend) * turn)


def _unit(vectors: NDArray) -> NDArray:
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def superimposed(atoms: NDArray, onto: NDArray) -> NDArray:
    """Molecules (n, n_atoms, 3) turned and shifted to lie on one (n_atoms, 3) best."""
    centred = atoms - atoms.mean(axis=1, keepdims=True)
    target = onto - onto.mean(axis=0)
    left, _, right = np.linalg.svd(centred.swapaxes(1, 2) @ target)
    # No mirror image may fit better than the molecule does.
    left[:, :, -1] *= np.linalg.det(left @ right)[:, None]
    return centred @ (left @ right)

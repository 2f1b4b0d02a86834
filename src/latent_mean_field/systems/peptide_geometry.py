"""The shape of alanine dipeptide: ten heavy atoms, by its dihedral angles phi and psi.

Angles live on a torus. The molecule is seldom at phi = 130 or psi = -125 degrees; cut
open there, the torus is a plane.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

# Bottoms of the β, αR and αL regions, and where the torus is cut: phi, then psi.
BASINS = np.deg2rad([[-80.0, 150.0], [-80.0, -40.0], [55.0, 45.0]])
CUTS = np.deg2rad([130.0, -125.0])
# The atoms of `heavy_atoms` between whose planes the angles are.
PHI, PSI = [1, 3, 4, 6], [3, 4, 6, 8]


def unrolled(angles: NDArray) -> NDArray:
    """Angles (..., 2) on the torus cut open along its cuts, radians."""
    return (angles - CUTS) % (2 * np.pi)


def rolled(opened: NDArray) -> NDArray:
    """The angles (..., 2) that were unrolled, from -pi to pi."""
    return (opened + CUTS + np.pi) % (2 * np.pi) - np.pi


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
    CB = _placed(C2, N, CA, 1.53, 110.0, flat - np.deg2rad(122.0))
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


def dihedrals(atoms: NDArray) -> NDArray:
    """Phi and psi of the ten atoms, shape (..., 10, 3); (..., 2), from -pi to pi."""
    return np.stack([_dihedral(atoms[..., four, :]) for four in (PHI, PSI)], axis=-1)


def _dihedral(four: NDArray) -> NDArray:
    """From the plane of the first three atoms to that of the last, of (..., 4, 3)."""
    first, along, last = np.moveaxis(np.diff(four, axis=-2), -2, 0)
    normals = np.cross(first, along), np.cross(along, last)
    sine = (first * normals[1]).sum(-1) * np.linalg.norm(along, axis=-1)
    return np.arctan2(sine, (normals[0] * normals[1]).sum(-1))


def laid_over_reference(atoms: NDArray) -> NDArray:
    """Coordinates of molecules (..., 10, 3) without their tumbling, (..., 30)."""
    laid = superimposed(atoms.reshape(-1, 10, 3), reference())
    return laid.reshape(*atoms.shape[:-2], 30)


def superimposed(atoms: NDArray, onto: NDArray) -> NDArray:
    """Molecules (n, n_atoms, 3) turned and shifted to lie on one (n_atoms, 3) best."""
    centred = atoms - atoms.mean(axis=1, keepdims=True)
    target = onto - onto.mean(axis=0)
    left, _, right = np.linalg.svd(centred.swapaxes(1, 2) @ target)
    # No mirror image may fit better than the molecule does.
    left[:, :, -1] *= np.linalg.det(left @ right)[:, None]
    return centred @ (left @ right)

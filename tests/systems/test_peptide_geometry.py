"""The shape of the dipeptide: angles, bonds, and what superposition may change."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation
from scipy.stats import special_ortho_group

from latent_mean_field.systems.peptide_geometry import (
    dihedrals,
    heavy_atoms,
    laid_over_reference,
    reference,
    rolled,
    superimposed,
    unrolled,
)

ANGLES = np.random.default_rng(0).uniform(-np.pi, np.pi, (40, 2))
BONDS = [(0, 1), (1, 2), (1, 3), (3, 4), (4, 5), (4, 6), (6, 7), (6, 8), (8, 9)]


def torsion(p: np.ndarray) -> float:
    """Dihedral of four points by the angle of two projections, for one molecule."""
    along = (p[2] - p[1]) / np.linalg.norm(p[2] - p[1])
    flat = [v - (v @ along) * along for v in (p[0] - p[1], p[3] - p[2])]
    cosine = flat[0] @ flat[1] / np.linalg.norm(flat[0]) / np.linalg.norm(flat[1])
    sign = np.sign(np.linalg.det([flat[0], flat[1], along]))
    return sign * np.arccos(np.clip(cosine, -1, 1))


@pytest.mark.parametrize(("atoms", "axis"), [((1, 3, 4, 6), 0), ((3, 4, 6, 8), 1)])
def test_the_atoms_have_the_angles_asked_for(atoms, axis):
    molecules = heavy_atoms(ANGLES)
    found = [torsion(molecule[list(atoms)]) for molecule in molecules]
    np.testing.assert_allclose(found, ANGLES[:, axis], atol=1e-6)


def test_the_angles_of_atoms_anywhere_are_told():
    atoms = np.random.default_rng(4).normal(size=(2, 30, 10, 3))
    found = dihedrals(atoms)
    assert found.shape == (2, 30, 2)
    for axis, four in enumerate(([1, 3, 4, 6], [3, 4, 6, 8])):
        wanted = [torsion(one[four]) for one in atoms.reshape(-1, 10, 3)]
        np.testing.assert_allclose(found[..., axis].ravel(), wanted, atol=1e-6)


def test_bonds_are_rigid_and_of_atomic_length():
    molecules = heavy_atoms(ANGLES)
    for a, b in BONDS:
        lengths = np.linalg.norm(molecules[:, a] - molecules[:, b], axis=1)
        assert np.ptp(lengths) < 1e-12
        assert 1.2 < lengths[0] < 1.6


def test_the_amino_acid_is_left_handed():
    """CO, R and N are clockwise for who looks from the hydrogen: the rule CORN."""
    N, CA, CB, C = heavy_atoms(ANGLES)[:, [3, 4, 5, 6]].swapaxes(0, 1)
    looking = (N - CA) + (CB - CA) + (C - CA)
    for first, second in ((C, CB), (CB, N), (N, C)):
        turn = np.cross(first - CA, second - CA)
        assert ((turn * looking).sum(axis=1) > 0).all()


def test_superposition_undoes_turns_and_shifts_but_no_mirror():
    molecules = heavy_atoms(ANGLES)
    turns = special_ortho_group(3, seed=1).rvs(len(ANGLES))
    moved = molecules @ turns.swapaxes(1, 2) + np.arange(3)
    onto = reference()
    back = superimposed(moved, onto)
    np.testing.assert_allclose(back, superimposed(molecules, onto), atol=1e-9)
    mirrored = superimposed(molecules * [1, 1, -1], onto)
    assert not np.allclose(mirrored, back, atol=0.1)


def test_superposition_is_that_of_another_library():
    rng = np.random.default_rng(5)
    atoms = heavy_atoms(ANGLES) + rng.normal(0, 0.1, (len(ANGLES), 10, 3))
    onto = reference() - reference().mean(axis=0)
    found = laid_over_reference(atoms.reshape(2, -1, 10, 3))
    assert found.shape == (2, len(ANGLES) // 2, 30)
    for one, laid in zip(atoms, found.reshape(-1, 10, 3), strict=True):
        centred = one - one.mean(axis=0)
        turn, _ = Rotation.align_vectors(onto, centred)
        np.testing.assert_allclose(laid, turn.apply(centred), atol=1e-6)


def test_no_turn_by_hand_lies_better():
    molecules, onto = heavy_atoms(ANGLES[:5]), reference() - reference().mean(axis=0)
    best = np.square(superimposed(molecules, onto) - onto).sum(axis=(1, 2))
    centred = molecules - molecules.mean(axis=1, keepdims=True)
    for turn in special_ortho_group(3, seed=2).rvs(200):
        assert (np.square(centred @ turn - onto).sum(axis=(1, 2)) >= best - 1e-9).all()


def test_the_torus_is_cut_open_and_closed_again():
    opened = unrolled(ANGLES)
    assert ((opened >= 0) & (opened < 2 * np.pi)).all()
    np.testing.assert_allclose(rolled(opened), ANGLES, atol=1e-9)

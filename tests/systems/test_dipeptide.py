"""The molecule that OpenMM moves: its atoms, its forces and its temperature."""

import sys

import numpy as np
import pytest

from latent_mean_field.systems.dipeptide import (
    Dipeptide,
    all_atoms,
    are_heavy,
    is_installed,
)
from latent_mean_field.systems.peptide_geometry import BASINS, heavy_atoms

ABSENT = "OpenMM is not installed: envs/requirements-openmm.txt"


@pytest.fixture
def openmm():
    return pytest.importorskip("openmm", reason=ABSENT)


def test_software_that_is_missing_is_noticed(monkeypatch):
    monkeypatch.setitem(sys.modules, "openmm", None)
    assert not is_installed()


def test_hydrogens_are_put_to_the_heavy_atoms(openmm):
    heavy = are_heavy()
    assert heavy.shape == (22,)
    for angles in BASINS:
        atoms = 10 * all_atoms(angles)
        np.testing.assert_allclose(
            atoms[heavy], heavy_atoms(angles[None])[0], atol=1e-9
        )
        gaps = np.linalg.norm(atoms[~heavy][:, None] - atoms[heavy], axis=-1)
        # Each is bound to one atom, at 1.0 Å to nitrogen or 1.1 Å to carbon.
        assert ((gaps < 1.2).sum(axis=1) == 1).all()
        assert (gaps.min(axis=1) > 0.9).all()


def test_the_same_molecule_is_made_again(openmm):
    np.testing.assert_array_equal(all_atoms(BASINS[0]), all_atoms(BASINS[0]))


def test_forces_are_those_of_a_molecule_in_water(openmm):
    context = Dipeptide().context(1)
    # A system dies with its context.
    system = context.getSystem()
    kinds = {type(force).__name__ for force in system.getForces()}
    assert "GBSAOBCForce" in kinds
    assert system.getNumConstraints() == (~are_heavy()).sum()

"""Walks of the molecule: warm, whole, on both sides of phi, and the same again."""

import numpy as np
import pytest

from latent_mean_field.sampling.molecular_dynamics import draw_molecules
from latent_mean_field.sampling.observed import draw_observed
from latent_mean_field.systems.dipeptide import Dipeptide, all_atoms
from latent_mean_field.systems.peptide_geometry import BASINS, dihedrals

openmm = pytest.importorskip(
    "openmm", reason="OpenMM is not installed: envs/requirements-openmm.txt"
)
RNG = np.random.default_rng


@pytest.fixture(scope="module")
def walks() -> np.ndarray:
    return draw_molecules(Dipeptide(), 6, 10, RNG(0), n_burn_in=2)


def test_walkers_are_as_warm_as_they_should_be():
    context = Dipeptide().context(seed=1)
    context.setPositions(all_atoms(BASINS[0]))
    context.setVelocitiesToTemperature(600.0, 2)
    energies = []
    for _ in range(250):
        context.getIntegrator().step(40)
        energies.append(context.getState(getEnergy=True).getKineticEnergy()._value)
    # 66 velocities, less 12 rigid bonds and the motion of all; R in kJ / mol / K.
    wanted = 51 / 2 * 0.0083145 * 600.0
    error = wanted * np.sqrt(2 / 51 / 200)
    assert np.mean(energies[50:]) == pytest.approx(wanted, abs=4 * error)


def test_molecules_stay_whole_and_their_peptide_bonds_straight(walks):
    assert walks.shape == (6, 10, 10, 3)
    bonds = [(0, 1), (1, 2), (1, 3), (3, 4), (4, 5), (4, 6), (6, 7), (6, 8), (8, 9)]
    for a, b in bonds:
        lengths = np.linalg.norm(walks[:, :, a] - walks[:, :, b], axis=-1)
        assert ((lengths > 1.0) & (lengths < 1.8)).all()
    # ACE to CA and CA to NME are farthest apart where the bond between is trans.
    for a, b in ((0, 4), (4, 9)):
        assert (np.linalg.norm(walks[:, :, a] - walks[:, :, b], axis=-1) > 3.3).all()


def test_walkers_set_out_on_both_sides_of_phi(walks):
    phi = dihedrals(walks)[:, 0, 0]
    assert (phi > 0).any()
    assert (phi < 0).any()


def test_the_same_seed_gives_the_same_walks_and_another_one_others(walks):
    again = draw_molecules(Dipeptide(), 1, 10, RNG(0), n_burn_in=2)
    np.testing.assert_array_equal(again[0], walks[0])
    other = draw_molecules(Dipeptide(), 1, 10, RNG(1), n_burn_in=2)
    assert not np.allclose(other[0], walks[0], atol=0.1)


def test_what_is_watched_is_the_atoms_and_the_truth_their_angles():
    seen = draw_observed("dipeptide", "parabola", 2, 3, RNG(0))
    assert seen.truth.shape == (2, 3, 2)
    assert seen.frames.shape == (2, 3, 30)
    angles = dihedrals(seen.frames.reshape(2, 3, 10, 3).astype(float))
    cut = np.deg2rad([130, -125])
    # Frames are 0.1 ps apart; superposition turns no dihedral.
    found = np.exp(1j * (seen.truth * np.sqrt(0.1) + cut))
    np.testing.assert_allclose(found, np.exp(1j * angles), atol=1e-4)

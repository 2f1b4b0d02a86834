"""Exact information against sums over all states."""

import numpy as np
import pytest
from numpy.typing import NDArray

from latent_mean_field.information.bipartition import cut_in_two
from latent_mean_field.information.exact import exact_information, mutual_information
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.field_integrals import FieldIntegrals
from latent_mean_field.systems.hopfield import Hopfield
from latent_mean_field.systems.ising_chain import IsingChain
from latent_mean_field.systems.ising_torus import CRITICAL_TEMPERATURE, IsingTorus
from oracles import (
    Enumeration,
    boltzmann,
    curie_weiss_energy,
    hopfield_energy,
    ising_energy,
    ring_bonds,
    torus_bonds,
)

SEED = 11
CUTS = ("contiguous", "random", "interleaved")
XI = np.array([[1, 1, 1, 1, -1, 1, -1, 1], [1, -1, 1, 1, 1, -1, -1, -1]]).T


def spins_of(law: Enumeration, n_samples: int) -> NDArray:
    """Independent draws of an enumerated law."""
    rng = np.random.default_rng(1)
    rows = rng.choice(len(law.states), n_samples, p=law.probabilities)
    return law.states[rows].astype(np.int8)


def found(system, spins, cuts):
    rng = np.random.default_rng(2)
    return exact_information(system, spins, rng, cuts=cuts, root_seed=SEED)


SYSTEMS = {
    "Curie-Weiss": (CurieWeiss(8, 1.1, 0.2), curie_weiss_energy(1.1, 0.2)),
    "Hopfield": (Hopfield(XI, 1.3), hopfield_energy(XI, 1.3)),
    "ring": (IsingChain(8, 0.6), ising_energy(ring_bonds(8), 0.6)),
}


@pytest.mark.parametrize(("system", "energy"), SYSTEMS.values(), ids=SYSTEMS)
def test_entropy_and_information_are_sums_over_states_for_every_cut(system, energy):
    law = boltzmann(energy, 8)
    numbers = found(system, spins_of(law, 200), CUTS)
    assert list(numbers) == list(CUTS)
    for cut in CUTS:
        known, left = numbers[cut], cut_in_two(cut, (8,), SEED)
        exact = law.mutual_information(left)
        assert exact > 0.1
        assert known["mutual_information"]["value"] == pytest.approx(exact, abs=1e-10)
        assert known["entropy"]["value"] == pytest.approx(law.entropy(), abs=1e-10)
        assert known["mutual_information"]["error"] == known["entropy"]["error"] == 0


def test_exchangeable_matter_does_not_care_how_it_is_cut_and_a_ring_does():
    spins = np.ones((10, 12), np.int8)
    exchangeable, ring = (
        [
            numbers["mutual_information"]["value"]
            for numbers in found(system, spins, CUTS).values()
        ]
        for system in (CurieWeiss(12, 1.0), IsingChain(12, 1.0))
    )
    assert exchangeable == pytest.approx(exchangeable[:1] * 3, abs=1e-12)
    contiguous, random, interleaved = ring
    assert contiguous < random < interleaved


def test_a_random_cut_is_that_of_the_root_seed():
    ring, spins = IsingChain(12, 1.0), np.ones((10, 12), np.int8)
    known = mutual_information(ring, spins, "random", SEED)
    assert known == (ring.mutual_information(cut_in_two("random", (12,), SEED)), 0.0)
    others = {mutual_information(ring, spins, "random", seed) for seed in range(5)}
    assert len(others) > 1


@pytest.fixture(scope="module")
def torus() -> Enumeration:
    energy = ising_energy(torus_bonds(4), 1 / CRITICAL_TEMPERATURE)
    return boltzmann(energy, 16)


def test_halves_and_checkerboard_of_a_torus_are_known_and_a_random_cut_is_not(torus):
    system, spins = IsingTorus(4, CRITICAL_TEMPERATURE), spins_of(torus, 4000)
    numbers = found(system, spins, ["contiguous", "checkerboard", "random"])
    assert "mutual_information" not in numbers["random"]
    assert all("latent_information" not in known for known in numbers.values())
    assert numbers["random"]["entropy"]["value"] == pytest.approx(torus.entropy())
    row, column = np.divmod(np.arange(16), 4)
    halves = numbers["contiguous"]["mutual_information"]
    assert halves["value"] == pytest.approx(torus.mutual_information(row < 2))
    assert halves["error"] == 0
    board = numbers["checkerboard"]["mutual_information"]
    exact = torus.mutual_information((row + column) % 2 == 0)
    assert 0 < board["error"] < 0.02
    assert abs(board["value"] - exact) < 4 * board["error"]
    assert exact > 1.4 * halves["value"]


def test_halves_of_a_large_torus_are_not_known_but_its_entropy_is():
    K, spins = 0.05, np.ones((10, 144), np.int8)
    known = found(IsingTorus(12, 1 / K), spins, ["contiguous"])["contiguous"]
    assert list(known) == ["entropy"]
    # Log Z / N = log 2 + 2 log cosh K + tanh(K)^4 + ..., to this order.
    expansion = 144 * (np.log(2) - K**2 - 2.5 * K**4)
    assert known["entropy"]["value"] == pytest.approx(expansion, abs=144 * 50 * K**6)


def test_integrals_over_the_field_state_an_error_that_holds_the_sum_over_states():
    law = boltzmann(hopfield_energy(XI, 1.3), 8)
    integrals = FieldIntegrals.of(Hopfield(XI, 1.3), np.random.default_rng(3), 16_384)
    exact = law.mutual_information(cut_in_two("interleaved", (8,), SEED))
    spins = spins_of(law, 2000)
    value, error = mutual_information(integrals, spins, "interleaved", SEED)
    assert 0 < error < 0.03
    assert abs(value - exact) < 4 * error


def test_the_latent_of_mean_field_matter_separates_its_halves():
    """I(m;s) >= I(A;B) for every cut, and is the same for all."""
    system = Hopfield(XI, 1.3)
    spins = spins_of(boltzmann(hopfield_energy(XI, 1.3), 8), 4000)
    numbers = found(system, spins, CUTS).values()
    latent, *others = (known["latent_information"] for known in numbers)
    assert all(other == latent for other in others)
    for known in numbers:
        assert latent["value"] > known["mutual_information"]["value"]


def test_answers_of_a_kind_that_nobody_knows_are_refused():
    with pytest.raises(TypeError, match="no exact information for str"):
        mutual_information("a torus", np.ones((2, 16)), "contiguous", SEED)

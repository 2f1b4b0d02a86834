"""The Ising torus against the 65536 states of 4 x 4 spins, and against Onsager."""

import itertools
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import quad

from latent_mean_field.systems.ising_torus import (
    CRITICAL_TEMPERATURE,
    IsingTorus,
    NoExactAnswerError,
)
from latent_mean_field.systems.monte_carlo import ForeignSamplesError
from oracles import enumerate_states, torus_bonds

SIDE = 4
N_SPINS = SIDE**2
TEMPERATURES = [0.5, 1.5, CRITICAL_TEMPERATURE, 2.5, 4.0, 50.0]
ROW, COLUMN = np.divmod(np.arange(N_SPINS), SIDE)
UPPER_HALF = ROW < SIDE // 2
EVEN_SITES = (ROW + COLUMN) % 2 == 0


@dataclass(frozen=True)
class Law:
    """The Boltzmann law of 4 x 4 spins, state by state."""

    states: NDArray
    energies: NDArray
    T: float

    @property
    def log_partition_function(self) -> float:
        lowest = self.energies.min()
        total = np.exp(-(self.energies - lowest) / self.T).sum()
        return float(np.log(total) - lowest / self.T)

    @property
    def probabilities(self) -> NDArray:
        return np.exp(-self.energies / self.T - self.log_partition_function)

    def part_entropy(self, part: NDArray) -> float:
        code = (self.states[:, part] > 0) @ (1 << np.arange(part.sum()))
        p = np.bincount(code, self.probabilities)
        return -float(p @ np.log(p))

    def mutual_information(self, left: NDArray) -> float:
        whole = self.part_entropy(np.full(N_SPINS, True))
        return self.part_entropy(left) + self.part_entropy(~left) - whole


@pytest.fixture(scope="module")
def lattice() -> tuple[NDArray, NDArray]:
    """All states and their energies."""
    states = enumerate_states(N_SPINS)
    bonds = torus_bonds(SIDE)
    assert len(bonds) == len({frozenset(bond) for bond in bonds}) == 2 * N_SPINS
    return states, -sum(states[:, i] * states[:, j] for i, j in bonds)


@pytest.fixture(params=TEMPERATURES)
def law(request, lattice) -> Law:
    return Law(*lattice, request.param)


def test_log_weight_is_minus_beta_times_the_energy(law):
    torus = IsingTorus(SIDE, law.T)
    spins = law.states.astype(np.int8)
    assert np.allclose(torus.log_weight(spins), -law.energies / law.T, rtol=1e-12)
    few = spins[:6]
    stacked = torus.log_weight(few.reshape(2, 3, N_SPINS))
    assert stacked == pytest.approx(torus.log_weight(few).reshape(2, 3))


def test_log_partition_function_is_the_sum_over_states(law):
    log_z = IsingTorus(SIDE, law.T).log_partition_function()
    assert log_z == pytest.approx(law.log_partition_function, rel=1e-13)


def test_energy_is_the_mean_over_states(law):
    expected = law.probabilities @ law.energies
    assert IsingTorus(SIDE, law.T).energy() == pytest.approx(expected, abs=1e-11)


def test_heat_capacity_is_the_variance_over_states(law):
    p = law.probabilities
    expected = p @ (law.energies - p @ law.energies) ** 2 / law.T**2
    capacity = IsingTorus(SIDE, law.T).heat_capacity()
    assert capacity == pytest.approx(expected, abs=1e-10)


def test_entropy_is_the_sum_over_states(law):
    expected = law.part_entropy(np.full(N_SPINS, True))
    assert IsingTorus(SIDE, law.T).entropy() == pytest.approx(expected, abs=1e-10)


def test_log_prob_is_that_of_every_state(law):
    log_prob = IsingTorus(SIDE, law.T).log_prob(law.states.astype(np.int8))
    assert np.allclose(log_prob, np.log(law.probabilities), rtol=0, atol=1e-11)


def test_halves_information_is_the_sum_over_states(law):
    expected = law.mutual_information(UPPER_HALF)
    information = IsingTorus(SIDE, law.T).halves_information()
    assert information == pytest.approx(expected, abs=1e-11)


@pytest.mark.parametrize(
    ("T", "printed"),
    [(1.5, 0.702), (CRITICAL_TEMPERATURE, 0.729), (3.0, 0.544), (4.0, 0.296)],
)
def test_halves_information_is_as_known_from_tables(T, printed):
    assert IsingTorus(SIDE, T).halves_information() == pytest.approx(printed, abs=5e-4)


def test_halves_information_at_two_fifths_is_as_known():
    information = IsingTorus(SIDE, 1 / 0.4).halves_information()
    assert information == pytest.approx(0.692145, abs=5e-7)


def half_of_six_by_six(K: float) -> float:
    """I of the halves of side 6 from the law of the 2^18 states of one of them."""
    rows = np.array(list(itertools.product((-1, 1), repeat=6)))
    ring = sum(rows[:, i] * rows[:, i - 1] for i in range(6))
    bond = np.exp(K * rows @ rows.T)
    step = bond @ np.diag(np.exp(K * ring))
    around = step @ step @ step @ bond
    z = np.trace(np.linalg.matrix_power(step, 6))
    first, middle, last = (
        index.ravel() for index in np.meshgrid(*3 * [np.arange(64)], indexing="ij")
    )
    inner = ring[first] + ring[middle] + ring[last]
    inner += (rows[first] * rows[middle] + rows[middle] * rows[last]).sum(1)
    p = np.exp(K * inner) * around[last, first] / z
    # Of the 72 equal bonds of the torus 3 * 6 + 2 * 6 are inside a half.
    energy = -(p @ inner) * 72 / 30
    return -2 * float(p @ np.log(p)) - float(np.log(z) + K * energy)


@pytest.mark.parametrize("K", [0.2, 0.44, 0.8])
def test_halves_of_a_larger_lattice_follow_from_the_states_of_one(K):
    information = IsingTorus(6, 1 / K).halves_information()
    assert information == pytest.approx(half_of_six_by_six(K), abs=1e-10)


def test_halves_of_a_frozen_lattice_know_one_sign():
    for T in (0.02, 0.2):
        information = IsingTorus(10, T).halves_information()
        assert information == pytest.approx(np.log(2), abs=1e-8)


def test_halves_cost_an_area_law_where_correlations_are_short():
    four, six, eight = (
        IsingTorus(side, 20.0).halves_information() for side in (4, 6, 8)
    )
    assert eight - six == pytest.approx(six - four, rel=0.01)


def onsager(K: float) -> float:
    """Log Z per site of the infinite lattice."""
    kappa = 2 * np.sinh(2 * K) / np.cosh(2 * K) ** 2

    def integrand(phi):
        root = np.sqrt(max(0.0, 1 - (kappa * np.sin(phi)) ** 2))
        return np.log((1 + root) / 2)

    area = quad(integrand, 0, np.pi / 2, epsabs=1e-13)[0]
    return float(np.log(2 * np.cosh(2 * K)) + area / np.pi)


@pytest.mark.parametrize(("T", "n_phases"), [(0.8, 2), (1.5, 2), (4.0, 1), (50.0, 1)])
def test_a_large_lattice_is_onsagers_in_each_of_its_phases(T, n_phases):
    expected = 4096 * onsager(1 / T) + np.log(n_phases)
    log_z = IsingTorus(64, T).log_partition_function()
    assert log_z == pytest.approx(expected, abs=1e-8)


def test_a_critical_lattice_exceeds_onsagers_by_a_universal_constant():
    # log( 2^{1/4} + 2^{-1/2} ), Ferdinand & Fisher 1969; the rest falls like 1 / L².
    torus = IsingTorus(64, CRITICAL_TEMPERATURE)
    excess = torus.log_partition_function() - 4096 * onsager(1 / torus.T)
    assert excess == pytest.approx(np.log(2**0.25 + 2**-0.5), abs=1e-3)


@pytest.mark.parametrize("T", [1.0, CRITICAL_TEMPERATURE, 3.5])
@pytest.mark.parametrize("side", [10, 32])
def test_energy_and_heat_capacity_are_slopes(side, T):
    step = 1e-4
    colder, here, hotter = (IsingTorus(side, T + shift) for shift in (-step, 0.0, step))
    slope = (hotter.energy() - colder.energy()) / (2 * step)
    assert here.heat_capacity() == pytest.approx(slope, rel=1e-5)
    # F = -T log Z, S = -dF/dT.
    free = [-t.T * t.log_partition_function() for t in (colder, hotter)]
    entropy = -(free[1] - free[0]) / (2 * step)
    assert here.entropy() == pytest.approx(entropy, rel=1e-5)


@pytest.fixture(params=[1.8, CRITICAL_TEMPERATURE, 4.0])
def solved(request, lattice) -> Law:
    return Law(*lattice, request.param)


def draw(law: Law, n_samples: int, seed: int) -> NDArray:
    rng = np.random.default_rng(seed)
    chosen = rng.choice(len(law.states), n_samples, p=law.probabilities)
    return law.states[chosen].astype(np.int8)


def test_checkerboard_information_is_exact_within_its_error(solved):
    torus = IsingTorus(SIDE, solved.T)
    exact = solved.mutual_information(EVEN_SITES)
    # 200 independent estimates: their mean and their spread tell value and error.
    samples = draw(solved, 200 * 100, 1).reshape(200, 100, N_SPINS)
    values, errors = zip(*map(torus.checkerboard_information, samples), strict=True)
    error = np.std(values, ddof=1)
    assert abs(np.mean(values) - exact) < 4 * error / np.sqrt(200)
    # The spread of 200 normal values is known to 5 %.
    assert np.mean(errors) == pytest.approx(error, rel=0.2)
    assert exact > 10 * np.mean(errors)


def test_checkerboard_information_gains_from_the_known_mean_energy(lattice):
    law = Law(*lattice, 2.5)
    torus, spins = IsingTorus(SIDE, 2.5), draw(law, 4000, 2)
    fields = np.zeros(spins.shape)
    for i, j in torus_bonds(SIDE):
        fields[:, i] += spins[:, j] / 2.5
        fields[:, j] += spins[:, i] / 2.5
    plain = (np.log(2 * np.cosh(fields)) - fields * np.tanh(fields)).sum(1)
    value, error = torus.checkerboard_information(spins)
    assert error < 0.5 * plain.std() / np.sqrt(4000)
    assert abs(value - law.mutual_information(EVEN_SITES)) < 4 * error


def test_samples_at_another_temperature_are_refused(lattice):
    spins = draw(Law(*lattice, 2.6), 4000, 3)
    with pytest.raises(ForeignSamplesError, match="beta H"):
        IsingTorus(SIDE, 2.4).checkerboard_information(spins)


def test_too_few_samples_are_refused(lattice):
    spins = draw(Law(*lattice, 2.4), 5, 4)
    with pytest.raises(ValueError, match="5 samples"):
        IsingTorus(SIDE, 2.4).checkerboard_information(spins)


def test_shape_is_that_of_a_square():
    torus = IsingTorus(6, 2.0)
    assert torus.shape == (6, 6)
    assert torus.n_spins == 36


@pytest.mark.parametrize("side", [-4, 0, 2, 5])
def test_sides_that_cannot_be_halved_are_refused(side):
    with pytest.raises(ValueError, match=f"even and at least 4, found {side}"):
        IsingTorus(side, 2.0)


@pytest.mark.parametrize("T", [0.0, -1.0, 0.009, np.nan, np.inf])
def test_temperatures_without_an_answer_are_refused(T):
    with pytest.raises(ValueError, match="T must be finite and at least"):
        IsingTorus(4, T)


def test_halves_that_are_too_large_are_refused():
    with pytest.raises(NoExactAnswerError, match="side 12 are exact up to side 10"):
        IsingTorus(12, 2.0).halves_information()

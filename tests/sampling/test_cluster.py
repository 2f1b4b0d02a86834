"""Swendsen-Wang samples against all states of 4 x 4 spins and exact energies."""

import numpy as np
import pytest
from numpy.typing import NDArray

from latent_mean_field.sampling import cluster
from latent_mean_field.sampling.cluster import (
    ClusterChains,
    later_neighbours,
    sample_clusters,
)
from latent_mean_field.sampling.diagnostics import NotEquilibratedError
from latent_mean_field.systems.ising_torus import CRITICAL_TEMPERATURE, IsingTorus
from oracles import enumerate_states, g_test, torus_bonds

SMALLEST_P = 1e-3
FAILED_P = 1e-6
SIDE = 4
N_SPINS = SIDE**2


@pytest.fixture(scope="module")
def lattice() -> tuple[NDArray, NDArray]:
    """All states and their energies."""
    states = enumerate_states(N_SPINS)
    return states, -sum(states[:, i] * states[:, j] for i, j in torus_bonds(SIDE))


def one_shot(T: float, *, n_sweeps: int = 20, seed: int = 1) -> NDArray:
    """Many short runs: the last states are independent samples."""
    chains = ClusterChains(IsingTorus(SIDE, T), 20_000, np.random.default_rng(seed))
    chains.run(n_sweeps, n_sweeps)
    return chains.spins


def p_values(spins: NDArray, lattice: tuple[NDArray, NDArray], T: float) -> NDArray:
    """Of the states of two neighbouring rows, of two columns, and of a checkerboard."""
    states, energies = lattice
    weights = np.exp(-(energies - energies.min()) / T)
    sites = np.arange(N_SPINS).reshape(SIDE, SIDE)
    parity = (sites // SIDE + sites) % 2
    parts = sites[:2].ravel(), sites[:, 1:3].ravel(), sites[parity == 0]
    codes = 1 << np.arange(8)
    return np.array(
        [
            g_test(
                np.bincount((spins[:, part] > 0) @ codes, minlength=256),
                np.bincount((states[:, part] > 0) @ codes, weights) / weights.sum(),
            )
            for part in parts
        ]
    )


@pytest.mark.parametrize("T", [1.8, CRITICAL_TEMPERATURE, 3.5])
def test_every_state_of_a_part_occurs_as_often_as_it_should(lattice, T):
    spins = one_shot(T)
    assert p_values(spins, lattice, T).min() > SMALLEST_P
    # Neighbouring temperatures must fail the same test.
    assert p_values(spins, lattice, 0.93 * T).max() < FAILED_P
    assert p_values(spins, lattice, 1.07 * T).max() < FAILED_P


def test_energy_and_magnetisation_together_occur_as_often_as_they_should(lattice):
    states, energies = lattice
    T = 2.5

    def code(energy, magnetisation):
        return (energy + 32) // 4 * 17 + (magnetisation + 16) // 2

    weights = np.exp(-(energies - energies.min()) / T)
    law = np.bincount(code(energies, states.sum(1)), weights) / weights.sum()
    spins = one_shot(T, seed=2)
    energy = np.rint(-T * IsingTorus(SIDE, T).log_weight(spins)).astype(int)
    counts = np.bincount(code(energy, spins.sum(1)), minlength=len(law))
    possible = law > 0
    assert counts[~possible].sum() == 0
    assert g_test(counts[possible], law[possible]) > SMALLEST_P


def deviations(spins: NDArray, torus: IsingTorus) -> NDArray:
    """Of energy and magnetisation from their exact means, in standard errors."""
    # Kept samples are worth at least nine tenths of their number.
    n = 0.9 * len(spins)
    energy = -torus.T * torus.log_weight(spins)
    error = np.sqrt(torus.heat_capacity() * torus.T**2 / n)
    magnetisation = spins.mean(1)
    return np.array(
        [
            (energy.mean() - torus.energy()) / error,
            magnetisation.mean() / (magnetisation.std() / np.sqrt(n)),
        ]
    )


@pytest.mark.parametrize("T", [2.0, CRITICAL_TEMPERATURE, 3.0])
def test_a_larger_lattice_has_its_exact_energy_and_no_preferred_sign(T):
    torus = IsingTorus(8, T)
    spins, report = sample_clusters(torus, 2000, np.random.default_rng(3))
    assert np.abs(deviations(spins, torus)).max() < 4
    assert max(e.r_hat for e in report.estimates.values()) < 1.05
    assert set(report.estimates) == {
        "energy",
        "magnetisation_size",
        "magnetisation_squared",
    }


def test_samples_at_the_wrong_temperature_fail():
    spins, _ = sample_clusters(IsingTorus(8, 2.4), 2000, np.random.default_rng(4))
    assert np.abs(deviations(spins, IsingTorus(8, 2.3))).max() > 4


def test_consecutive_samples_of_a_chain_are_independent():
    torus = IsingTorus(8, CRITICAL_TEMPERATURE)
    spins, report = sample_clusters(torus, 4000, np.random.default_rng(5), n_chains=40)
    chains = spins.reshape(100, 40, 64)
    magnetisation = chains.mean(2)
    for observable in (magnetisation, magnetisation**2, torus.log_weight(chains)):
        noise = (observable - observable.mean()) / observable.std()
        # exp(-4) of correlation is left; the standard error is 0.016.
        assert abs((noise[1:] * noise[:-1]).mean()) < 0.02 + 4 * 0.016
    slowest = max(e.autocorrelation_time for e in report.estimates.values())
    assert report.thinning >= 1.5 * slowest
    assert report.n_sweeps == 100 * report.thinning


def test_every_bond_of_every_lattice_is_listed_once():
    later = later_neighbours(SIDE, 3)
    bonds = [frozenset((i, j)) for i, pair in enumerate(later.tolist()) for j in pair]
    expected = {
        frozenset((i + N_SPINS * k, j + N_SPINS * k))
        for i, j in torus_bonds(SIDE)
        for k in range(3)
    }
    assert len(bonds) == len(expected)
    assert set(bonds) == expected


def test_chains_start_scattered_in_energy():
    chains = ClusterChains(IsingTorus(8, 2.0), 100, np.random.default_rng(6))
    energy, magnetisation = chains.measure()
    assert (energy[::2] == -2).all()
    assert (magnetisation[::2] == 1).all()
    assert np.abs(energy[1::2].mean()) < 0.1


def test_chains_that_never_move_are_refused():
    with pytest.raises(NotEquilibratedError, match="energy: split R-hat inf"):
        sample_clusters(
            IsingTorus(4, 0.1), 100, np.random.default_rng(7), max_sweeps=256
        )


def test_a_thinning_that_the_sampled_run_does_not_bear_out_is_refused(monkeypatch):
    monkeypatch.setattr(cluster, "TIMES_PER_SAMPLE", 1)
    torus = IsingTorus(8, CRITICAL_TEMPERATURE)
    with pytest.raises(NotEquilibratedError, match="thinning"):
        sample_clusters(torus, 2000, np.random.default_rng(8), n_chains=20)


def test_samples_are_int8_spins_that_repeat_with_their_seed():
    one, same, other = (
        sample_clusters(
            IsingTorus(4, 3.0), 250, np.random.default_rng(seed), n_chains=20
        ).spins
        for seed in (9, 9, 10)
    )
    assert one.shape == (250, N_SPINS)
    assert one.dtype == np.int8
    assert set(np.unique(one)) == {-1, 1}
    assert (one == same).all()
    assert (one != other).any()

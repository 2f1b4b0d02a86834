"""The Ising ring against sums over states, at any coupling and any cut."""

import itertools

import numpy as np
import pytest

from latent_mean_field.systems.ising_chain import IsingChain
from oracles import Enumeration, boltzmann, ising_energy, ring_bonds

# Both signs, none, weak, strong; odd rings of negative coupling are frustrated.
RINGS = [(8, 0.6), (8, -0.6), (7, -0.9), (7, 0.0), (6, 2.5), (5, -2.5), (3, 1.1)]
RINGS += [(2, 0.8), (2, -0.8)]


@pytest.fixture(params=RINGS, ids=str, scope="module")
def solved(request) -> tuple[IsingChain, Enumeration]:
    """A ring and its exact law."""
    n_spins, K = request.param
    return IsingChain(n_spins, K), boltzmann(
        ising_energy(ring_bonds(n_spins), K), n_spins
    )


def halves(n_spins):
    return np.arange(n_spins) < n_spins // 2


def test_log_weight_is_minus_beta_times_the_energy(solved):
    chain, exact = solved
    spins = exact.states.astype(np.int8)
    assert chain.log_weight(spins) == pytest.approx(exact.log_weights)
    stacked = chain.log_weight(np.stack([spins, -spins]))
    assert stacked == pytest.approx(np.stack([exact.log_weights] * 2))


def test_log_partition_function_is_the_sum_over_states(solved):
    chain, exact = solved
    log_z = chain.log_partition_function()
    assert log_z == pytest.approx(exact.log_partition_function, rel=1e-13)


def test_log_prob_is_that_of_every_state(solved):
    chain, exact = solved
    expected = np.log(exact.probabilities)
    assert chain.log_prob(exact.states.astype(np.int8)) == pytest.approx(expected)


def test_entropy_is_the_sum_over_states(solved):
    chain, exact = solved
    assert chain.entropy() == pytest.approx(exact.entropy(), rel=1e-12)


def test_mutual_information_is_the_sum_over_states_for_every_cut(solved):
    chain, exact = solved
    for sites in itertools.product([True, False], repeat=chain.n_spins):
        left = np.array(sites)
        expected = exact.mutual_information(left)
        assert chain.mutual_information(left) == pytest.approx(expected, abs=1e-12)


def test_an_open_chain_acts_on_its_ends_as_one_bond():
    distance = np.arange(1, 9)
    for K in (0.7, -0.7, 0.0, 1e-6):
        bond = np.tanh(IsingChain(20, K).effective_coupling(distance))
        assert bond == pytest.approx(np.tanh(K) ** distance, rel=1e-9)


def test_a_long_bond_of_a_cold_chain_is_weaker_by_the_places_of_its_kink():
    # tanh K = 1 - 2 e^{-2K} is 1 to double precision.
    bond = IsingChain(1000, 25.0).effective_coupling(np.array([100]))
    assert bond == pytest.approx(25 - 0.5 * np.log(100), rel=1e-14)


@pytest.mark.parametrize(("K", "printed"), [(0.5, 0.221888), (1.0, 0.655627)])
def test_halves_of_a_hundred_spins_are_as_known(K, printed):
    information = IsingChain(100, K).mutual_information(halves(100))
    assert information == pytest.approx(printed, abs=5e-7)


def test_each_cut_of_a_long_ring_costs_the_information_of_one_bond():
    p = (1 + np.tanh(0.8)) / 2
    bond = np.log(2) + p * np.log(p) + (1 - p) * np.log(1 - p)
    chain = IsingChain(1000, 0.8)
    assert chain.mutual_information(halves(1000)) == pytest.approx(2 * bond)
    quarters = np.arange(1000) // 250 % 2 == 0
    assert chain.mutual_information(quarters) == pytest.approx(4 * bond)


def test_an_interleaved_cut_costs_a_volume_law():
    odd, twice_as_odd = np.arange(200) % 2 == 0, np.arange(400) % 2 == 0
    one = IsingChain(200, 0.5).mutual_information(odd)
    two = IsingChain(400, 0.5).mutual_information(twice_as_odd)
    assert two == pytest.approx(2 * one, rel=1e-12)
    assert one > 10


@pytest.mark.parametrize("K", [20.0, 250.0])
def test_a_frozen_ring_knows_one_sign(K):
    chain = IsingChain(100, K)
    assert chain.log_partition_function() == pytest.approx(100 * K + np.log(2))
    for left in (halves(100), np.arange(100) % 2 == 0, np.arange(100) == 3):
        assert chain.mutual_information(left) == pytest.approx(np.log(2), rel=1e-12)


@pytest.mark.parametrize("K", [-20.0, -250.0])
def test_a_frozen_frustrated_ring_has_one_broken_bond_anywhere(K):
    n, a = 101, 50
    chain = IsingChain(n, K)
    assert chain.entropy() == pytest.approx(np.log(2 * n), rel=1e-12)

    def part(size):
        # The broken bond is one of size - 1 inside, or outside.
        outside = (n - size + 1) / n
        return np.log(2) + (1 - outside) * np.log(n) - outside * np.log(outside)

    expected = part(a) + part(n - a) - np.log(2 * n)
    assert chain.mutual_information(halves(n)) == pytest.approx(expected, rel=1e-12)


def test_shape_is_that_of_a_line():
    assert IsingChain(12, 0.3).shape == (12,)


@pytest.mark.parametrize("n_spins", [1, 0, -3])
def test_fewer_than_two_spins_are_refused(n_spins):
    with pytest.raises(ValueError, match=f"at least 2 spins, found {n_spins}"):
        IsingChain(n_spins, 1.0)


@pytest.mark.parametrize("K", [np.nan, np.inf, -np.inf, 301.0])
def test_couplings_without_an_answer_are_refused(K):
    with pytest.raises(ValueError, match=r"beta_J must be between ±300"):
        IsingChain(10, K)


@pytest.mark.parametrize("left", [np.ones(9, bool), np.ones(10, int)])
def test_what_is_no_mask_of_the_sites_is_refused(left):
    with pytest.raises(ValueError, match="mask of 10 sites"):
        IsingChain(10, 1.0).mutual_information(left)

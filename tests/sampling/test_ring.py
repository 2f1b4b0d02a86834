"""Exact samples of the Ising ring against the law of every state."""

import numpy as np
import pytest
from numpy.typing import NDArray

from latent_mean_field.sampling.ring import sample_ring
from latent_mean_field.systems.ising_chain import IsingChain
from oracles import (
    Enumeration,
    boltzmann,
    g_test,
    ising_energy,
    ring_bonds,
    state_counts,
)

N_SAMPLES = 50_000
SMALLEST_P = 1e-3
FAILED_P = 1e-6
# Both signs of the coupling; odd rings of negative coupling are frustrated.
RINGS = [(8, 0.6), (8, -0.6), (7, -0.9), (3, -1.5), (6, 0.0), (2, 0.4)]


def drawn(n_spins: int, K: float, seed: int = 1) -> NDArray:
    return sample_ring(IsingChain(n_spins, K), N_SAMPLES, np.random.default_rng(seed))


def exact_law(n_spins: int, K: float) -> Enumeration:
    return boltzmann(ising_energy(ring_bonds(n_spins), K), n_spins)


def p_value(spins: NDArray, exact: Enumeration) -> float:
    """Of the counts of every state."""
    return g_test(state_counts(spins, exact.states), exact.probabilities)


@pytest.mark.parametrize(("n_spins", "K"), RINGS)
def test_every_state_occurs_as_often_as_it_should(n_spins, K):
    assert p_value(drawn(n_spins, K), exact_law(n_spins, K)) > SMALLEST_P


@pytest.mark.parametrize(("n_spins", "K"), RINGS[:3])
def test_samples_at_a_neighbouring_coupling_fail(n_spins, K):
    assert p_value(drawn(n_spins, 1.05 * K), exact_law(n_spins, K)) < FAILED_P


def test_samples_of_an_open_chain_fail():
    # Right but for the bond that closes the ring.
    rng, n_spins, K = np.random.default_rng(2), 8, 0.6
    bonds = np.where(rng.random((N_SAMPLES, n_spins)) < 1 / (1 + np.exp(-2 * K)), 1, -1)
    bonds[:, 0] = rng.choice([-1, 1], N_SAMPLES)
    assert p_value(bonds.cumprod(1), exact_law(n_spins, K)) < FAILED_P


def test_correlations_of_a_long_ring_decay_as_they_should():
    n_spins, K = 60, 0.9
    spins = drawn(n_spins, K).astype(float)
    t, distance = np.tanh(K), np.arange(1, n_spins)
    exact = (t**distance + t ** (n_spins - distance)) / (1 + t**n_spins)
    # Products of two spins ±1: variance 1 - <s s'>².
    for first in (0, 1, 33):
        products = spins[:, [first]] * np.roll(spins, -first, 1)[:, 1:]
        z = (products.mean(0) - exact) / np.sqrt((1 - exact**2) / N_SAMPLES)
        assert np.abs(z).max() < 4.5


def test_a_frozen_frustrated_ring_breaks_one_bond_anywhere():
    spins = drawn(5, -200.0)
    broken = spins == np.roll(spins, -1, axis=1)
    assert (broken.sum(1) == 1).all()
    assert g_test(broken.sum(0), np.full(5, 0.2)) > SMALLEST_P


def test_samples_are_independent_of_each_other():
    spins = drawn(40, 0.9)
    # Autocorrelation of white noise has standard error n^-1/2.
    for observable in (spins[:, 0], spins.sum(1), spins[:, 3] * spins[:, 4]):
        noise = (observable - observable.mean()) / observable.std()
        assert abs((noise[1:] * noise[:-1]).mean()) < 4 / np.sqrt(N_SAMPLES)


def test_samples_are_int8_spins_that_repeat_with_their_seed():
    one, same, other = (drawn(10, 0.5, seed) for seed in (3, 3, 4))
    assert one.shape == (N_SAMPLES, 10)
    assert one.dtype == np.int8
    assert set(np.unique(one)) == {-1, 1}
    assert (one == same).all()
    assert (one != other).any()

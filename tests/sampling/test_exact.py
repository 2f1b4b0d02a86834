"""Exact samples against the law of every state."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from latent_mean_field.sampling.exact import sample_classes
from latent_mean_field.systems.class_sums import ClassSums
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.hopfield import Hopfield
from oracles import (
    Energy,
    Enumeration,
    bilinear_energy,
    boltzmann,
    curie_weiss_energy,
    g_test,
    hopfield_energy,
    state_counts,
)

N_SPINS = 8
N_SAMPLES = 50_000
# A sampler that is right fails one test in a thousand seeds, and the seeds are fixed.
SMALLEST_P = 1e-3
# What a sampler that is wrong must not reach.
FAILED_P = 1e-6

XI = np.array(
    [
        [1, 1, 1],
        [-1, -1, 1],
        [1, -1, 1],
        [-1, 1, -1],
        [-1, 1, 1],
        [1, 1, -1],
        [1, 1, 1],
        [-1, -1, -1],
    ]
)
# Three classes; a gauge that matters, since the field tells up from down.
LABELS = np.array([0, 1, 0, 0, 1, 2, 1, 0])
GAUGE = np.array([1, -1, -1, 1, 1, 1, 1, -1])
ROWS = np.array([[1.1, 0.2], [0.9, -0.8], [0.0, 1.3]])
FIELD = np.array([0.2, 0.0, -0.4])


def sums_with_a_gauge() -> tuple[ClassSums, Energy]:
    sums = ClassSums(LABELS, GAUGE, ROWS, FIELD)
    patterns = GAUGE[:, None] * ROWS[LABELS]
    return sums, bilinear_energy(patterns, GAUGE * FIELD[LABELS])


TARGETS = {
    "no field": (ClassSums.of(CurieWeiss(8, 1.5)), curie_weiss_energy(1.5)),
    "field": (ClassSums.of(CurieWeiss(8, 1.2, -0.15)), curie_weiss_energy(1.2, -0.15)),
    "p=2": (ClassSums.of(Hopfield(XI[:, :2], 1.5)), hopfield_energy(XI[:, :2], 1.5)),
    "p=3": (ClassSums.of(Hopfield(XI, 1.3)), hopfield_energy(XI, 1.3)),
    "gauge": sums_with_a_gauge(),
}


@pytest.fixture(params=TARGETS, scope="module")
def drawn(request) -> tuple[NDArray, Enumeration]:
    """Samples, and the exact law that they should follow."""
    sums, energy = TARGETS[request.param]
    rng = np.random.default_rng(20)
    return sample_classes(sums, N_SAMPLES, rng), boltzmann(energy, N_SPINS)


def p_value(spins: NDArray, exact: Enumeration) -> float:
    """Of the counts of every state."""
    return g_test(state_counts(spins, exact.states), exact.probabilities)


def deviations(features: NDArray, exact_features: NDArray, law: NDArray) -> NDArray:
    """Of sample means from exact means, in exact standard errors."""
    mean = law @ exact_features
    variance = law @ (exact_features - mean) ** 2
    return (features.mean(0) - mean) / np.sqrt(variance / len(features))


def pair_products(spins: NDArray) -> NDArray:
    """Product s_i s_j of every pair, shape (n_samples, n_pairs)."""
    first, second = np.triu_indices(spins.shape[1], 1)
    return spins[:, first].astype(float) * spins[:, second]


def test_every_state_occurs_as_often_as_it_should(drawn):
    spins, exact = drawn
    # The target is peaked: it is far from the uniform law that any test would pass.
    assert exact.probabilities.max() > 10 / len(exact.states)
    assert p_value(spins, exact) > SMALLEST_P


def test_means_are_exact_within_their_errors(drawn):
    spins, exact = drawn
    z = deviations(spins, exact.states, exact.probabilities)
    assert np.abs(z).max() < 4


def test_pair_correlations_are_exact_within_their_errors(drawn):
    spins, exact = drawn
    products, exact_products = pair_products(spins), pair_products(exact.states)
    z = deviations(products, exact_products, exact.probabilities)
    assert np.abs(z).max() < 4.5


# Negative controls: samples of a neighbouring law must fail the very same tests.


@pytest.mark.parametrize("factor", [2.0, 1.05])
@pytest.mark.parametrize("n_patterns", [1, 2, 3])
def test_samples_at_a_stronger_coupling_fail(n_patterns, factor):
    xi = XI[:, :n_patterns]
    exact = boltzmann(hopfield_energy(xi, 1.3), N_SPINS)
    wrong = ClassSums.of(Hopfield(xi, 1.3 * factor))
    spins = sample_classes(wrong, N_SAMPLES, np.random.default_rng(21))
    products, exact_products = pair_products(spins), pair_products(exact.states)
    z = deviations(products, exact_products, exact.probabilities)
    assert p_value(spins, exact) < FAILED_P
    assert np.abs(z).max() > 4.5


def test_samples_in_the_opposite_field_fail():
    exact = boltzmann(curie_weiss_energy(1.2, -0.15), N_SPINS)
    wrong = ClassSums.of(CurieWeiss(N_SPINS, 1.2, 0.15))
    spins = sample_classes(wrong, N_SAMPLES, np.random.default_rng(22))
    assert p_value(spins, exact) < FAILED_P
    assert np.abs(deviations(spins, exact.states, exact.probabilities)).min() > 4


def test_samples_that_forget_which_spins_are_up_fail():
    # Up spins moved to the first sites: every magnetisation stays right.
    exact = boltzmann(curie_weiss_energy(1.5), N_SPINS)
    right = sample_classes(TARGETS["no field"][0], N_SAMPLES, np.random.default_rng(23))
    assert p_value(-np.sort(-right, axis=1), exact) < FAILED_P


def test_magnetisation_of_a_hundred_critical_spins_follows_exact_binomials():
    weights = np.array(
        [math.comb(100, up) * math.exp((2 * up - 100) ** 2 / 200) for up in range(101)]
    )
    sums = ClassSums.of(CurieWeiss(100, 1.0))
    spins = sample_classes(sums, N_SAMPLES, np.random.default_rng(24))
    observed = np.bincount((spins > 0).sum(1), minlength=101)
    assert g_test(observed, weights / weights.sum()) > SMALLEST_P


def test_samples_are_independent_of_each_other():
    spins = sample_classes(TARGETS["p=2"][0], N_SAMPLES, np.random.default_rng(25))
    overlaps = spins @ XI[:, :2]
    # Autocorrelation of white noise has standard error n^-1/2.
    for observable in (overlaps[:, 0], overlaps[:, 1] ** 2, spins[:, 0]):
        noise = (observable - observable.mean()) / observable.std()
        assert abs((noise[1:] * noise[:-1]).mean()) < 4 / np.sqrt(N_SAMPLES)


def test_samples_are_int8_spins():
    spins = sample_classes(TARGETS["gauge"][0], 30, np.random.default_rng(26))
    assert spins.shape == (30, N_SPINS)
    assert spins.dtype == np.int8
    assert set(np.unique(spins)) == {-1, 1}


def test_samples_repeat_with_their_seed():
    sums = ClassSums.of(CurieWeiss(50, 0.9))
    one, same, other = (
        sample_classes(sums, 200, np.random.default_rng(seed)) for seed in (27, 27, 28)
    )
    assert (one == same).all()
    # Another seed draws other magnetisations, and other spins where those agree.
    equal = one.sum(1) == other.sum(1)
    assert 0 < equal.sum() < 100
    assert (one[equal] != other[equal]).any(axis=1).all()

"""Integrals over the latent field against sums over states and over classes."""

import math

import numpy as np
import pytest

from latent_mean_field.sampling.exact import sample_classes
from latent_mean_field.sampling.tempering import sample_tempered
from latent_mean_field.systems.class_sums import ClassSums
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.field_integrals import FieldIntegrals, TooFewNodesError
from latent_mean_field.systems.hopfield import Hopfield, random_patterns
from latent_mean_field.systems.monte_carlo import ForeignSamplesError
from matter import Matter
from oracles import bilinear_energy, boltzmann

N_NODES = 32_768
# A right estimate of each kind fails once in 16,000; seeds are fixed.
MAX_Z = 4.0

XI_SMALL = random_patterns(12, 2, np.random.default_rng(1))
ROWS = 1.3 * XI_SMALL + np.random.default_rng(2).normal(0, 0.2, (12, 2))
FIELDS = np.random.default_rng(3).normal(0, 0.2, 12)
LEFT = np.arange(12) < 5


def deviation(estimate, exact) -> np.ndarray:
    """In standard errors."""
    return np.abs(estimate.value - exact) / estimate.error


@pytest.fixture(scope="module")
def exact():
    return boltzmann(bilinear_energy(ROWS, FIELDS), 12)


@pytest.fixture(scope="module")
def small():
    system = Matter(ROWS, FIELDS)
    return FieldIntegrals.of(system, np.random.default_rng(4), N_NODES)


def draw(exact, n_samples, seed):
    rows = np.random.default_rng(seed).choice(
        len(exact.states), n_samples, p=exact.probabilities
    )
    return exact.states[rows].astype(np.int8)


def test_partition_function_and_entropy_equal_sums_over_states(small, exact):
    log_z, entropy = small.log_partition_function(), small.entropy()
    assert deviation(log_z, exact.log_partition_function) < MAX_Z
    assert deviation(entropy, exact.entropy()) < MAX_Z
    assert log_z.error < 0.003
    assert entropy.error < 0.02


def test_log_prob_of_every_state_is_exact_but_for_log_z(small, exact):
    log_prob = small.log_prob(exact.states)
    assert log_prob == pytest.approx(np.log(exact.probabilities), abs=0.01)


def test_mean_energy_and_squared_overlaps_equal_sums_over_states(small, exact):
    law = exact.probabilities
    assert deviation(small.mean_log_weight(), law @ exact.log_weights) < MAX_Z
    squared = law @ (exact.states @ ROWS / 12) ** 2
    assert (deviation(small.squared_overlaps(), squared) < MAX_Z).all()


@pytest.mark.parametrize("part", [LEFT, ~LEFT, np.arange(12) == 3])
def test_marginals_equal_sums_over_the_other_part(small, exact, part):
    law = exact.marginal(part)
    kept = exact.states[:, part].tolist()
    expected = [math.log(law[tuple(state)]) for state in kept]
    marginal = small.log_marginal(exact.states, part)
    # Effective nodes tell the error of each.
    z = (marginal.log_prob - expected) * np.sqrt(marginal.effective_nodes)
    assert np.abs(z).max() < 4
    assert marginal.log_prob == pytest.approx(expected, abs=0.06)


def test_information_between_parts_in_a_field_equals_the_sum_over_states(small, exact):
    information = small.mutual_information(draw(exact, 4000, seed=5), LEFT)
    assert deviation(information, exact.mutual_information(LEFT)) < MAX_Z
    assert information.error < 0.01


def test_one_pattern_is_enough_for_a_field_integral():
    sums = ClassSums.of(CurieWeiss(50, 1.3))
    integrals = FieldIntegrals.of(
        CurieWeiss(50, 1.3), np.random.default_rng(6), N_NODES
    )
    log_z = integrals.log_partition_function()
    assert deviation(log_z, sums.log_partition_function()) < MAX_Z
    left = np.arange(50) < 25
    spins = sample_classes(sums, 4000, np.random.default_rng(7))
    information = integrals.mutual_information(spins, left)
    assert deviation(information, sums.mutual_information(left)) < MAX_Z


XI = random_patterns(100, 3, np.random.default_rng(0))
HALF = np.arange(100) < 50
# I(A;B) of the halves by `ClassSums`, ten seconds each: see the slow test below.
HALVES = {1.2: 1.3696647274042206, 1.5: 1.5630547219578794}


@pytest.mark.parametrize("beta", HALVES)
def test_three_patterns_agree_with_sums_over_classes(beta):
    system = Hopfield(XI, beta)
    sums = ClassSums.of(system)
    integrals = FieldIntegrals.of(system, np.random.default_rng(8), N_NODES)
    log_z = integrals.log_partition_function()
    assert deviation(log_z, sums.log_partition_function()) < MAX_Z
    assert deviation(integrals.entropy(), sums.entropy()) < MAX_Z
    overlaps = (2 * sums.counts - sums.sizes) @ sums.rows / 100
    squared = sums.law() @ overlaps**2
    assert (deviation(integrals.squared_overlaps(), squared) < MAX_Z).all()
    spins = sample_classes(sums, 4000, np.random.default_rng(9))
    information = integrals.mutual_information(spins, HALF)
    assert deviation(information, HALVES[beta]) < MAX_Z
    assert information.error < 0.01
    # Ignoring correlations between valleys would miss by this much.
    assert deviation(information, HALVES[beta] - math.log(2)) > 50


@pytest.mark.slow
@pytest.mark.parametrize("beta", HALVES)
def test_information_of_the_halves_is_what_sums_over_classes_say(beta):
    information = ClassSums.of(Hopfield(XI, beta)).mutual_information(HALF)
    assert information == pytest.approx(HALVES[beta], abs=1e-9)


def test_five_patterns_agree_with_tempered_samples():
    system = Hopfield(random_patterns(80, 5, np.random.default_rng(10)), 1.3)
    integrals = FieldIntegrals.of(system, np.random.default_rng(11), N_NODES)
    spins, _ = sample_tempered(system, 3000, np.random.default_rng(12))
    drawn = (spins @ system.patterns / 80) ** 2
    expected, error = integrals.squared_overlaps()
    error = np.hypot(error, drawn.std(0) / np.sqrt(0.9 * len(drawn)))
    assert (np.abs(drawn.mean(0) - expected) < MAX_Z * error).all()
    assert (error < 0.06 * expected).all()


def test_information_is_symmetric(small, exact):
    spins = draw(exact, 1000, seed=13)
    forward = small.mutual_information(spins, LEFT)
    backward = small.mutual_information(spins, ~LEFT)
    assert forward.value == pytest.approx(backward.value, abs=1e-5)


def test_nothing_is_shared_with_an_empty_part(small, exact):
    spins = draw(exact, 1000, seed=14)
    nothing = small.mutual_information(spins, np.zeros(12, dtype=bool))
    assert nothing.value == pytest.approx(0, abs=0.005)


def test_uncoupled_spins_have_the_entropy_of_their_field_and_share_nothing():
    system = Matter(np.zeros((20, 2)), np.full(20, 0.7))
    integrals = FieldIntegrals.of(system, np.random.default_rng(14), N_NODES)
    up = 1 / (1 + math.exp(-1.4))
    entropy = -20 * (up * math.log(up) + (1 - up) * math.log(1 - up))
    log_z = integrals.log_partition_function()
    assert deviation(log_z, 20 * math.log(2 * math.cosh(0.7))) < MAX_Z
    assert integrals.entropy().value == pytest.approx(entropy, abs=0.01)
    chance = np.random.default_rng(15).random((1000, 20))
    spins = np.where(chance < up, 1, -1).astype(np.int8)
    information = integrals.mutual_information(spins, np.arange(20) < 10)
    assert abs(information.value) < MAX_Z * information.error + 1e-6


def test_samples_of_another_temperature_are_refused():
    spins = sample_classes(
        ClassSums.of(Hopfield(XI, 1.1)), 2000, np.random.default_rng(16)
    )
    integrals = FieldIntegrals.of(Hopfield(XI, 1.2), np.random.default_rng(17), N_NODES)
    with pytest.raises(ForeignSamplesError):
        integrals.mutual_information(spins, HALF)


def test_too_few_nodes_for_the_marginals_are_refused_with_the_estimate(small, exact):
    few = FieldIntegrals(small.system, small.nodes[:, :2], small.log_weights[:, :2])
    with pytest.raises(TooFewNodesError, match="bias of 0") as refusal:
        few.mutual_information(draw(exact, 1000, seed=18), LEFT)
    assert refusal.value.estimate.node_bias > 0.03


def test_too_few_nodes_for_the_partition_function_are_refused_with_the_estimate():
    system = Hopfield(XI_SMALL, 1.0)
    with pytest.raises(TooFewNodesError, match="512 nodes are worth") as refusal:
        FieldIntegrals.of(system, np.random.default_rng(21), 512)
    assert 0 < refusal.value.estimate.error < 1


def test_the_same_seed_gives_the_same_nodes():
    one, same, other = (
        FieldIntegrals.of(Hopfield(XI_SMALL, 1.0), np.random.default_rng(seed), 8192)
        for seed in (22, 22, 23)
    )
    assert (one.nodes == same.nodes).all()
    assert (one.nodes != other.nodes).any()

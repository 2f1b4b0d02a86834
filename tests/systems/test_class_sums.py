"""Sums over class magnetisations against sums over states."""

import itertools

import numpy as np
import pytest

from latent_mean_field.systems import class_sums
from latent_mean_field.systems.class_sums import (
    ClassSums,
    TooManyClassesError,
    log_binomial,
)
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.hopfield import Hopfield, random_patterns
from matter import Matter
from oracles import Enumeration, bilinear_energy, boltzmann

# Every way in which sites can and cannot share a class. Sites 0, 1 and 2 do, once site
# 1 is turned over, field included; site 3 has their patterns but the opposite field.
# Sites 4 and 5 do, turned over at the second pattern. Site 6 feels the field only, site
# 7 nothing.
ROWS = np.array(
    [[1, 0.5], [-1, -0.5], [1, 0.5], [1, 0.5], [0, -0.8], [0, 0.8], [0, 0], [0, 0]]
)
FIELDS = np.array([0.3, -0.3, 0.3, -0.3, 0.2, -0.2, -0.7, 0.0])
MATTER = Matter(ROWS * 1.2, FIELDS)
N_CLASSES = 5


@pytest.fixture(scope="module")
def exact() -> Enumeration:
    return boltzmann(bilinear_energy(MATTER.rows, MATTER.fields), len(FIELDS))


@pytest.fixture(scope="module")
def sums() -> ClassSums:
    return ClassSums.of(MATTER)


def test_sites_that_differ_by_a_gauge_share_a_class(sums):
    same = sums.labels[:, None] == sums.labels
    expected = np.eye(len(FIELDS), dtype=bool)
    expected[:3, :3] = expected[4:6, 4:6] = True
    assert (same == expected).all()
    assert len(sums.rows) == len(sums.field) == N_CLASSES


def test_gauge_maps_every_site_onto_its_class(sums):
    assert sums.gauge[:, None] * sums.rows[sums.labels] == pytest.approx(MATTER.rows)
    assert sums.gauge * sums.field[sums.labels] == pytest.approx(MATTER.fields)


def test_sizes_count_the_sites_of_each_class(sums):
    assert sums.sizes.tolist() == [sums.labels.tolist().count(c) for c in range(5)]


def test_counts_list_every_vector_of_up_spins_once(sums):
    expected = itertools.product(*[range(n + 1) for n in sums.sizes])
    assert sorted(map(tuple, sums.counts.tolist())) == sorted(expected)


def test_class_counts_are_the_up_spins_of_each_class_after_the_gauge(sums, exact):
    turned = exact.states * sums.gauge
    for label in range(N_CLASSES):
        expected = (turned[:, sums.labels == label] == 1).sum(1)
        assert (sums.class_counts(exact.states)[:, label] == expected).all()


def test_law_adds_up_the_states_of_each_row(sums, exact):
    expected = dict.fromkeys(map(tuple, sums.counts.tolist()), 0.0)
    rows = sums.class_counts(exact.states).tolist()
    for row, probability in zip(rows, exact.probabilities, strict=True):
        expected[tuple(row)] += probability
    assert sums.law() == pytest.approx(list(expected.values()), rel=1e-12)


def test_log_boltzmann_is_minus_beta_times_the_energy(sums, exact):
    counts = sums.class_counts(exact.states)
    assert sums.log_boltzmann(counts) == pytest.approx(exact.log_weights)


def test_log_partition_function_is_the_sum_over_states(sums, exact):
    log_z = sums.log_partition_function()
    assert log_z == pytest.approx(exact.log_partition_function, rel=1e-12)


def test_log_prob_is_that_of_every_state(sums, exact):
    expected = np.log(exact.probabilities)
    assert sums.log_prob(exact.states.astype(np.int8)) == pytest.approx(expected)


def test_entropy_is_the_sum_over_states(sums, exact):
    assert sums.entropy() == pytest.approx(exact.entropy(), rel=1e-12)


def test_mutual_information_is_the_sum_over_states_for_every_bipartition(sums, exact):
    for sites in itertools.product([True, False], repeat=len(FIELDS)):
        left = np.array(sites)
        expected = exact.mutual_information(left)
        assert sums.mutual_information(left) == pytest.approx(expected, abs=1e-12)


def test_nothing_is_known_of_sites_left_out_of_the_energy(sums):
    alone = np.arange(len(FIELDS)) >= 6
    assert sums.mutual_information(alone) == pytest.approx(0, abs=1e-12)


def test_log_binomial_counts_subsets():
    n, k = np.array([0, 1, 6, 6, 10]), np.array([0, 1, 0, 4, 5])
    assert np.exp(log_binomial(n, k)) == pytest.approx([1, 1, 1, 15, 252])


def test_many_different_sites_are_refused():
    xi = random_patterns(200, 4, np.random.default_rng(3))
    with pytest.raises(TooManyClassesError, match="8 classes of sites"):
        ClassSums.of(Hopfield(xi, 1.0))


def test_sites_that_all_differ_are_refused_without_building_the_table():
    # 2^64 rows overflow 64-bit integers.
    rows = np.random.default_rng(4).normal(size=(64, 1))
    with pytest.raises(TooManyClassesError, match="64 classes of sites"):
        ClassSums.of(Matter(rows, np.zeros(64)))


def test_table_may_have_just_the_largest_number_of_rows(monkeypatch):
    monkeypatch.setattr(class_sums, "MAX_ROWS", 11)
    ClassSums.of(CurieWeiss(10, 1.0))
    with pytest.raises(TooManyClassesError, match="1 classes of sites need 12 rows"):
        ClassSums.of(CurieWeiss(11, 1.0))


def test_many_equal_sites_are_welcome():
    assert len(ClassSums.of(CurieWeiss(100_000, 1.0)).counts) == 100_001

"""Hopfield against sums over states, published values and Curie-Weiss."""

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from latent_mean_field.systems.class_sums import ClassSums
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.hopfield import Hopfield, random_patterns
from oracles import Enumeration, boltzmann, hopfield_energy

# (n_spins, n_patterns, beta)
CASES = [(8, 1, 1.3), (9, 2, 0.7), (10, 2, 1.5), (10, 3, 1.0), (9, 3, 2.0)]


def fair_signs(shape: tuple[int, int], seed: int) -> NDArray:
    """Patterns that do not come from the package."""
    return 2 * np.random.default_rng(seed).integers(0, 2, shape) - 1


def two_orthogonal_patterns(n_spins: int) -> NDArray:
    """Two classes of equal size, every second site."""
    return np.array([[1, 1], [1, -1]] * (n_spins // 2))


@pytest.fixture(params=CASES, ids=str, scope="module")
def case(request) -> tuple[ClassSums, Enumeration]:
    n_spins, n_patterns, beta = request.param
    xi = fair_signs((n_spins, n_patterns), seed=n_spins + n_patterns)
    exact = boltzmann(hopfield_energy(xi, beta), n_spins)
    return ClassSums.of(Hopfield(xi, beta)), exact


def parts(n_spins: int) -> dict[str, NDArray]:
    """Ways of cutting the sites in two, as masks."""
    sites = np.arange(n_spins)
    rng = np.random.default_rng(13)
    return {
        "contiguous": sites < n_spins // 2,
        "interleaved": sites % 2 == 0,
        "random": rng.random(n_spins) < 0.5,
        "one site": sites == 0,
    }


def test_log_partition_function_is_the_sum_over_states(case):
    sums, exact = case
    expected = exact.log_partition_function
    assert sums.log_partition_function() == pytest.approx(expected, rel=1e-12)


def test_log_prob_is_that_of_every_state(case):
    sums, exact = case
    expected = np.log(exact.probabilities)
    assert sums.log_prob(exact.states) == pytest.approx(expected)


def test_entropy_is_the_sum_over_states(case):
    sums, exact = case
    assert sums.entropy() == pytest.approx(exact.entropy(), rel=1e-12)


@pytest.mark.parametrize("cut", parts(2))
def test_mutual_information_is_the_sum_over_states(case, cut):
    sums, exact = case
    left = parts(len(sums.labels))[cut]
    expected = exact.mutual_information(left)
    assert sums.mutual_information(left) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("n_patterns", [1, 2, 3])
def test_sites_fall_into_half_as_many_classes_as_there_are_rows(n_patterns):
    rows = np.array(list(itertools.product([-1, 1], repeat=n_patterns)))
    sums = ClassSums.of(Hopfield(np.repeat(rows, 3, axis=0), 1.0))
    assert sums.sizes.tolist() == [6] * 2 ** (n_patterns - 1)


def test_one_pattern_is_curie_weiss_turned_over_site_by_site():
    xi = fair_signs((300, 1), seed=5)
    hopfield = ClassSums.of(Hopfield(xi, 1.1))
    curie_weiss = ClassSums.of(CurieWeiss(300, 1.1))
    left = np.arange(300) < 150
    assert hopfield.entropy() == pytest.approx(curie_weiss.entropy(), rel=1e-10)
    assert hopfield.mutual_information(left) == pytest.approx(
        curie_weiss.mutual_information(left), rel=1e-8
    )


def test_order_and_sign_of_patterns_do_not_matter():
    xi = fair_signs((60, 3), seed=6)
    spins = fair_signs((50, 60), seed=7)
    expected = ClassSums.of(Hopfield(xi, 1.2)).log_prob(spins)
    renamed = ClassSums.of(Hopfield(xi[:, [2, 0, 1]] * [1, -1, -1], 1.2))
    assert renamed.log_prob(spins) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("beta", "published"),
    [(0.8, 0.46328), (1.0, 1.01751), (1.1, 1.36817), (1.2, 1.61975), (2.0, 1.39883)],
)
def test_halves_share_the_information_computed_elsewhere(beta, published):
    # Reference values of an independent sum over the class counts of both halves.
    sums = ClassSums.of(Hopfield(two_orthogonal_patterns(100), beta))
    information = sums.mutual_information(np.arange(100) < 50)
    assert information == pytest.approx(published, abs=5.1e-6)


@pytest.mark.parametrize("beta", [0.8, 1.2])
def test_two_orthogonal_patterns_are_two_curie_weiss_systems(beta):
    sums = ClassSums.of(Hopfield(two_orthogonal_patterns(40), beta))
    half = ClassSums.of(CurieWeiss(20, beta))
    assert sums.log_partition_function() == pytest.approx(
        2 * half.log_partition_function(), rel=1e-12
    )
    assert sums.mutual_information(np.arange(40) < 20) == pytest.approx(
        2 * half.mutual_information(np.arange(20) < 10), rel=1e-9
    )


def test_random_patterns_are_signs():
    xi = random_patterns(50, 3, np.random.default_rng(0))
    assert xi.shape == (50, 3)
    assert xi.dtype == np.int8
    assert set(np.unique(xi)) == {-1, 1}


def test_random_patterns_are_fair_and_independent():
    n_spins = 40_000
    xi = random_patterns(n_spins, 3, np.random.default_rng(1)).astype(int)
    gram = np.column_stack([xi, np.ones(n_spins)])
    overlaps = (gram.T @ gram / n_spins)[np.triu_indices(4, 1)]
    # Means and overlaps have standard error N^-1/2; six of them stay within 4.
    assert np.abs(overlaps).max() < 4 / np.sqrt(n_spins)
    neighbours = (xi[1:] * xi[:-1]).mean(0)
    assert np.abs(neighbours).max() < 4 / np.sqrt(n_spins)


def test_random_patterns_repeat_with_their_seed():
    one, same, other = (
        random_patterns(50, 3, np.random.default_rng(seed)) for seed in (8, 8, 9)
    )
    assert (one == same).all()
    assert (one != other).any()

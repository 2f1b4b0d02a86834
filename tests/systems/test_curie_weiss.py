"""Curie-Weiss against sums over states, published values and the large-N laws."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import ndtri

from latent_mean_field.systems.class_sums import ClassSums
from latent_mean_field.systems.curie_weiss import CurieWeiss
from oracles import Enumeration, boltzmann, curie_weiss_energy

# (n_spins, beta_J, beta_h)
CASES = [
    (1, 1.0, 0.3),
    (6, 0.5, 0.0),
    (9, 1.0, 0.0),
    (9, 0.0, -0.6),
    (10, 2.0, 0.0),
    (10, 1.0, 0.4),
    (8, 1.6, -0.1),
]


@pytest.fixture(params=CASES, ids=str, scope="module")
def case(request) -> tuple[ClassSums, Enumeration]:
    n_spins, beta_J, beta_h = request.param
    exact = boltzmann(curie_weiss_energy(beta_J, beta_h), n_spins)
    return ClassSums.of(CurieWeiss(n_spins, beta_J, beta_h)), exact


def parts(n_spins: int) -> dict[str, NDArray]:
    """Ways of cutting the sites in two, as masks."""
    sites = np.arange(n_spins)
    rng = np.random.default_rng(11)
    return {
        "contiguous": sites < n_spins // 2,
        "interleaved": sites % 2 == 0,
        "random": rng.random(n_spins) < 0.5,
        "one site": sites == n_spins - 1,
        "nothing": sites < 0,
    }


def half_information(n_spins: int, beta_J: float) -> float:
    """I(A;B) of two halves, in nats."""
    left = np.arange(n_spins) < n_spins // 2
    return ClassSums.of(CurieWeiss(n_spins, beta_J)).mutual_information(left)


def half_information_at_large_n(beta_J: float) -> float:
    """[log 2 if ordered] + log((2-c) / 2 sqrt(1-c)), c = beta J (1 - m²)."""
    m = 1.0
    for _ in range(10_000):
        m = math.tanh(beta_J * m)
    c = beta_J * (1 - m**2)
    return math.log(2) * (beta_J > 1) + math.log((2 - c) / (2 * math.sqrt(1 - c)))


def log_weights_of_up_counts(n_spins: int, beta_J: float, beta_h: float) -> list[float]:
    """Log weight of every number of up spins, with exact binomials."""
    return [
        math.log(math.comb(n_spins, up))
        + beta_J * (2 * up - n_spins) ** 2 / (2 * n_spins)
        + beta_h * (2 * up - n_spins)
        for up in range(n_spins + 1)
    ]


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


def test_all_sites_are_exchangeable_in_any_field():
    for beta_J, beta_h in [(1.0, 0.0), (1.0, -0.4), (0.0, -0.4), (0.0, 0.0)]:
        assert ClassSums.of(CurieWeiss(20, beta_J, beta_h)).sizes.tolist() == [20]


def test_independent_spins_share_no_information():
    sums = ClassSums.of(CurieWeiss(40, 0.0, 0.7))
    up = 1 / (1 + math.exp(-1.4))
    entropy = -up * math.log(up) - (1 - up) * math.log(1 - up)
    assert sums.entropy() == pytest.approx(40 * entropy)
    assert sums.mutual_information(np.arange(40) < 20) == pytest.approx(0, abs=1e-11)


@pytest.mark.parametrize("beta_h", [0.0, -0.05])
def test_a_thousand_spins_follow_the_law_of_exact_binomials(beta_h):
    weights = log_weights_of_up_counts(1000, 1.2, beta_h)
    top = max(weights)
    log_z = top + math.log(math.fsum(math.exp(w - top) for w in weights))
    sums = ClassSums.of(CurieWeiss(1000, 1.2, beta_h))
    assert sums.log_partition_function() == pytest.approx(log_z, rel=1e-12)
    assert sums.law() == pytest.approx(
        [math.exp(w - log_z) for w in weights], rel=1e-8, abs=1e-300
    )


@pytest.mark.parametrize(
    ("n_spins", "beta_J", "published"),
    [
        (100, 0.8, 0.255512),
        (100, 1.0, 0.636456),
        (100, 1.2, 0.933512),
        (1000, 0.8, 0.288790),
        (1000, 1.0, 1.126553),
        (1000, 1.2, 0.856302),
        (1000, 2.0, 0.697361),
    ],
)
def test_halves_share_the_information_computed_elsewhere(n_spins, beta_J, published):
    # Reference values of an independent sum over the joint law of both halves.
    assert half_information(n_spins, beta_J) == pytest.approx(published, abs=5.1e-7)


@pytest.mark.parametrize(
    ("beta_J", "tolerance"), [(0.5, 1e-4), (0.8, 4e-3), (2.0, 1e-4)]
)
def test_halves_approach_the_large_n_law_away_from_criticality(beta_J, tolerance):
    # Corrections are of order 1/N.
    limit = half_information_at_large_n(beta_J)
    far, near = (half_information(n, beta_J) - limit for n in (1000, 4000))
    assert abs(near) < tolerance
    assert near / far == pytest.approx(1 / 4, rel=0.1)


def test_ordered_halves_share_more_than_which_way_they_point():
    # One bit is the zero-temperature limit only.
    assert half_information_at_large_n(1.2) == pytest.approx(0.84698, abs=5.1e-6)
    assert half_information(4000, 1.2) == pytest.approx(0.84698, abs=3e-3)
    assert half_information(1000, 6.0) == pytest.approx(math.log(2), abs=1e-4)


def critical_constant() -> float:
    """C in I = (1/4) log N + C + O(N^-1/2) at the critical point, in nats.

    The two half magnetisations are half the total M = N^(3/4) x, x ~ exp(-x⁴/12), plus
    and minus a Gaussian of variance N/4: I = h(M) - log 2 - (1/2) log(2 pi e N).
    """
    entropy_of_x = math.log(2 * math.gamma(5 / 4) * 12**0.25) + 1 / 4
    return entropy_of_x - math.log(2) - 0.5 * math.log(2 * math.pi * math.e)


def test_critical_constant_is_the_published_one():
    assert critical_constant() == pytest.approx(-0.64598, abs=5.1e-6)


def test_critical_halves_share_a_quarter_of_log_n():
    sizes = np.array([100, 250, 1000, 4000])
    information = np.array([half_information(n, 1.0) for n in sizes])
    offsets = information - np.log(sizes) / 4
    assert offsets[[0, 2, 3]] == pytest.approx([-0.5148, -0.6004, -0.6226], abs=5.1e-5)
    # Two steps of Richardson remove the corrections of order N^-1/2 and N^-1.
    first = 2 * offsets[2:] - offsets[1:3]
    extrapolated = (4 * first[1] - first[0]) / 3
    assert extrapolated == pytest.approx(critical_constant(), abs=5e-4)


@pytest.mark.parametrize("beta_J", [0.5, 1.0, 1.5])
def test_transport_map_pushes_the_normal_law_onto_the_field_law(beta_J):
    """Moments of tanh y under the map are the exact moments of the magnetisation."""
    quantiles = (np.arange(4000) + 0.5) / 4000
    y = CurieWeiss(60, beta_J).transport_map(ndtri(quantiles))
    up = np.arange(61)
    log_law = np.log([float(math.comb(60, k)) for k in up])
    log_law += beta_J * (2 * up - 60) ** 2 / 120
    law = np.exp(log_law - log_law.max())
    law /= law.sum()
    pair = (law @ (2 * up - 60) ** 2 - 60) / (60 * 59)
    assert (np.tanh(y) ** 2).mean() == pytest.approx(pair, rel=1e-3)


def test_transport_map_is_increasing_and_odd():
    zeta = np.linspace(-3, 3, 61)
    y = CurieWeiss(100, 1.3).transport_map(zeta)
    assert (np.diff(y) > 0).all()
    assert y == pytest.approx(-y[::-1], abs=1e-6)

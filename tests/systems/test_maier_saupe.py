"""Maier-Saupe matter against direct integrals over two and three molecules."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import logsumexp

from latent_mean_field.systems.maier_saupe import (
    MaierSaupe,
    log_bingham,
    one_body_order,
    order_spectrum,
    transition,
    unit_eigenvalues,
)
from latent_mean_field.tensors import BASES, components

GENERATOR = np.random.default_rng(0)


def uniform(n, dimension):
    u = GENERATOR.normal(size=(n, dimension))
    return u / np.linalg.norm(u, axis=1, keepdims=True)


@pytest.mark.parametrize("T", [0.15, 0.3])
def test_two_molecules_in_space(T):
    """-beta H = (1/4T) Σ_ij P2, the two diagonal terms being 1 each."""
    value, _ = quad(lambda t: np.exp((2 + (3 * t * t - 1)) / (4 * T)), 0, 1)
    found = MaierSaupe(2, T).log_partition_function
    assert found == pytest.approx(np.log(value), abs=2e-4)


@pytest.mark.parametrize("T", [0.3, 0.7])
def test_two_molecules_in_the_plane(T):
    value, _ = quad(
        lambda a: np.exp((2 + 2 * np.cos(2 * a)) / (4 * T)) / np.pi, 0, np.pi
    )
    found = MaierSaupe(2, T, 2).log_partition_function
    assert found == pytest.approx(np.log(value), abs=2e-4)


@pytest.mark.parametrize(("k", "dimension"), [(5, 3), (2, 2)])
def test_three_molecules_by_plain_monte_carlo(k, dimension):
    T, n = 0.4, 400_000
    q = components(uniform(3 * n, dimension)).reshape(n, 3, k)
    u = np.einsum("nia,nja->nij", q, q).sum((1, 2))
    weight = np.exp({5: 1.5, 2: 2.0}[k] * u / (2 * 3 * T))
    error = weight.std() / weight.mean() / np.sqrt(n)
    found = MaierSaupe(3, T, k).log_partition_function
    assert abs(found - np.log(weight.mean())) < 4 * error + 2e-4


def test_log_prob_is_minus_beta_h_of_the_second_legendre_polynomial():
    system = MaierSaupe(6, 0.25)
    u = uniform(6, 3)
    pairs = 0.5 * (3 * (u @ u.T) ** 2 - 1)
    energy = pairs.sum() / (2 * 6 * 0.25)
    found = system.log_prob(components(u).sum(0))
    assert found == pytest.approx(energy - system.log_partition_function)


def test_transition_of_infinitely_many_molecules():
    T, S = transition()
    assert pytest.approx(0.2202, abs=5e-5) == T
    assert pytest.approx(0.4290, abs=5e-5) == S
    assert one_body_order(T - 1e-6) == pytest.approx(S, abs=1e-3)
    assert one_body_order(T + 1e-6) == 0.0


def test_the_order_parameter_solves_its_own_equation():
    S = one_body_order(0.18)
    numerator, _ = quad(
        lambda t: 0.5 * (3 * t * t - 1) * np.exp(S / 0.18 * 1.5 * t * t), 0, 1
    )
    denominator, _ = quad(lambda t: np.exp(S / 0.18 * 1.5 * t * t), 0, 1)
    assert numerator / denominator == pytest.approx(S, abs=1e-8)


def test_large_matter_has_the_order_of_infinite_matter():
    """<m²> -> Ξ² <Q>² + 5/N for deep order, <Q>² = (2/3) S²."""
    system = MaierSaupe(2000, 0.18)
    mean_square = (system.law.moment(2) - 5 / 2000) / system.strength**2
    assert np.sqrt(1.5 * mean_square) == pytest.approx(one_body_order(0.18), abs=2e-3)


def test_at_coexistence_both_phases_have_weight():
    """Of a large system at the transition, a nematic and an isotropic peak."""
    system = MaierSaupe(2000, 0.2202)
    radius = system.law.probabilities.sum(1)
    middle = 0.5 * (system.law.radii[1:] + system.law.radii[:-1])
    S = middle / system.strength * np.sqrt(1.5)
    isotropic, valley, nematic = (
        radius[(low < S) & (low + 0.05 > S)].sum() for low in (0.08, 0.22, 0.4)
    )
    assert isotropic > 2 * valley
    assert nematic > 2 * valley


@pytest.mark.parametrize("dimension", [2, 3])
def test_unit_tensors_are_traceless_and_of_their_shape(dimension):
    shape = np.linspace(-1, 1, 9)
    values = unit_eigenvalues(shape, dimension)
    assert values.sum(-1) == pytest.approx(np.zeros(9), abs=1e-12)
    assert (values**2).sum(-1) == pytest.approx(np.ones(9))
    if dimension == 3:
        assert np.sqrt(6) * (values**3).sum(-1) == pytest.approx(shape, abs=1e-12)


def test_uniform_tensors_have_uniform_shapes():
    """The area of the 4-sphere: each interval of the shape has the same share."""
    q = GENERATOR.normal(size=(100_000, 5))
    q /= np.linalg.norm(q, axis=1, keepdims=True)
    cubes = np.linalg.eigvalsh(np.einsum("na,aij->nij", q, BASES[3])) ** 3
    counts, _ = np.histogram(np.sqrt(6) * cubes.sum(1), bins=10, range=(-1, 1))
    assert np.abs(counts - 10_000).max() < 4.5 * np.sqrt(10_000)


def test_aligned_molecules_have_order_one():
    u = np.tile([0.0, 0.6, 0.8], (9, 1))
    assert order_spectrum(components(u).sum(0), 9) == pytest.approx([-0.5, -0.5, 1])
    assert order_spectrum(components(u[:, 1:]).sum(0), 9) == pytest.approx([-1, 1])


def test_normaliser_of_a_field_is_even_in_the_molecules_order():
    values = np.array([[1.0, -0.3, -0.7], [-0.7, 1.0, -0.3]])
    first, second = log_bingham(values)
    assert first == pytest.approx(second)


@pytest.mark.parametrize(("N", "T"), [(200, 0.18), (5000, 0.18), (1000, 0.1)])
def test_log_z_is_the_limit_of_ever_narrower_cells(N, T):
    """Middles of cells err by the square of their width: two widths give the limit."""
    law = MaierSaupe(N, T).law

    def by_cells(n):
        shapes = np.cos(np.linspace(np.pi, 0, n + 1))
        middles, radius = (0.5 * (e[1:] + e[:-1]) for e in (shapes, law.radii))
        unit = unit_eigenvalues(middles, 3)
        field = law.system.strength * radius[:, None, None] * unit
        log_weight = N * log_bingham(field) - 0.5 * N * radius[:, None] ** 2
        cell = 4 * np.pi**2 / 3 * np.diff(shapes) * law.radii[1]
        log_volume = np.log(cell) + 4 * np.log(radius)[:, None]
        return logsumexp(log_weight + log_volume) + 2.5 * np.log(N / (2 * np.pi))

    wide, narrow = by_cells(400), by_cells(800)
    assert law.log_normaliser == pytest.approx(narrow + (narrow - wide) / 3, abs=1e-3)
    assert abs(narrow - wide) > 1e-4 * (N > 200)

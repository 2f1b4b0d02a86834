"""Levels of latent densities: the oscillator's, exact ones, and two ways that agree."""

from math import comb

import numpy as np
import pytest

from latent_mean_field.systems.latent_hamiltonian import (
    anisotropic_levels,
    grid_levels,
    line_rates,
    occupations,
    oscillator_levels,
    oscillator_states,
    perturbed_levels,
)
from latent_mean_field.systems.mixture_density import MixtureDensity


def normal(*precisions: float) -> MixtureDensity:
    d = len(precisions)
    return MixtureDensity(
        np.ones(1), np.zeros((1, d)), np.diag(1 / np.array(precisions))[None]
    )


def two_gaussians(place: float, width: float = 0.7) -> MixtureDensity:
    means = np.array([[-place], [place]])
    return MixtureDensity(np.full(2, 0.5), means, np.full((2, 1, 1), width**2))


@pytest.mark.parametrize("d", [1, 2, 3])
def test_levels_are_counted_as_often_as_d_dimensions_make_them(d):
    levels = occupations(d, 4).sum(axis=1)
    assert np.bincount(levels).tolist() == [comb(n + d - 1, d - 1) for n in range(5)]


def test_the_oscillators_states_are_orthonormal():
    axis = np.linspace(-12, 12, 400)
    states = oscillator_states(axis[:, None], occupations(1, 12))
    gram = states.T @ states * (axis[1] - axis[0])
    np.testing.assert_allclose(gram, np.eye(13), atol=1e-12)


@pytest.mark.parametrize(("d", "n_points"), [(1, 100), (2, 60)])
def test_the_grid_has_the_levels_of_the_oscillator(d, n_points):
    exact = occupations(d, 3).sum(axis=1) / 2
    levels, axis, states = grid_levels(
        normal(*[1.0] * d), len(exact), n_points=n_points
    )
    np.testing.assert_allclose(levels, exact, atol=1e-6)
    assert states.shape == (*[n_points] * d, len(exact))
    # The ground state is the square root of the density.
    ground = states[..., 0].ravel() ** 2
    mesh = np.stack(np.meshgrid(*[axis] * d, indexing="ij"), -1).reshape(-1, d)
    rho = np.exp(normal(*[1.0] * d).log_density(mesh))
    np.testing.assert_allclose(ground, rho * (axis[1] - axis[0]) ** d, atol=1e-7)


def test_both_ways_agree_on_a_density_that_is_not_normal():
    rho = two_gaussians(0.9).standardised()
    grid, _, _ = grid_levels(rho, 4, n_points=200)
    states = oscillator_levels(rho, 100, n_points=2_000)[:4]
    np.testing.assert_allclose(states, grid, atol=2e-3)
    assert abs(states[0]) < 1e-4
    # The oscillator's own level is not it.
    assert abs(grid[1] - 0.5) > 0.02


def test_in_the_plane_too():
    means = np.array([[-0.5, 0.0], [0.5, 0.3]])
    rho = MixtureDensity(
        np.array([0.4, 0.6]), means, np.tile(0.8 * np.eye(2), (2, 1, 1))
    )
    own = rho.standardised()
    grid, _, _ = grid_levels(own, 6, n_points=60)
    states = oscillator_levels(own, 24)[:6]
    np.testing.assert_allclose(states, grid, atol=1e-4)


def test_a_normal_density_has_the_levels_of_its_precisions():
    exact = anisotropic_levels(np.array([0.8, 1.2]), 3)
    np.testing.assert_allclose(exact, [0, 0.4, 0.6, 0.8, 1.0, 1.2])
    states = oscillator_levels(normal(0.8, 1.2), 24)[:6]
    np.testing.assert_allclose(states, exact, atol=1e-9)


@pytest.mark.parametrize("order", ["first", "second"])
def test_each_order_errs_by_the_next_power(order):
    errors = []
    for eps in (0.1, 0.05):
        precisions = np.array([1 - eps, 1 + eps])
        levels = perturbed_levels(normal(*precisions), 3)
        found = getattr(levels, order) - anisotropic_levels(precisions, 3)
        errors.append(np.abs(found).max())
    power = {"first": 2, "second": 3}[order]
    assert np.log2(errors[0] / errors[1]) == pytest.approx(power, abs=0.1)


def test_the_degeneracy_of_the_first_level_is_lifted_by_the_anisotropy():
    levels = perturbed_levels(normal(0.9, 1.1), 2)
    assert np.diff(levels.first)[1] == pytest.approx(0.1, rel=0.01)
    isotropic = perturbed_levels(normal(1.0, 1.0), 2)
    np.testing.assert_allclose(isotropic.second, [0, 0.5, 0.5], atol=1e-9)


def test_a_density_far_from_normal_is_told():
    assert perturbed_levels(two_gaussians(2.0).standardised(), 2).smallness > 1
    assert perturbed_levels(normal(0.95), 2).smallness < 0.1


@pytest.mark.parametrize("rho", [normal(1.0), normal(0.5), two_gaussians(1.1)])
def test_a_jumper_on_a_line_relaxes_at_the_levels(rho):
    z = np.linspace(-9, 9, 2001)
    rates = line_rates(rho.log_density(z[:, None]), z[1] - z[0], 3)
    levels, _, _ = grid_levels(rho, 4, half_width=9, n_points=200)
    np.testing.assert_allclose(rates, levels[1:], rtol=1e-3)

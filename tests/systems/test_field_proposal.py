"""The proposal for the latent field: valleys, density and draws."""

import itertools

import numpy as np
import pytest
from scipy.optimize import brentq

from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.field_proposal import (
    find_valleys,
    propose_field,
    valley_covariances,
)
from latent_mean_field.systems.hopfield import Hopfield, random_patterns

XI = random_patterns(60, 2, np.random.default_rng(1))


def rng():
    return np.random.default_rng(2)


def test_curie_weiss_has_the_two_valleys_of_its_mean_field_equation():
    magnetisation = brentq(lambda m: m - np.tanh(1.5 * m), 0.1, 1)
    valleys = find_valleys(CurieWeiss(100, 1.5), rng())
    expected = np.sqrt(1.5) * magnetisation * np.array([-1, 1])
    assert np.sort(valleys[:, 0]) == pytest.approx(expected, abs=1e-5)


def test_the_disordered_phase_has_one_valley():
    valleys = find_valleys(Hopfield(XI, 0.5), rng())
    assert valleys == pytest.approx(np.zeros((1, 2)), abs=1e-5)


def test_cold_hopfield_matter_has_a_valley_at_every_pattern_and_its_mirror():
    xi = random_patterns(200, 3, np.random.default_rng(3))
    valleys = find_valleys(Hopfield(xi, 2.0), rng())
    overlaps = valleys / np.linalg.norm(valleys, axis=1, keepdims=True)
    for pattern, sign in itertools.product(np.eye(3), (1, -1)):
        assert (overlaps @ pattern * sign).max() > 0.95


def test_covariances_are_inverse_hessians_by_finite_differences():
    system = Hopfield(XI, 1.5)
    valley = find_valleys(system, rng())[0]
    step = 1e-3 * np.eye(2)

    def minus_log_w(m):
        return -system.log_field_weight(m)

    hessian = [
        [
            (
                minus_log_w(valley + a + b)
                - minus_log_w(valley + a - b)
                - minus_log_w(valley - a + b)
                + minus_log_w(valley - a - b)
            )
            / 4e-6
            for a in step
        ]
        for b in step
    ]
    covariance = valley_covariances(system, valley[None])[0]
    assert covariance @ np.array(hessian) == pytest.approx(np.eye(2), abs=1e-3)


def test_covariances_stay_finite_at_the_critical_point():
    covariance = valley_covariances(CurieWeiss(100, 1.0), np.zeros((1, 1)))
    assert covariance == pytest.approx(np.array([[[0.2]]]))


@pytest.mark.parametrize("beta", [0.8, 1.3])
def test_the_density_integrates_to_one_and_its_draws_follow_it(beta):
    proposal = propose_field(Hopfield(XI, beta), rng())
    axis = np.linspace(-8, 8, 401)
    grid = np.stack(np.meshgrid(axis, axis, indexing="ij"), -1).reshape(-1, 2)
    mass = np.exp(proposal.log_density(grid)) * (axis[1] - axis[0]) ** 2
    # Student tails beyond the grid hold the rest.
    assert mass.sum() == pytest.approx(1, abs=2e-3)
    nodes = proposal.draw(40_000, rng())
    for radius in (0.2, 0.5, 0.8):
        inside = mass[(grid**2).sum(1) < radius**2].sum()
        share = ((nodes**2).sum(1) < radius**2).mean()
        # Standard error below 0.0025; the edge cells of the grid add their own.
        assert share == pytest.approx(inside, abs=0.02)
    for axis in range(2):
        moment = mass @ np.abs(grid[:, axis])
        assert np.abs(nodes[:, axis]).mean() == pytest.approx(moment, abs=0.015)

"""Mixture densities against scipy's normal law and finite differences."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from latent_mean_field.systems.mixture_density import MixtureDensity

H = 1e-4


def density() -> MixtureDensity:
    rng = np.random.default_rng(0)
    roots = rng.normal(size=(3, 2, 2))
    covariances = roots @ roots.transpose(0, 2, 1) + 0.5 * np.eye(2)
    return MixtureDensity(
        rng.dirichlet(np.ones(3)), rng.normal(size=(3, 2)), covariances
    )


def rho_at(rho: MixtureDensity, z: np.ndarray) -> np.ndarray:
    return sum(
        w * multivariate_normal(mean, cov).pdf(z)
        for w, mean, cov in zip(rho.weights, rho.means, rho.covariances, strict=True)
    )


POINTS = np.random.default_rng(1).normal(size=(20, 2))


def test_the_log_density_is_that_of_scipys_normals():
    rho = density()
    np.testing.assert_allclose(rho.log_density(POINTS), np.log(rho_at(rho, POINTS)))


def test_score_and_potential_are_derivatives():
    rho = density()
    steps = H * np.eye(2)
    up = np.array([np.sqrt(rho_at(rho, POINTS + step)) for step in steps])
    down = np.array([np.sqrt(rho_at(rho, POINTS - step)) for step in steps])
    middle = np.sqrt(rho_at(rho, POINTS))
    slope = (np.log(up) - np.log(down)) / H
    np.testing.assert_allclose(rho.score(POINTS), slope.T, rtol=1e-5, atol=1e-6)
    curvature = ((up + down - 2 * middle) / H**2).sum(axis=0)
    np.testing.assert_allclose(rho.potential(POINTS), curvature / middle / 2, rtol=1e-3)


def test_samples_have_the_mean_and_the_covariance():
    rho = density()
    z = rho.sample(200_000, np.random.default_rng(2))
    np.testing.assert_allclose(z.mean(axis=0), rho.mean, atol=0.02)
    np.testing.assert_allclose(np.cov(z.T), rho.covariance, rtol=0.03, atol=0.02)


def test_a_standardised_density_has_unit_variance_on_average_and_the_same_axes():
    rho = density()
    own = rho.standardised()
    np.testing.assert_allclose(own.mean, 0, atol=1e-12)
    assert np.trace(own.covariance) == pytest.approx(2)
    ratio = own.covariance / rho.covariance
    np.testing.assert_allclose(ratio, ratio[0, 0])


def test_shares_add_up_and_far_points_belong_to_the_nearest():
    rho = MixtureDensity(np.full(2, 0.5), np.array([[-3.0], [3.0]]), np.ones((2, 1, 1)))
    shares = rho.shares(np.array([[-400.0], [0.0], [400.0]]))
    np.testing.assert_allclose(shares, [[1, 0], [0.5, 0.5], [0, 1]], atol=1e-12)

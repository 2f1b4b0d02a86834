"""Langevin walkers of a density: where they stay, and how fast they relax."""

import numpy as np
import pytest

from latent_mean_field.sampling.langevin import heun_step, relaxation_rate
from latent_mean_field.systems.latent_hamiltonian import grid_levels
from latent_mean_field.systems.mixture_density import MixtureDensity


def pair(place: float, width: float = 0.7, weights=(0.5, 0.5)) -> MixtureDensity:
    means = np.array([[-place], [place]])
    return MixtureDensity(np.array(weights), means, np.full((2, 1, 1), width**2))


def test_walkers_stay_in_equilibrium():
    rho, rng = pair(1.0, weights=(0.3, 0.7)), np.random.default_rng(0)
    z = rho.sample(100_000, rng)
    for _ in range(100):
        z = heun_step(rho, z, 0.05, rng)
    assert z.mean() == pytest.approx(rho.mean[0], abs=0.02)
    assert z.var() == pytest.approx(rho.covariance[0, 0], rel=0.02)


def test_a_normal_density_forgets_at_half_its_precision():
    """<z(0) z(t)> = s² exp(-t / 2 s²): an Ornstein-Uhlenbeck process.

    In steps so long that a method of first order would be off by 0.05.
    """
    rho = MixtureDensity(np.ones(1), np.zeros((1, 1)), np.full((1, 1, 1), 0.5))
    rng = np.random.default_rng(1)
    start = z = rho.sample(200_000, rng)
    for _ in range(4):
        z = heun_step(rho, z, 0.25, rng)
    assert (start * z).mean() / 0.5 == pytest.approx(np.exp(-1), abs=0.015)


def test_the_rate_of_relaxation_is_the_first_level():
    rho = pair(0.8)
    levels, _, _ = grid_levels(rho.standardised(), 2, n_points=200)
    exact = levels[1] / rho.covariance[0, 0]
    times = (0.5 / exact, 1.3 / exact)
    rng = np.random.default_rng(2)
    rate, error = relaxation_rate(rho, times, rng, n_walkers=100_000)
    assert error < 0.02 * exact
    assert abs(rate - exact) < 4 * error


@pytest.mark.parametrize("times", [(0.01, 1.0), (1.0, 1.0), (2.0, 1.0)])
def test_times_that_are_no_two_steps_are_refused(times):
    with pytest.raises(ValueError, match="not two different steps"):
        relaxation_rate(pair(0.8), times, np.random.default_rng(0))

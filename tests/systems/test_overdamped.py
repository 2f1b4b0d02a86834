"""Slow rates on a grid against closed forms, and the force against the potential."""

import numpy as np
import pytest

from latent_mean_field.systems.model_peptide import ModelPeptide
from latent_mean_field.systems.moving_spot import MovingSpot
from latent_mean_field.systems.overdamped import frame_spacing, slow_rates
from latent_mean_field.systems.three_wells import ThreeWells


class Free(MovingSpot):
    def potential(self, r):
        return np.zeros(r.shape[:-1])


def test_a_trap_forgets_each_axis_at_its_stiffness():
    rates = slow_rates(MovingSpot(), (-6, 6), 60, 4)
    np.testing.assert_allclose(rates, [1, 1, 2, 2], rtol=0.01)


def test_free_walkers_on_a_torus_have_plane_waves():
    rates = slow_rates(Free(), (0, 2 * np.pi), 40, 5, periodic=True)
    h = 2 * np.pi / 40
    wave = (2 - 2 * np.cos(h)) / h**2
    np.testing.assert_allclose(rates, [*[wave] * 4, 2 * wave], rtol=1e-8)


def test_three_wells_have_two_slow_rates_by_symmetry():
    rates = slow_rates(ThreeWells(), (-2.8, 2.8), 90, 3)
    assert rates[0] == pytest.approx(rates[1], rel=1e-3)
    assert rates[2] > 10 * rates[0]


@pytest.mark.parametrize("system", [ThreeWells(), MovingSpot(), ModelPeptide()])
def test_the_force_is_the_slope_of_the_potential(system):
    r = np.random.default_rng(0).uniform(-2, 2, (20, 2))
    step = 1e-5
    for axis, move in enumerate(step * np.eye(2)):
        slope = (system.potential(r + move) - system.potential(r - move)) / (2 * step)
        np.testing.assert_allclose(system.force(r)[:, axis], -slope, atol=1e-6)


def test_frames_are_steps_apart():
    assert frame_spacing(ThreeWells()) == pytest.approx(0.01)
    assert frame_spacing(MovingSpot()) == pytest.approx(0.02)

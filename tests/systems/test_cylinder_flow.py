"""Wakes against what is known of lone cylinders, and what no wake can do."""

import numpy as np
import pytest

from latent_mean_field.systems.cylinder_flow import (
    AHEAD,
    PIXELS,
    WIDTH,
    CylinderFlow,
    seen,
    vorticity,
)

REYNOLDS = [20.0, 38.0, 60.0, 100.0]
SPACING = 0.2
FLOW = CylinderFlow()


@pytest.fixture(scope="module")
def velocities():
    """Of four flows for 60 D / U after 60: shape (300, 4, 2, ny, nx)."""
    return np.stack(list(FLOW.frames(np.array(REYNOLDS), 60.0, 300, SPACING)))


@pytest.fixture(scope="module")
def across(velocities):
    """On the axis, three diameters behind: shape (300, 4)."""
    return velocities[:, :, 1, WIDTH * 6 // 2, (AHEAD + 3) * 6]


def test_viscosity_makes_the_reynolds_number():
    flow = CylinderFlow(diameter=12, speed=0.1)
    np.testing.assert_allclose(flow.viscosity(np.array([60.0])), 0.02)


def test_the_cylinder_is_as_wide_as_high():
    solid = FLOW.solid()
    assert solid.any(axis=0).sum() == solid.any(axis=1).sum() == FLOW.diameter
    np.testing.assert_array_equal(solid, solid[::-1])
    # Squares of a lattice that make a disc of π / 4: they err by half the rim's.
    assert abs(solid.sum() / FLOW.diameter**2 - np.pi / 4) < 0.12


def test_a_gust_dies_out_below_the_onset_and_grows_above(across):
    early, late = across[:100].std(axis=0), across[-100:].std(axis=0)
    assert (late[:2] < 0.6 * early[:2]).all()
    assert (late[2:] > 0.2).all()


def test_a_wake_at_rest_is_symmetric(velocities):
    ux, uy = velocities[-1, 0]
    np.testing.assert_allclose(ux, ux[::-1], atol=0.005)
    np.testing.assert_allclose(uy, -uy[::-1], atol=0.005)


def test_as_much_flows_through_every_section_as_comes_in(velocities):
    through = velocities[-1, 0, 0].sum(axis=0) / (WIDTH * FLOW.diameter)
    # Fluid of the density rho carries rho u: as much is between sections as u² says.
    np.testing.assert_allclose(through, 1, atol=FLOW.speed**2)


def test_vortices_behind_a_slow_cylinder_are_a_diameter_long(velocities):
    """0.94 (Coutanceau and Bouard 1977, Dennis and Chang 1970); a node is 0.17."""
    row = WIDTH * FLOW.diameter // 2
    u = velocities[-1, 0, 0, row - 1 : row + 1].mean(axis=0)
    x = (np.arange(len(u)) + 0.5) / FLOW.diameter - AHEAD
    last = np.flatnonzero((u < 0) & (x > 0.5))[-1]
    end = np.interp(0, u[last : last + 2], x[last : last + 2])
    assert abs(end - 0.5 - 0.94) < 0.17


def test_vortices_are_shed_as_often_as_by_a_real_cylinder(across):
    """St = 0.164 at Re = 100 (Williamson 1996).

    One in a row 8 diameters apart lets the fluid pass faster by 1 part in 8 at most,
    and halves of a node err in D by 0.08.
    """
    signal = across[:, 3] - across[:, 3].mean()
    up = np.flatnonzero((signal[:-1] < 0) & (signal[1:] >= 0))
    crossings = up - signal[up] / (signal[up + 1] - signal[up])
    strouhal = 1 / (np.diff(crossings).mean() * SPACING)
    assert 0.164 * 0.97 < strouhal < 0.164 * 1.08


def test_vortices_are_shed_on_either_side_in_turn(velocities, across):
    """Half a period later the wake is its own mirror image."""
    signal = across[:, 3] - across[:, 3].mean()
    up = np.flatnonzero((signal[:-1] < 0) & (signal[1:] >= 0))
    half = round(float(np.diff(up).mean()) / 2)
    behind = velocities[-1 - half, 3, 0], velocities[-1, 3, 0]
    assert np.abs(behind[0] - behind[1][::-1]).max() < 0.1
    assert np.abs(behind[0] - behind[1]).max() > 0.5


def test_the_thinnest_fluid_does_not_blow_up():
    *_, velocity = FLOW.frames(np.array([300.0]), 20.0, 2, 20.0)
    # Fluid that has to pass a disc gets twice as fast at most.
    assert np.abs(velocity).max() < 2


def test_the_vorticity_of_a_solid_that_turns_is_twice_its_speed():
    x, y = FLOW.places()
    turning = np.stack([-3 * y, 3 * x])
    np.testing.assert_allclose(vorticity(turning, FLOW.diameter), 6)


@pytest.mark.parametrize("diameter", [6, 12])
def test_pixels_are_thirds_of_a_diameter_behind_the_cylinder(diameter):
    x, y = CylinderFlow(diameter).places()
    pixels = [seen(part, diameter).reshape(PIXELS) for part in (x, y)]
    columns, rows = np.arange(32), np.arange(16)
    np.testing.assert_allclose(pixels[0][0], 0.5 + (columns + 0.5) / 3)
    np.testing.assert_allclose(pixels[1][:, 0], (rows - 7.5) / 3)

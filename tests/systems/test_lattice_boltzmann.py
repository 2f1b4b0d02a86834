"""Viscosity, walls and mass against what Navier-Stokes flow does exactly."""

import numpy as np
import pytest

from latent_mean_field.systems.lattice_boltzmann import (
    advance,
    fluid_at,
    origins,
    relaxation_rate,
)

SPEED, N_STEPS = 0.02, 200
FREE = np.zeros((24, 32), dtype=bool)


def develop(ux, uy, solid, viscosities, n_steps=N_STEPS):
    """Velocities (n_flows, 2, ny, nx) and density after some steps without boundary."""
    viscosities = np.array(viscosities)
    moments = np.repeat(fluid_at(ux, uy)[None], len(viscosities), axis=0)
    omega, arriving = relaxation_rate(viscosities), origins(solid)
    moments = moments.astype(float)
    for _ in range(n_steps):
        moments = advance(moments, omega, arriving, None)
    return moments[:, 1:3], moments[:, 0]


def decay_rates(mode, solid, viscosities):
    """Of a current along x, after some steps in which the stress has built up."""
    early, late = (
        (develop(SPEED * mode, 0 * mode, solid, viscosities, n)[0][:, 0] * mode).sum(
            axis=(-1, -2)
        )
        for n in (N_STEPS // 4, N_STEPS)
    )
    return np.log(early / late) / (N_STEPS - N_STEPS // 4)


def test_a_shear_wave_decays_with_the_viscosity():
    y = np.arange(24)[:, None] + np.zeros(32)
    mode, viscosities = np.sin(2 * np.pi * y / 24), [0.01, 0.05, 0.1]
    rates = decay_rates(mode, FREE, viscosities)
    expected = np.array(viscosities) * (2 * np.pi / 24) ** 2
    # Second order in the spacing: (2 pi / 24)² / 12 is 0.6 %.
    np.testing.assert_allclose(rates, expected, rtol=0.01)


def test_vortices_of_taylor_and_green_decay_and_keep_their_shape():
    y, x = np.mgrid[:24, :32]
    kx, ky = 2 * np.pi / 32, 2 * np.pi / 24
    ux = np.cos(kx * x) * np.sin(ky * y)
    uy = -kx / ky * np.sin(kx * x) * np.cos(ky * y)
    u, _ = develop(SPEED * ux, SPEED * uy, FREE, [0.02])
    decayed = SPEED * np.exp(-0.02 * (kx**2 + ky**2) * N_STEPS)
    np.testing.assert_allclose(u[0, 0], decayed * ux, atol=0.01 * SPEED)
    np.testing.assert_allclose(u[0, 1], decayed * uy, atol=0.01 * SPEED)


def test_fluid_sticks_to_walls_halfway_between_nodes():
    """A half wave between plates: the wrong width by a node would be 12 % of rate."""
    height = 16
    solid = np.zeros((height + 2, 8), dtype=bool)
    solid[[0, -1]] = True
    y = np.arange(height + 2)[:, None] - 0.5 + np.zeros(8)
    mode = np.where(solid, 0.0, np.sin(np.pi * y / height))
    viscosities = [0.01, 0.05, 0.1]
    expected = np.array(viscosities) * (np.pi / height) ** 2
    rates = decay_rates(mode, solid, viscosities)
    np.testing.assert_allclose(rates, expected, rtol=0.02)


def test_what_is_closed_in_keeps_its_mass():
    rng = np.random.default_rng(0)
    solid = rng.random((24, 32)) < 0.2
    ux, uy = np.where(solid, 0.0, 0.05 * rng.normal(size=(2, 24, 32)))
    u, density = develop(ux, uy, solid, [0.01], n_steps=100)
    assert np.abs(density).max() > 1e-4
    assert abs(density.sum()) < 1e-10
    assert (u[..., solid] == 0).all()


def test_whatever_arrives_has_set_out_somewhere():
    solid = np.random.default_rng(1).random((24, 32)) < 0.3
    np.testing.assert_array_equal(np.sort(origins(solid)), np.arange(9 * solid.size))


@pytest.mark.parametrize("axis", [0, 1])
def test_a_wave_drifts_with_a_fast_stream_and_decays_as_at_rest(axis):
    """Without the third moments a speed of 0.3 would change ν by a quarter."""
    place = np.indices(FREE.shape)[axis]
    k, drift, nothing = 2 * np.pi / FREE.shape[axis], 0.3, np.zeros(FREE.shape)
    wave, stream = SPEED * np.sin(k * place), nothing + drift
    start = (wave, stream) if axis == 0 else (stream, wave)
    u, _ = develop(*start, FREE, [0.05])
    decayed = SPEED * np.exp(-0.05 * k**2 * N_STEPS)
    expected = decayed * np.sin(k * (place - drift * N_STEPS))
    np.testing.assert_allclose(u[0, axis], expected, atol=0.02 * SPEED)

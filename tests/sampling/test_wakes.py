"""Snapshots of wakes: regimes, noise, and one Reynolds number in each interval."""

import numpy as np
import pytest

from latent_mean_field.sampling.wakes import NOISE, draw_reynolds, draw_wakes

N, N_FLOWS = 100, 3


@pytest.fixture(scope="module")
def wakes():
    return draw_wakes(N, N_FLOWS, np.random.default_rng(0))


def test_every_interval_has_its_reynolds_number():
    drawn = draw_reynolds(20, np.random.default_rng(1))
    edges = np.geomspace(20, 300, 21)
    assert ((edges[:-1] <= drawn) & (drawn < edges[1:])).all()


def test_as_many_snapshots_as_asked_for_of_every_flow(wakes):
    assert wakes.vorticity.shape == (N, 512)
    _, counts = np.unique(wakes.reynolds, return_counts=True)
    assert len(counts) == N_FLOWS
    assert counts.min() >= N // N_FLOWS - 1


def test_what_is_far_above_the_onset_sheds_and_what_is_below_does_not(wakes):
    assert wakes.shedding[wakes.reynolds > 60].all()
    assert not wakes.shedding[wakes.reynolds < 40].any()
    assert 0 < wakes.shedding.mean() < 1


def test_snapshots_of_a_wake_at_rest_differ_by_noise(wakes):
    resting = wakes.vorticity[wakes.reynolds == wakes.reynolds.min()]
    deviation = resting.std(axis=0, ddof=1).mean() / NOISE
    # 512 pixels of some 33 snapshots: ± 0.006.
    assert abs(deviation - 1) < 0.03


def test_the_sheet_above_the_axis_turns_with_the_clock(wakes):
    """Fluid that is slow on the axis and fast outside of it."""
    mean = wakes.vorticity.reshape(-1, 16, 32).mean(axis=0)
    np.testing.assert_allclose(mean, -mean[::-1], atol=0.5)
    assert (mean[9, :6] < -0.5).all()
    assert (mean[6, :6] > 0.5).all()

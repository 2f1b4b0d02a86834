"""Walks: equilibrium, memory, hops, and the trajectory that others have published."""

from pathlib import Path

import numpy as np
import pytest

from latent_mean_field.sampling.observed import draw_observed, split_frames
from latent_mean_field.sampling.walks import draw_walks
from latent_mean_field.systems.moving_spot import MovingSpot
from latent_mean_field.systems.three_wells import ThreeWells

PUBLISHED = (
    Path(__file__).parents[3] / "shared/three_well/three_state_traj_data200k.npy"
)


def displacement_ratio(walks, lag: int, spacing: float) -> float:
    """Mean squared displacement over that of free diffusion, 2 t along each axis.

    Args:
        walks: shape (n_walkers, n_frames, d).
        lag: in frames.
        spacing: time from frame to frame.
    """
    moved = walks[:, lag:] - walks[:, :-lag]
    return float(np.square(moved).mean() / (2 * spacing * lag))


def count_hops(walks, sites, radius: float) -> int:
    """How often walks come to a site after having been at another one.

    Args:
        walks: shape (n_walkers, n_frames, d).
        sites: shape (n_sites, d).
        radius: a walker is at a site if it is nearer than this; else where it was.
    """
    hops = 0
    for walk in walks:
        squared = np.square(walk[:, None] - sites).sum(axis=-1)
        visits = squared.argmin(axis=1)[squared.min(axis=1) < radius**2]
        hops += int((np.diff(visits) != 0).sum())
    return hops


@pytest.fixture(scope="module")
def wells():
    return draw_walks(ThreeWells(), 40, 5000, np.random.default_rng(1))


def test_a_trapped_walker_is_an_ornstein_uhlenbeck_process():
    walks = draw_walks(MovingSpot(), 2000, 51, np.random.default_rng(0))
    assert walks.var() == pytest.approx(1.0, abs=0.03)
    # Fifty frames of 0.02 are one time unit.
    kept = (walks[:, 0] * walks[:, 50]).mean()
    assert kept == pytest.approx(np.exp(-1), abs=0.06)


def test_free_steps_would_have_the_ratio_one():
    rng = np.random.default_rng(0)
    free = rng.normal(0, np.sqrt(2 * 0.01), (20, 5000, 2)).cumsum(axis=1)
    assert displacement_ratio(free, 1, 0.01) == pytest.approx(1, abs=0.02)


def test_hops_are_counted_between_visits():
    sites = np.array([[0.0, 0.0], [1.0, 0.0]])
    places = [0.0, 0.5, 0.1, 0.5, 1.0, 0.5, 1.1, 0.0]
    walk = np.stack([places, np.zeros(8)], axis=1)[None]
    assert count_hops(walk, sites, 0.2) == 2


def test_walks_that_leave_for_infinity_are_refused():
    class Steep(MovingSpot):
        def force(self, r):
            return -1e3 * r

    with (
        np.errstate(over="ignore", invalid="ignore"),
        pytest.raises(ValueError, match=r"Steep diverge with time step 0\.005"),
    ):
        draw_walks(Steep(), 2, 1000, np.random.default_rng(0))


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published walk is not here")
def test_walks_are_like_the_published_one(wells):
    published = np.load(PUBLISHED)[None]
    for lag in (1, 2, 5, 10, 50):
        pair = [displacement_ratio(walks, lag, 0.01) for walks in (wells, published)]
        assert pair[0] == pytest.approx(pair[1], rel=0.02)
    hops = [count_hops(w, ThreeWells().minima, 0.5) for w in (wells, published)]
    assert hops[0] == pytest.approx(hops[1], rel=0.1)
    densities = [folded_density(walks.reshape(-1, 2)) for walks in (wells, published)]
    assert np.abs(densities[0] - densities[1]).sum() / 2 < 0.03


def folded_density(r):
    """Shares of cells of one well's half: the six-fold symmetry takes out the hops."""
    angle = np.arctan2(r[:, 1], r[:, 0]) - np.pi / 2
    angle = np.abs((angle + np.pi / 3) % (2 * np.pi / 3) - np.pi / 3)
    radius = np.hypot(*r.T)
    cells = (np.linspace(0, 2, 21), np.linspace(0, 2.6, 27))
    folded = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    counts, _ = np.histogramdd(folded, cells)
    return counts / counts.sum()


def test_walks_have_the_density_of_the_potential(wells):
    axis = np.linspace(-3, 3, 901)
    r = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    rho = np.exp(-ThreeWells().potential(r))
    rng = np.random.default_rng(0)
    exact = folded_density(r[rng.choice(len(r), 400_000, p=rho / rho.sum())])
    assert np.abs(folded_density(wells.reshape(-1, 2)) - exact).sum() / 2 < 0.03


@pytest.mark.parametrize(
    ("system", "n_sites", "unit"), [("three_well", 2, 0.1), ("peptide", 30, 0.1)]
)
def test_what_is_watched_goes_with_the_truth(system, n_sites, unit):
    seen = draw_observed(system, "parabola", 3, 20, np.random.default_rng(0))
    assert seen.truth.shape == (3, 20, 2)
    assert seen.frames.shape == (3, 20, n_sites)
    if system == "three_well":
        x, y = np.moveaxis(unit * seen.truth, -1, 0)
        np.testing.assert_allclose(seen.frames, np.stack([x, y + x**2], -1), atol=1e-5)


def test_held_out_frames_are_the_ends_of_walks():
    frames = np.arange(20).reshape(2, 10)
    train, held_out = split_frames(frames, 0.2)
    np.testing.assert_array_equal(train[0], range(8))
    np.testing.assert_array_equal(held_out[1], [18, 19])

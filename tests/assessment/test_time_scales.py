"""Time scales of walks whose memory is known, and angles told from latents."""

import numpy as np
import pytest

from latent_mean_field.assessment.circles import circular_r2
from latent_mean_field.assessment.time_scales import slow_times
from latent_mean_field.sampling.walks import draw_walks
from latent_mean_field.systems.overdamped import frame_spacing, slow_rates
from latent_mean_field.systems.three_wells import ThreeWells


def hopping(rate: float, n_walkers: int = 20, n: int = 20_000) -> np.ndarray:
    """Walks between two places, each left with probability `rate` a frame."""
    rng = np.random.default_rng(0)
    side = (rng.random((n_walkers, n)) < rate).cumsum(axis=1) % 2
    noise = rng.normal(0, 0.3, (n_walkers, n, 2))
    return noise + 4 * side[..., None] * np.array([1.0, 0.5])


def test_two_places_are_forgotten_at_twice_the_rate_of_hops():
    (found,) = slow_times(hopping(0.01), 10, 0.5, 1)
    assert found == pytest.approx(-0.5 / np.log(1 - 2 * 0.01), rel=0.06)


def test_time_scales_do_not_mind_a_change_of_coordinates():
    walks = hopping(0.01)
    bent = np.stack([walks[..., 0] + walks[..., 1] ** 2, 3 * walks[..., 1]], axis=-1)
    plain, other = (slow_times(w, 10, 1.0, 1)[0] for w in (walks, bent))
    assert other == pytest.approx(plain, rel=0.05)


def test_walks_in_wells_remember_as_long_as_their_generator_says():
    walks = draw_walks(ThreeWells(), 40, 5000, np.random.default_rng(1))
    exact = 1 / slow_rates(ThreeWells(), (-2.8, 2.8), 90, 2)
    found = slow_times(walks, 50, frame_spacing(ThreeWells()), 2)
    # Some three hundred hops: six per cent for each time, and the two are alike.
    assert found.mean() == pytest.approx(exact.mean(), rel=0.15)


@pytest.mark.parametrize(
    ("walks", "message"),
    [(np.zeros((2, 50, 2)), "do not move"), (np.ones((2, 5, 2)), "too short for 10")],
)
def test_walks_without_time_scales_are_refused(walks, message):
    with pytest.raises(ValueError, match=message):
        slow_times(walks, 10, 1.0, 1)


def test_angles_are_told_from_a_circle_and_not_from_noise():
    rng = np.random.default_rng(1)
    angles = rng.uniform(-np.pi, np.pi, (4000, 2))
    latents = np.stack([np.cos(angles[:, 0]), np.sin(angles[:, 0])], axis=1)
    r2 = circular_r2(latents[:2000], angles[:2000], latents[2000:], angles[2000:])
    assert r2[0] > 0.99
    assert abs(r2[1]) < 0.1

"""Bins of latents: far enough apart, whole, and counted by their roots."""

import numpy as np
import pytest

from latent_mean_field.vae.dynamical.bins import (
    BinError,
    binned_batches,
    nearest,
    regular_centres,
)

RNG = np.random.default_rng
PLANE = RNG(0).uniform(-10, 10, (5000, 2))


def test_centres_are_apart_and_all_latents_near_one():
    centres = regular_centres(PLANE, 3.0, RNG(1))
    between = np.linalg.norm(centres[:, None] - centres, axis=-1)
    assert between[np.triu_indices(len(centres), 1)].min() > 3
    assert np.linalg.norm(PLANE[:, None] - centres, axis=-1).min(axis=1).max() <= 3


def test_the_nearest_centre_is_found():
    centres = regular_centres(PLANE, 3.0, RNG(1))
    by_hand = np.linalg.norm(PLANE[:, None] - centres, axis=-1).argmin(axis=1)
    np.testing.assert_array_equal(nearest(PLANE, centres), by_hand)


def clusters(*sizes):
    return np.concatenate(
        [RNG(k).normal([100 * k, 0], 0.1, (n, 2)) for k, n in enumerate(sizes)]
    )


def test_every_batch_is_of_one_bin():
    z = clusters(900, 400)
    rows = binned_batches(z, (50, 64), 5.0, RNG(2))
    assert rows.shape == (50, 64)
    assert (np.ptp(z[rows][..., 0], axis=1) < 5).all()


def test_bins_are_drawn_by_the_roots_of_their_latents():
    z = clusters(9000, 1000)
    rows = binned_batches(z, (4000, 16), 5.0, RNG(3))
    share = (rows[:, 0] >= 9000).mean()
    assert share == pytest.approx(1 / (1 + 3), abs=0.03)


def test_bins_smaller_than_a_batch_are_left_out():
    rows = binned_batches(clusters(900, 20), (200, 32), 5.0, RNG(4))
    assert (rows < 900).all()


def test_latents_in_too_many_bins_are_refused():
    with pytest.raises(BinError, match="less than 80 % of 400"):
        binned_batches(clusters(200, 200), (10, 300), 5.0, RNG(5))
    with pytest.raises(BinError, match="more than 500 bins"):
        regular_centres(PLANE, 0.1, RNG(6))

"""Photographs of a spot: photons where they should be, at any fraction of a pixel."""

import numpy as np

from latent_mean_field.systems.moving_spot import (
    BACKGROUND,
    PEAK,
    PIXELS_PER_UNIT,
    SIDE,
    WIDTH,
    expected_photons,
    photograph,
)

PLACES = np.array([[0.0, 0.0], [0.31, -0.77], [-1.2, 1.1]])


def test_the_centre_of_the_light_is_the_place():
    light = expected_photons(PLACES).reshape(-1, SIDE, SIDE) - BACKGROUND
    pixels = np.arange(SIDE) - (SIDE - 1) / 2
    total = light.sum(axis=(1, 2))
    x = (light.sum(axis=1) @ pixels) / total
    y = (light.sum(axis=2) @ pixels) / total
    np.testing.assert_allclose(np.stack([x, y], 1), PIXELS_PER_UNIT * PLACES, atol=1e-6)
    np.testing.assert_allclose(total, 2 * np.pi * WIDTH**2 * PEAK, rtol=1e-6)


def test_photons_scatter_as_poisson_counts_do():
    rng = np.random.default_rng(0)
    photos = photograph(np.repeat(PLACES[:1], 3000, axis=0), rng).astype(float)
    mean = expected_photons(PLACES[:1])[0]
    deviation = (photos.mean(axis=0) - mean) / np.sqrt(mean / 3000)
    assert abs(deviation.std() - 1) < 0.05
    assert abs((photos.var(axis=0) / mean).mean() - 1) < 0.01


def test_photographs_keep_the_shape_of_walks():
    walks = np.zeros((2, 5, 2))
    photos = photograph(walks, np.random.default_rng(0))
    assert photos.shape == (2, 5, SIDE**2)
    assert photos.dtype == np.uint8

"""Pictures of a triangle: counted points, the standard library's colours, differences.

None of these share code with the renderer.
"""

import colorsys

import numpy as np
import pytest
from matplotlib.path import Path

from latent_mean_field.systems.mixings import ima_contrast, known_mixing
from latent_mean_field.systems.sprites import N_PIXELS, N_SOURCES, SIDE, Sprites

FINE = 16


@pytest.fixture(scope="module")
def sprites() -> Sprites:
    return known_mixing("sprites", N_SOURCES, np.random.default_rng(2))


@pytest.fixture(scope="module")
def sources(sprites) -> np.ndarray:
    return sprites.draw(40, np.random.default_rng(3))


def counted(source: np.ndarray) -> np.ndarray:
    """Share of points of each pixel that lie within a polygon of three corners."""
    x, y, size, _ = source
    centre = SIDE * (0.2 + 0.55 * np.array([x, y]))
    side = SIDE * (0.11 + 0.09 * size) * 2 / 3**0.25
    # Corners of an equilateral triangle that points up, where rows go down.
    angles = np.deg2rad([-90, 30, 150])
    corners = side / np.sqrt(3) * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    points = (np.arange(SIDE * FINE) + 0.5) / FINE
    grid = np.stack(np.meshgrid(points, points), axis=-1).reshape(-1, 2)
    inside = Path(centre + corners).contains_points(grid)
    return inside.reshape(SIDE, FINE, SIDE, FINE).mean(axis=(1, 3))


def test_pixels_are_covered_as_points_are_counted(sprites, sources):
    pictures = sprites.mix(sources).reshape(-1, SIDE, SIDE, 3)
    for picture, source in zip(pictures[:6], sources, strict=False):
        difference = picture.max(axis=-1) - counted(source)
        # A slanted side is taken as one along the pixels, of the same distance.
        assert np.abs(difference).max() < 0.15
        assert abs(difference.sum()) < 0.01 * counted(source).sum()


def test_colours_are_those_of_saturated_hues(sprites, sources):
    pictures = sprites.mix(sources).reshape(-1, SIDE**2, 3)
    brightest = pictures[np.arange(len(sources)), pictures.sum(-1).argmax(-1)]
    expected = [colorsys.hsv_to_rgb(hue, 1, 1) for hue in sources[:, 3]]
    np.testing.assert_allclose(brightest, expected, atol=1e-12)


def test_jacobians_are_central_differences(sprites, sources):
    step = 1e-6 * np.eye(N_SOURCES)
    expected = np.stack(
        [(sprites.mix(sources + e) - sprites.mix(sources - e)) / 2e-6 for e in step],
        axis=-1,
    )
    found = sprites.jacobian(sources)
    assert found.shape == (len(sources), N_PIXELS, N_SOURCES)
    # A pixel whose share is cut off within the step would be an exception.
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_mechanisms_are_nearly_independent(sprites, sources):
    contrast = ima_contrast(sprites.jacobian(sources))
    assert (contrast > 0).all()
    assert contrast.mean() < 0.03


def test_columns_are_orthogonal_but_for_size_and_hue(sprites, sources):
    J = sprites.jacobian(sources)
    columns = J / np.linalg.norm(J, axis=1, keepdims=True)
    cosines = (columns.swapaxes(1, 2) @ columns).mean(axis=0) - np.eye(N_SOURCES)
    # A larger triangle is brighter, and so are yellow, cyan and magenta.
    assert cosines[2, 3] > 0.05
    cosines[2, 3] = cosines[3, 2] = 0
    assert np.abs(cosines).max() < 0.01


def test_sources_obey_their_beta_laws(sprites):
    drawn = sprites.draw(200_000, np.random.default_rng(4))
    a, b = sprites.shapes.T
    np.testing.assert_allclose(drawn.mean(axis=0), a / (a + b), atol=2e-3)
    expected = a * b / (a + b) ** 2 / (a + b + 1)
    np.testing.assert_allclose(drawn.var(axis=0), expected, rtol=0.02)
    correlations = np.corrcoef(drawn.T) - np.eye(N_SOURCES)
    assert np.abs(correlations).max() < 0.01
    assert (sprites.shapes > 2).all()
    assert (sprites.shapes < 15).all()

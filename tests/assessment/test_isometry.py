"""Alignment of latents that were moved by hand, and derivatives of known maps."""

import numpy as np
import pytest
from scipy.linalg import orthogonal_procrustes

from latent_mean_field.assessment.isometry import align, local_derivatives

RNG = np.random.default_rng(0)
TRUTH = RNG.normal(size=(4000, 2)) * [3.0, 1.0]
TURN = np.array([[0.6, -0.8], [0.8, 0.6]])


@pytest.mark.parametrize("mirror", [1, -1])
def test_an_isometry_is_found_and_undone(mirror):
    latents = TRUTH @ (TURN * [1, mirror]) + [4.0, -7.0]
    found = align(latents, TRUTH)
    for error in (found.aligned, found.scaled, found.affine):
        assert error < 1e-20
    np.testing.assert_allclose(found.singular_values, 1)
    np.testing.assert_allclose(found.laid_over(latents), TRUTH, atol=1e-9)


def test_a_scale_is_forgiven_only_where_it_is_asked_for():
    found = align(2 * TRUTH @ TURN, TRUTH)
    assert found.aligned == pytest.approx(1)
    assert found.scaled < 1e-20
    assert found.scale == pytest.approx(0.5)
    np.testing.assert_allclose(found.singular_values, 2)


def test_a_matrix_is_forgiven_by_the_affine_map_alone():
    found = align(TRUTH @ TURN @ np.diag([1.0, 3.0]) @ TURN, TRUTH)
    assert found.scaled > 0.01
    assert found.affine < 1e-20
    np.testing.assert_allclose(found.singular_values, [3, 1])


def test_the_rotation_is_that_of_scipy_and_noise_is_its_share():
    latents = TRUTH @ TURN + RNG.normal(0, 0.5, TRUTH.shape)
    found = align(latents, TRUTH)
    centred = [x - x.mean(axis=0) for x in (latents, TRUTH)]
    expected, _ = orthogonal_procrustes(*centred)
    np.testing.assert_allclose(found.rotation, expected, atol=1e-9)
    assert found.aligned == pytest.approx(2 * 0.25 / 10, rel=0.1)


def test_derivatives_of_a_known_map():
    points = RNG.normal(size=(7, 2))

    def bent(r):
        return np.stack([r[..., 0] ** 2, r[..., 0] * r[..., 1]], axis=-1)

    step = 1e-4
    moves = step * np.eye(2)[:, None, None] * np.array([1, -1])[None, :, None, None]
    found = local_derivatives(bent(points + moves), step)
    x, y = points.T
    exact = np.moveaxis(np.array([[2 * x, 0 * x], [y, x]]), -1, 0)
    np.testing.assert_allclose(found, exact, atol=1e-7)

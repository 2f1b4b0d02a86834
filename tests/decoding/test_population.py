"""Stored patterns read off a law of fields."""

import numpy as np
import pytest

from latent_mean_field.decoding.fields import FieldLaw
from latent_mean_field.decoding.population import (
    flat_fraction,
    stored_patterns,
    subspace_cosine,
)

SPECTRUM = np.array([2.0, 1.0, 0.5, 0.0])
FRAME = np.linalg.qr(np.random.default_rng(0).normal(size=(4, 2)))[0]
LAW = FieldLaw(
    spectrum=SPECTRUM,
    mean=np.zeros(4),
    loadings=FRAME,
    coordinates=np.random.default_rng(1).normal(size=(5_000, 2)) * SPECTRUM[:2],
    log_density=np.zeros(5_000),
    log_normaliser=np.zeros(5_000),
)


def test_patterns_are_logits_per_standard_deviation_of_their_coordinate():
    patterns = stored_patterns(LAW)
    logits = 2 * LAW.coordinates @ LAW.loadings.T
    deviation = LAW.coordinates.std(axis=0)
    slopes = np.linalg.lstsq(LAW.coordinates / deviation, logits)[0].T
    # A standard deviation of 5,000 draws is known to a hundredth.
    np.testing.assert_allclose(np.abs(patterns), np.abs(slopes), rtol=0.05)


def test_most_cells_fire_more_along_a_pattern():
    assert (stored_patterns(LAW).sum(axis=0) > 0).all()


def test_the_flat_fraction_is_the_share_of_the_variance_in_the_first_directions():
    assert flat_fraction(LAW) == pytest.approx((4 + 1) / (4 + 1 + 0.25))


def test_a_subspace_agrees_with_itself_in_any_coordinates():
    columns = np.random.default_rng(2).normal(size=(6, 2))
    assert subspace_cosine(columns, columns @ [[1, 2], [-3, 1]]) == pytest.approx(1)


def test_planes_agree_as_little_as_their_worst_directions():
    angle = 0.3
    axes = np.eye(4)
    tilted = np.cos(angle) * axes[:, 1] + np.sin(angle) * axes[:, 2]
    other = np.column_stack([5 * axes[:, 0], tilted])
    assert subspace_cosine(axes[:, :2], other) == pytest.approx(np.cos(angle))
    assert subspace_cosine(axes[:, :2], axes[:, 1:3]) == pytest.approx(0, abs=1e-12)

"""Latent axes: found where they are known, matched whatever their order and sign."""

import numpy as np
import pytest
from scipy.stats import ortho_group

from latent_mean_field.decoding.axes import (
    axis_overlaps,
    pair_overlaps,
    preferred_axes,
)


def spikes(rng: np.random.Generator, d: int = 3, n: int = 4_000) -> np.ndarray:
    """Latents near the axes, one axis at a time."""
    z = 0.2 * rng.normal(size=(n, d))
    z[np.arange(n), rng.integers(d, size=n)] += rng.choice([-1.5, 1.5], n)
    return z


@pytest.mark.parametrize("d", [1, 2, 3, 5])
def test_the_axes_of_a_turned_density_are_found(d):
    rng = np.random.default_rng(d)
    turn = ortho_group.rvs(d, random_state=rng) if d > 1 else np.eye(1)
    R = preferred_axes(spikes(rng, d) @ turn.T, rng)
    np.testing.assert_allclose(R @ R.T, np.eye(d), atol=1e-9)
    assert axis_overlaps(R, turn.T).min() > 0.995


def test_a_density_without_axes_has_none_that_agree():
    rng = np.random.default_rng(0)
    found = [preferred_axes(rng.normal(size=(4_000, 3)), rng) for _ in range(4)]
    assert pair_overlaps(np.array(found)).mean() < 0.95


def test_overlaps_know_neither_order_nor_sign_nor_length():
    axes = np.random.default_rng(1).normal(size=(3, 20))
    other = np.array([[2.0], [-0.5], [-3.0]]) * axes[[2, 0, 1]]
    np.testing.assert_allclose(axis_overlaps(axes, other), 1)


def test_all_pairs_are_compared_or_neighbours_only():
    axes = np.random.default_rng(2).normal(size=(5, 2, 20))
    assert pair_overlaps(axes).shape == (10, 2)
    assert pair_overlaps(axes, neighbours=True).shape == (4, 2)

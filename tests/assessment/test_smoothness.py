"""Roughness on lines and clusters, where it is known."""

import numpy as np
import pytest

from latent_mean_field.assessment.smoothness import (
    neighbour_graph,
    roughness,
    roughness_z,
)

RNG = np.random.default_rng(0)
PLANE = RNG.uniform(size=(1500, 2))
GRAPH = neighbour_graph(PLANE)


def test_roughness_is_the_sum_over_pairs_of_neighbours():
    f = RNG.normal(size=60)
    W = neighbour_graph(PLANE[:60]).toarray()
    np.testing.assert_array_equal(W, W.T)
    D = W.sum(axis=1)
    f = f - D @ f / D.sum()
    pairs = 0.5 * (W * (f[:, None] - f) ** 2).sum()
    expected = pairs / (D @ f**2)
    assert roughness(neighbour_graph(PLANE[:60]), f + 3) == pytest.approx(expected)


def test_a_coordinate_is_smooth_and_noise_is_not():
    assert roughness(GRAPH, PLANE[:, 0]) < 0.05
    assert roughness(GRAPH, RNG.normal(size=1500)) == pytest.approx(1, abs=0.1)


def test_faster_waves_are_rougher():
    waves = [roughness(GRAPH, np.sin(k * PLANE[:, 0])) for k in (3, 20, 60)]
    assert waves[0] < waves[1] < waves[2]


def test_the_deviation_is_large_for_a_coordinate_and_small_for_noise():
    rng = np.random.default_rng(1)
    assert roughness_z(GRAPH, PLANE[:, 1], rng) > 20
    assert abs(roughness_z(GRAPH, rng.normal(size=1500), rng)) < 4


def test_what_only_tells_clusters_apart_is_perfectly_smooth():
    rng = np.random.default_rng(2)
    labels = np.repeat([0.0, 1.0], 200)
    points = rng.normal(size=(400, 2)) + 50 * labels[:, None]
    assert roughness(neighbour_graph(points), labels) == pytest.approx(0)


def test_units_do_not_matter():
    stretched = PLANE * [1.0, 1000.0]
    same = roughness(neighbour_graph(stretched), PLANE[:, 0])
    assert same == pytest.approx(roughness(GRAPH, PLANE[:, 0]))

"""Mixings: Jacobians by differences, inverses, densities and contrasts."""

import numpy as np
import pytest
from scipy.stats import ortho_group

from latent_mean_field.systems.mixings import (
    ima_contrast,
    known_mixing,
    log_density,
)

SYSTEMS = ["moebius", "moebius_linear", "smooth_mlp", "triangular_mlp", "linear"]
D = 3


def drawn(system: str, n: int = 50):
    rng = np.random.default_rng(3)
    mixing = known_mixing(system, D, rng)
    return mixing, mixing.draw(n, rng)


@pytest.mark.parametrize("system", SYSTEMS)
def test_jacobians_are_central_differences(system):
    mixing, sources = drawn(system)
    step = 1e-5 * np.eye(D)
    columns = [(mixing.mix(sources + e) - mixing.mix(sources - e)) / 2e-5 for e in step]
    expected = np.stack(columns, axis=-1)
    np.testing.assert_allclose(mixing.jacobian(sources), expected, atol=1e-6)


def test_a_moebius_map_is_undone_by_another():
    mixing, sources = drawn("moebius")
    turned = mixing.mix(sources) @ mixing.rotation
    back = turned / np.square(turned).sum(axis=1, keepdims=True) + mixing.pole
    np.testing.assert_allclose(back, sources, atol=1e-12)


def test_no_source_comes_near_the_pole():
    rng = np.random.default_rng(0)
    poles = np.array([known_mixing("moebius", D, rng).pole for _ in range(200)])
    assert (np.abs(poles) > 0.5).all()
    assert (poles < 0).any()


def test_columns_of_the_matrix_have_unit_length():
    matrix = drawn("moebius_linear")[0].matrix
    np.testing.assert_allclose(np.square(matrix).sum(axis=0), 1)


def test_a_triangular_network_mixes_no_later_source_into_an_earlier_observation():
    mixing, sources = drawn("triangular_mlp")
    assert (np.triu(mixing.jacobian(sources), 1) == 0).all()


def test_conformal_maps_have_no_contrast_but_their_mean_jacobian_has():
    mixing, sources = drawn("moebius", 2000)
    J = mixing.jacobian(sources)
    np.testing.assert_allclose(ima_contrast(J), 0, atol=1e-10)
    assert ima_contrast(J.mean(axis=0)) > 1e-5


@pytest.mark.parametrize("system", ["moebius_linear", "smooth_mlp", "linear"])
def test_other_mixings_have_a_contrast(system):
    mixing, sources = drawn(system)
    assert ima_contrast(mixing.jacobian(sources)).min() > 1e-3


def test_the_contrast_is_a_divergence_from_orthogonality():
    """Of two columns at an angle: -log |sin|."""
    angle = 0.7
    J = np.array([[1.0, np.cos(angle)], [0.0, np.sin(angle)]])
    assert ima_contrast(J) == pytest.approx(-np.log(np.sin(angle)))


def test_the_contrast_knows_neither_lengths_nor_rotations():
    rng = np.random.default_rng(1)
    J = rng.normal(size=(20, 5, D))
    same = ortho_group.rvs(5, random_state=rng) @ (J * rng.uniform(0.1, 9, D))
    np.testing.assert_allclose(ima_contrast(same), ima_contrast(J))


@pytest.mark.parametrize("system", ["moebius", "smooth_mlp"])
def test_the_density_is_normalised_by_its_jacobian(system):
    """Counts of observations in a small box against density times volume."""
    mixing, sources = drawn(system, 400_000)
    centre = np.full((1, D), 0.1)
    observations, x = mixing.mix(sources), mixing.mix(centre)
    half = 0.05 * np.abs(observations - x).std(axis=0)
    inside = (np.abs(observations - x) < 4 * half).all(axis=1)
    expected = np.exp(log_density(mixing, centre)[0]) * np.prod(8 * half)
    # A few hundred counts, and a density that is not flat over the box.
    assert inside.mean() == pytest.approx(expected, rel=0.15)


def test_there_is_no_other_mixing():
    with pytest.raises(ValueError, match="no mixing called stirred"):
        known_mixing("stirred", D, np.random.default_rng(0))

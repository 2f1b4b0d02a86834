"""Gaps of known decoders: closed form, limit, and a posterior found another way."""

import numpy as np
import pytest
from scipy.optimize import minimize

from latent_mean_field.assessment.elbo_gap import (
    best_elbo,
    elbo_gap,
    gap_rows,
    linear_gap,
    normal_nodes,
)
from latent_mean_field.systems.mixings import Linear, ima_contrast, known_mixing


@pytest.mark.parametrize("precision", [1.0, 50.0, 1e5])
def test_two_linear_columns_at_an_angle(precision):
    """A = 1 + gamma² W^T W with unit columns: ½ log of 1 / (1 - cos² a / (1+1/g)²)."""
    angle = 0.4
    W = np.array([[1.0, np.cos(angle)], [0.0, np.sin(angle)]])
    share = np.cos(angle) / (1 + 1 / precision)
    assert linear_gap(W, precision) == pytest.approx(-0.5 * np.log(1 - share**2))


def test_the_gap_of_a_linear_decoder_is_the_same_for_every_observation():
    rng = np.random.default_rng(0)
    W = rng.normal(size=(3, 3))
    gaps = elbo_gap(Linear(W), rng.normal(size=(20, 3)), 30.0, rng)
    np.testing.assert_allclose(gaps, linear_gap(W, 30.0), atol=1e-9)


def test_the_gap_of_a_network_tends_to_its_contrast():
    rng = np.random.default_rng(1)
    mixing, sources = known_mixing("triangular_mlp", 3, rng), rng.normal(size=(40, 3))
    contrast = ima_contrast(mixing.jacobian(sources))
    errors = [
        np.abs(elbo_gap(mixing, sources, precision, rng) - contrast).max()
        for precision in (1e4, 1e8)
    ]
    assert errors[1] < 1e-3 < errors[0]


def test_no_other_diagonal_posterior_does_better():
    """The same elbo, maximised by a general optimiser over means and scales."""
    rng = np.random.default_rng(2)
    mixing, source = known_mixing("triangular_mlp", 2, rng), rng.normal(size=(1, 2))
    x, precision, nodes = mixing.mix(source), 20.0, normal_nodes(64, 2, rng)

    def minus_elbo(parameters):
        mean, log_scale = parameters[:2], parameters[2:]
        z = mean + np.exp(log_scale) * nodes
        residual = x - mixing.mix(z)
        log_joint = np.log(precision / (2 * np.pi)) - np.log(2 * np.pi)
        log_joint = log_joint - 0.5 * (precision * residual**2 + z**2).sum(axis=1)
        entropy = log_scale.sum() + np.log(2 * np.pi * np.e)
        return -(log_joint.mean() + entropy)

    start = np.concatenate([source[0], [-1.0, -1.0]])
    expected = -minimize(minus_elbo, start, tol=1e-12).fun
    found = best_elbo(mixing, x, source, precision, nodes)
    assert found[0] == pytest.approx(expected, abs=2e-4)


def test_nodes_have_the_moments_of_the_normal_law():
    nodes = normal_nodes(64, 3, np.random.default_rng(0))
    np.testing.assert_allclose(nodes.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(nodes.T @ nodes / len(nodes), np.eye(3), atol=1e-12)
    assert (nodes**4).mean() == pytest.approx(3, rel=0.1)


def test_the_gap_has_its_own_error_and_its_excess_that_of_the_difference():
    rows, arrays = gap_rows(0)
    numbers = {row["keys"]["system"]: row["numbers"] for row in rows}
    network = numbers["triangular_mlp"]
    # The contrast varies from x to x far more than the gap from the contrast.
    assert network["elbo_gap"]["error"] > 20 * network["elbo_gap_excess"]["error"]
    excess = network["elbo_gap"]["value"] - network["elbo_gap"]["theory"]
    assert network["elbo_gap_excess"]["value"] == pytest.approx(excess)
    assert arrays["triangular_mlp_error"][-1] == network["elbo_gap_excess"]["error"]

"""Measures of the table, on a VAE whose answers are known: linear Gaussian sites."""

import numpy as np
import pytest

from latent_mean_field.assessment.regimes import Regimes
from latent_mean_field.assessment.variants import HeldOut, explained, measure_variant
from latent_mean_field.systems.mixings import ima_contrast
from linear_vae import PRECISION, D, right_fit, truth

W = np.array([[1.0, 0.9], [0.2, 1.2]])


@pytest.fixture(scope="module")
def measured():
    _, sources, words = truth(W, 4000, np.random.default_rng(0))
    quantities = {"one": sources[:, 0], "other": sources[:, 1]}
    covariance = W @ W.T + np.eye(D) / PRECISION
    squared = np.einsum("ni,ni->n", words, np.linalg.solve(covariance, words.T).T)
    log_det = np.linalg.slogdet(2 * np.pi * covariance).logabsdet
    held_out = HeldOut(
        words,
        Regimes(np.zeros(4000, int), quantities),
        4000,
        -0.5 * (squared + log_det),
        (0.1, 0.0),
    )
    return measure_variant(right_fit(W, 2), held_out, 3)


def test_the_gap_is_what_a_diagonal_posterior_pays(measured):
    A = np.eye(D) + PRECISION * W.T @ W
    expected = 0.5 * (np.log(np.diag(A)).sum() - np.linalg.slogdet(A).logabsdet)
    # One draw of the latent for each of 4000 words: a nat of scatter each.
    assert measured["gap"]["value"] == pytest.approx(expected, abs=0.05)


def test_a_diagonal_posterior_is_narrower_than_the_best_gaussian_by_the_contrast(
    measured,
):
    A = np.eye(D) + PRECISION * W.T @ W
    pays = 0.5 * (np.log(np.diag(A)).sum() - np.linalg.slogdet(A).logabsdet)
    expected = np.exp(-pays / D)
    assert measured["width_over_laplace"]["value"] == pytest.approx(expected, rel=1e-3)


def test_the_contrast_is_that_of_the_matrix(measured):
    found = measured["c_ima"]["value"]
    assert found == pytest.approx(float(ima_contrast(W)), abs=1e-5)


def test_order_parameters_are_linear_in_the_latents(measured):
    assert measured["order_parameters_r2"]["value"] > 0.98
    assert measured["mcc"]["value"] > 0.98
    assert measured["seed_spread"]["value"] == pytest.approx(0, abs=1e-9)


def test_too_much_of_a_gap_is_not_faithful(measured):
    assert measured["gap"]["value"] > 0.1
    assert measured["faithful"]["value"] == 0
    assert measured["mutual_information"]["value"] == 0.1


def test_what_learning_from_few_words_costs_is_forgiven():
    _, sources, words = truth(W, 4000, np.random.default_rng(0))
    regimes = Regimes(np.zeros(4000, int), {"one": sources[:, 0]})
    log_prob = np.full(4000, -2.0)
    few, many = (
        measure_variant(
            right_fit(W, 2), HeldOut(words, regimes, n, log_prob, (0.1, 0.0)), 3
        )
        for n in (1, 10**6)
    )
    # Six parameters learned from one word cost three nats.
    assert few["gap"]["theory"] == 3
    assert 0.3 < few["gap"]["value"] < 3
    assert (few["faithful"]["value"], many["faithful"]["value"]) == (1, 0)


def test_a_linear_map_explains_what_it_made_and_noise_nothing():
    rng = np.random.default_rng(1)
    latents = rng.normal(size=(5000, 2))
    turned = latents @ rng.normal(size=(2, 3)) + 5
    assert explained(latents, turned) == pytest.approx(1)
    assert explained(latents, rng.normal(size=(5000, 3))) < 0.01


def test_without_an_exact_answer_there_is_no_gap_and_no_verdict():
    _, sources, words = truth(W, 300, np.random.default_rng(0))
    regimes = Regimes(np.zeros(300, int), {"one": sources[:, 0]})
    found = measure_variant(right_fit(W, 2), HeldOut(words, regimes, 300), 0)
    assert not found.keys() & {"gap", "faithful", "mcc", "mutual_information"}


def test_the_error_of_the_elbo_holds_the_scatter_of_the_words(measured):
    """Two trainings that are alike: the words alone make the error."""
    # Log p is that of D normal numbers, and a draw of the latent adds to it.
    least = np.sqrt(D / 2 / 4000)
    assert least < measured["elbo"]["error"] < 3 * least
    assert measured["gap"]["error"] < measured["elbo"]["error"]

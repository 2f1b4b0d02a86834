"""Numbers of a VAE that is exactly right: linear, with the best diagonal posterior."""

import numpy as np
import pytest
from scipy.special import logit
from scipy.stats import logistic, norm, sem

from latent_mean_field.assessment.elbo_gap import linear_gap
from latent_mean_field.assessment.mechanisms import (
    Truth,
    assess_mechanisms,
    closed_variance,
)
from latent_mean_field.decoding.mechanisms import match_sources
from latent_mean_field.systems.mixings import ima_contrast
from linear_vae import PRECISION, D, right_fit, truth


@pytest.fixture(scope="module")
def assessed():
    rng = np.random.default_rng(0)
    matrices = [rng.normal(size=(D, D)) for _ in range(5)]
    fits = [right_fit(W) for W in matrices]
    truths = [truth(W, 20_000, rng) for W in matrices]
    return matrices, *assess_mechanisms(fits, truths, 0)


def test_the_contrast_is_that_of_the_matrix(assessed):
    matrices, numbers, arrays = assessed
    expected = [ima_contrast(W) for W in matrices]
    np.testing.assert_allclose(arrays["c_ima"], expected, atol=1e-5)
    np.testing.assert_allclose(arrays["c_ima_true"], expected, atol=1e-10)
    assert numbers["c_ima"]["value"] == pytest.approx(np.mean(expected), abs=1e-5)


def test_the_elbo_is_that_of_the_best_posterior(assessed):
    matrices, _, arrays = assessed
    for W, found in zip(matrices, arrays["elbo"], strict=True):
        covariance = W @ W.T + np.eye(D) / PRECISION
        entropy = 0.5 * np.linalg.slogdet(2 * np.pi * np.e * covariance).logabsdet
        # 20,000 words, each with a few nats of scatter.
        assert found == pytest.approx(-entropy - linear_gap(W, PRECISION), abs=0.06)


def test_the_encoder_obeys_its_closed_form(assessed):
    _, numbers, arrays = assessed
    np.testing.assert_allclose(
        arrays["log10_variance"], arrays["log10_variance_closed"], atol=1e-5
    )
    excess = arrays["log10_variance"] - arrays["log10_variance_closed"]
    number = numbers["log10_variance_excess"]
    assert number["value"] == pytest.approx(excess.mean())
    assert number["error"] == pytest.approx(sem(excess))


def test_the_error_of_a_number_is_its_own_and_not_that_of_a_difference(assessed):
    _, numbers, arrays = assessed
    number = numbers["log10_variance"]
    assert number["error"] == pytest.approx(sem(arrays["log10_variance"]))
    assert number["theory"] == pytest.approx(number["value"], abs=1e-5)


def test_sources_seen_through_noise_are_nearly_found(assessed):
    _, numbers, arrays = assessed
    # What is left of the sources' variance is 1 / A_kk of it, and what is mixed in.
    assert 0.9 < numbers["mcc"]["value"] < 1
    assert numbers["mcc_least"]["value"] == arrays["mcc"].min()
    assert numbers["failures"]["value"] == (arrays["mcc"] < 0.9).sum()


def test_there_is_a_rank_correlation_where_contrasts_differ(assessed):
    _, numbers, _ = assessed
    assert -1 <= numbers["rank_correlation"]["value"] <= 1


@pytest.mark.parametrize("z", [-2.0, 0.0, 1.3])
def test_the_curvature_of_either_prior_is_a_second_difference(z):
    step, at = 1e-3, z + np.array([-1e-3, 0.0, 1e-3])
    for uniform, log_prior in ((True, logistic.logpdf), (False, norm.logpdf)):
        low, middle, high = log_prior(at)
        expected = -(low - 2 * middle + high) / step**2
        found = closed_variance(np.zeros((1, 2, 1)), np.array([[z]]), 1.0, uniform)
        assert 1 / found.item() == pytest.approx(expected, rel=1e-4)


class Logit:
    """Uniform sources through an inverse sigmoid."""

    uniform = True

    def mix(self, sources):
        return logit(sources + 0.5)

    def jacobian(self, sources):
        u = sources + 0.5
        return np.eye(D) / (u * (1 - u))[:, None]


def test_uniform_sources_are_sigmoids_of_the_latents():
    sources = np.random.default_rng(3).uniform(-0.5, 0.5, (5000, D))
    words = Logit().mix(sources).astype(np.float32)
    numbers, _ = assess_mechanisms(
        [right_fit(np.eye(D))], [Truth(Logit(), sources, words)], 0
    )
    assert numbers["mcc"]["value"] > 0.99999


def test_more_sites_than_sources_have_a_contrast_but_no_density():
    """As pictures have: the elbo has no gap to a log p that is not there."""
    rng = np.random.default_rng(4)
    W = rng.normal(size=(5, D))
    numbers, arrays = assess_mechanisms([right_fit(W)], [truth(W, 2000, rng)], 0)
    assert "elbo_gap" not in numbers
    np.testing.assert_allclose(arrays["c_ima"], ima_contrast(W), atol=1e-5)
    np.testing.assert_allclose(arrays["c_ima_true"], ima_contrast(W))


def test_sources_are_matched_whatever_their_order_and_sign():
    rng = np.random.default_rng(1)
    true = rng.normal(size=(500, 3))
    found = -true[:, [2, 0, 1]] + 0.1 * rng.normal(size=(500, 3))
    match = match_sources(found, true)
    np.testing.assert_array_equal(match.which, [1, 2, 0])
    assert (match.correlations < -0.98).all()
    assert match.mcc == pytest.approx(-match.correlations.mean())


def test_unrelated_sources_hardly_correlate_in_large_sets():
    """Chance is 0.011 in 12,000 samples, and 0.15 in a batch of 64."""
    rng = np.random.default_rng(2)
    large, small = (
        np.mean(
            [
                match_sources(rng.normal(size=(n, 3)), rng.normal(size=(n, 3))).mcc
                for _ in range(20)
            ]
        )
        for n in (12_000, 64)
    )
    assert large == pytest.approx(0.011, abs=0.003)
    assert small == pytest.approx(0.15, abs=0.03)

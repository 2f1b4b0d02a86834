"""Log-likelihoods against sums over all words and Gauss-Hermite rules in numpy."""

import math

import numpy as np
import pytest
import torch

from latent_mean_field.assessment.likelihood import (
    LikelihoodError,
    log_likelihood,
    quadrature_log_likelihood,
    sampled_log_likelihood,
)
from latent_mean_field.vae.model import VAE
from tiny_vae import all_words, exact_log_likelihood, random_vae

N_SITES = 8
WORDS = all_words(N_SITES)


def vae_of(d: int, seed: int = 0) -> VAE:
    """Mixtures and a free decoder."""
    vae = random_vae(
        N_SITES,
        d,
        seed=seed,
        prior_components=3,
        posterior_components=2,
        decoder_hidden_dim=5,
    )
    return vae.float()


def set_posterior(vae: VAE, log_scale: float) -> None:
    """Make the posterior of every word nearly one wide or narrow Gaussian."""
    d = vae.latent_dim
    with torch.no_grad():
        for parameter in vae.encoder.parameters():
            parameter.mul_(0.1)
        *_, bias = vae.encoder.network.parameters()
        bias.view(2, -1)[:, 1 + d : 1 + 2 * d] = log_scale


def covered_vae(d: int) -> VAE:
    """A VAE whose posterior is wide enough to sample from without rare weights."""
    vae = vae_of(d)
    with torch.no_grad():
        for parameter in vae.prior.parameters():
            parameter.mul_(0.5)
    set_posterior(vae, log_scale=0.4)
    return vae


@pytest.mark.parametrize("d", [1, 2])
def test_probabilities_of_all_words_sum_to_one_by_quadrature(d):
    values = quadrature_log_likelihood(vae_of(d), WORDS)
    assert values.shape == (len(WORDS),)
    # Five standard deviations of the prior leave 6e-7 outside, on each axis.
    assert np.exp(values).sum() == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("d", [1, 2])
def test_quadrature_is_that_of_another_rule(d, seed):
    vae = vae_of(d, seed)
    values = quadrature_log_likelihood(vae, WORDS)
    expected = exact_log_likelihood(vae, WORDS, n_nodes={1: 100, 2: 40}[d])
    np.testing.assert_allclose(values, expected, atol=2e-4)


def test_quadrature_sees_every_valley_of_the_prior():
    vae = vae_of(1)
    with torch.no_grad():
        vae.prior.means.copy_(torch.tensor([-20.0, 0.0, 20.0]).reshape(1, 3, 1))
        vae.prior.log_diagonal.fill_(math.log(0.3))
        vae.decoder.loadings.mul_(0.2)
    values = quadrature_log_likelihood(vae, WORDS)
    expected = exact_log_likelihood(vae, WORDS)
    np.testing.assert_allclose(values, expected, atol=2e-4)


@pytest.mark.parametrize("d", [1, 2, 3])
def test_importance_sampling_agrees_within_its_errors(d):
    vae = covered_vae(d)
    expected = exact_log_likelihood(vae, WORDS, n_nodes={1: 100, 2: 30, 3: 15}[d])
    draws = np.array(
        [
            sampled_log_likelihood(vae, WORDS, n_samples=100, seed=seed).values
            for seed in range(30)
        ]
    )
    # The estimate of the probability is unbiased; that of its logarithm is not.
    ratio = np.exp(draws - expected)
    error = ratio.std(axis=0, ddof=1) / np.sqrt(len(draws))
    assert error.max() < 0.05
    # The largest of 256 deviations, each Student's t with 29 degrees of freedom.
    assert (np.abs(ratio.mean(axis=0) - 1) / error).max() < 5


def test_more_words_than_one_chunk_come_back_in_order():
    repeated, vae = np.tile(WORDS, (5, 1)), covered_vae(1)
    once = quadrature_log_likelihood(vae, WORDS)
    values = quadrature_log_likelihood(vae, repeated)
    np.testing.assert_allclose(values, np.tile(once, 5), rtol=1e-5)
    sampled = sampled_log_likelihood(vae, repeated, n_samples=500, seed=0)
    np.testing.assert_allclose(sampled.values, values, atol=0.5)
    assert values.std() > 0.5


@pytest.mark.parametrize(("d", "exact"), [(1, True), (2, True), (3, False)])
def test_up_to_two_latents_go_by_quadrature(d, exact):
    result = log_likelihood(covered_vae(d), WORDS[:10], n_samples=200, seed=0)
    assert math.isinf(result.effective_samples) == exact
    assert result.values.shape == (10,)


def test_the_effective_sample_size_is_that_of_the_draws_where_weights_are_equal():
    vae = random_vae(N_SITES, 3).float()
    with torch.no_grad():
        # Prior and posterior standard normal, and a decoder that ignores the latent.
        for module in (vae.encoder, vae.prior):
            for parameter in module.parameters():
                parameter.zero_()
        vae.decoder.loadings.zero_()
    result = sampled_log_likelihood(vae, WORDS, n_samples=50, seed=0)
    assert result.effective_samples == pytest.approx(50, rel=1e-3)


def test_a_posterior_that_misses_is_refused():
    vae = covered_vae(3)
    set_posterior(vae, log_scale=3.0)
    with pytest.raises(LikelihoodError, match=r"has \d\.\d effective samples"):
        log_likelihood(vae, WORDS, n_samples=200, seed=0)

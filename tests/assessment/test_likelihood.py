"""Log-likelihoods against sums over all words and Gauss-Hermite rules in numpy."""

import math

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from latent_mean_field.assessment.likelihood import (
    LatentNodes,
    LikelihoodError,
    latent_nodes,
    log_likelihood,
    quadrature_log_likelihood,
    sampled_log_likelihood,
)
from latent_mean_field.sampling.nematic import sample_nematic
from latent_mean_field.systems.maier_saupe import MaierSaupe
from latent_mean_field.tensors import as_words
from latent_mean_field.vae.model import VAE
from nematic import nematic_vae
from tiny_vae import all_words, exact_log_likelihood, numpy_prior, random_vae

N_SITES = 8
WORDS = all_words(N_SITES)
EVERY_SITE = np.ones(N_SITES, bool)


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


def test_sites_that_are_no_bits_are_never_summed_over_the_grid():
    system = MaierSaupe(10, 0.5, 2)
    vae = nematic_vae(system, n_clouds=200, width=0.8)
    assert vae.latent_dim == 2
    words = as_words(sample_nematic(system, 50, np.random.default_rng(0)))
    found = log_likelihood(vae, words, n_samples=200, seed=0)
    drawn = sampled_log_likelihood(vae, words, n_samples=200, seed=0)
    assert found.effective_samples < 200
    assert (found.values == drawn.values).all()


def log_marginal(log_prob: NDArray, sites: NDArray) -> NDArray:
    """Log of the sum of p over all words that agree on the sites, one per word."""
    agree = (WORDS[:, None, sites] == WORDS[None, :, sites]).all(-1)
    return np.log(agree @ np.exp(log_prob))


@pytest.mark.parametrize("d", [1, 2, 3])
def test_parts_of_words_have_the_probability_of_all_words_that_share_them(d):
    vae = vae_of(d)
    exact = exact_log_likelihood(vae, WORDS, n_nodes={1: 100, 2: 40, 3: 24}[d])
    nodes = latent_nodes(vae, seed=1)
    for sites in (EVERY_SITE, np.arange(N_SITES) % 3 == 0, np.arange(N_SITES) < 1):
        values = nodes.log_prob(WORDS, sites).values
        expected = log_marginal(exact, sites)
        # Independent nodes, 27,000 of them effective, would err by 6e-3.
        np.testing.assert_allclose(values, expected, atol=5e-4 if d < 3 else 2e-3)


def test_no_site_at_all_is_certain():
    for d in (1, 3):
        nothing = latent_nodes(vae_of(d), 0).log_prob(WORDS[:3], ~EVERY_SITE)
        np.testing.assert_allclose(nothing.values, 0, atol=1e-5)


def test_drawn_nodes_hold_every_component_of_the_prior_at_its_weight():
    vae = vae_of(3)
    with torch.no_grad():
        vae.prior.log_weights.copy_(torch.tensor([[0.0, -3.0, -9.0]]))
        # Far apart: the first logit alone tells the component.
        vae.prior.means.copy_(40 * torch.eye(3).unsqueeze(0))
        vae.decoder.network = None
        vae.decoder.bias.zero_()
        vae.decoder.loadings.zero_()
        vae.decoder.loadings[0, :, :3] = torch.eye(3)
    nodes = latent_nodes(vae, 0)
    component = nodes.logits[:, :3].argmax(1)
    shares = torch.zeros(3).index_add(0, component, nodes.log_weights.exp())
    expected = np.exp([0.0, -3.0, -9.0]) / np.exp([0.0, -3.0, -9.0]).sum()
    np.testing.assert_allclose(shares, expected, rtol=1e-4)
    assert len(component) == pytest.approx(2**15, abs=3)


def test_drawn_nodes_have_the_moments_of_the_prior():
    vae = random_vae(N_SITES, 3, prior_components=2)
    with torch.no_grad():
        vae.decoder.bias.zero_()
        vae.decoder.loadings.zero_()
        vae.decoder.loadings[0, :, :3] = torch.eye(3)
    nodes = latent_nodes(vae, 5)
    z, weights = nodes.logits[:, :3].numpy(), nodes.log_weights.exp().numpy()
    mean, covariance = numpy_prior(vae).moments()
    # Independent draws would err by 0.004 standard deviations.
    np.testing.assert_allclose(weights @ z, mean, atol=5e-4)
    second = np.cov(z.T, aweights=weights, ddof=0)
    np.testing.assert_allclose(second, covariance, atol=2e-3)


def test_equal_nodes_all_count():
    nodes = LatentNodes(torch.full((64,), -math.log(64)), torch.zeros(64, 8), 5.0)
    assert nodes.log_prob(WORDS, EVERY_SITE).effective_samples == pytest.approx(64)


@pytest.mark.parametrize("d", [2, 3])
def test_words_that_fall_between_the_nodes_are_refused(d):
    vae = random_vae(400, d).float()
    with torch.no_grad():
        vae.decoder.loadings.mul_(10 if d == 3 else 60)
    words = all_words(N_SITES)[:20].repeat(50, axis=1)
    with pytest.raises(LikelihoodError, match=r"only \d+\.\d latent nodes"):
        latent_nodes(vae, 0).log_prob(words, np.ones(400, bool))

"""The starting point against planted structure."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from latent_mean_field.vae.initialisation import LatentDimensionError, initial_vae
from latent_mean_field.vae.model import VAE
from latent_mean_field.vae.objective import elbo_parts
from tiny_vae import small_settings

N_WORDS = 4_000
DIRECTION = np.array([0.5, -0.5, 0.6, 0.4, -0.7, 0.3, -0.4, 0.5])
BIAS = np.array([-1.0, 0.0, -0.5, 0.5, 1.0, 0.0, -1.5, 0.2])


def planted_words(latent: NDArray, seed: int = 0) -> NDArray:
    """Words whose logits are linear in one latent (n_words,)."""
    logits = BIAS + np.outer(latent, DIRECTION)
    chances = np.random.default_rng(seed).random(logits.shape)
    return (chances < 1 / (1 + np.exp(-logits))).astype(np.uint8)


def normal_latent(n_words: int = N_WORDS) -> NDArray:
    return np.random.default_rng(1).normal(size=n_words)


def array(tensor: torch.Tensor) -> NDArray:
    return tensor.detach().double().numpy()


def scores(vae: VAE, words: NDArray) -> NDArray:
    """Linear read-out of the first replica, shape (n_words, latent_dim)."""
    return (words - array(vae.encoder.mean[0])) @ array(vae.encoder.readout[0])


def cosine(first: NDArray, second: NDArray) -> float:
    return abs(first @ second) / np.linalg.norm(first) / np.linalg.norm(second)


def test_the_first_loadings_point_along_the_planted_direction():
    words = planted_words(3 * normal_latent())
    vae = initial_vae(words, 1, small_settings(), seed=0)
    assert cosine(array(vae.decoder.loadings[0, 0]), DIRECTION) > 0.98
    # Words without the latent must not find it.
    noise = planted_words(np.zeros(N_WORDS))
    elsewhere = initial_vae(noise, 1, small_settings(), seed=0)
    assert cosine(array(elsewhere.decoder.loadings[0, 0]), DIRECTION) < 0.9


def test_the_first_latent_follows_the_planted_one():
    latent = 3 * normal_latent()
    words = planted_words(latent)
    vae = initial_vae(words, 1, small_settings(), seed=0)
    assert abs(np.corrcoef(scores(vae, words)[:, 0], latent)[0, 1]) > 0.8


# More words than one block of the second moments holds.
@pytest.mark.parametrize("n_words", [N_WORDS, 120_001])
def test_the_read_out_gives_white_scores(n_words):
    words = planted_words(normal_latent(n_words))
    vae = initial_vae(words, 3, small_settings(), seed=0)
    covariance = np.cov(scores(vae, words).T, bias=True)
    np.testing.assert_allclose(covariance, np.eye(3), atol=1e-4)


def test_loadings_are_the_regression_of_the_logits_on_the_scores():
    words = planted_words(normal_latent())
    vae = initial_vae(words, 2, small_settings(), seed=0)
    design = scores(vae, words)
    slopes = np.linalg.lstsq(design, words - words.mean(axis=0))[0]
    expected = slopes / words.var(axis=0)
    np.testing.assert_allclose(array(vae.decoder.loadings[0]), expected, atol=1e-3)


def test_the_first_logits_give_the_mean_of_each_site():
    words = planted_words(normal_latent())
    vae = initial_vae(words, 1, small_settings(), seed=0)
    rates = 1 / (1 + np.exp(-array(vae.decoder.bias[0, 0])))
    np.testing.assert_allclose(rates, words.mean(axis=0), atol=1e-6)


def test_the_first_prior_has_the_valleys_of_the_words():
    signs = np.random.default_rng(2).choice([-4.0, 4.0], N_WORDS)
    words = planted_words(signs)
    vae = initial_vae(words, 1, small_settings(prior_components=2), seed=0)
    centres = np.sort(array(vae.prior().means[0, :, 0]))
    one = scores(vae, words)[:, 0]
    expected = np.sort([one[signs < 0].mean(), one[signs > 0].mean()])
    np.testing.assert_allclose(centres, expected, atol=0.1)


def test_more_latents_than_sites_are_refused_with_both_numbers():
    words = planted_words(normal_latent(200))
    with pytest.raises(LatentDimensionError, match=r"\b9\b.*\b8\b"):
        initial_vae(words, 9, small_settings(), seed=0)
    initial_vae(words, 8, small_settings(), seed=0)


@pytest.mark.parametrize("constant", [0, 1])
def test_a_site_that_never_changes_keeps_the_logit_of_half_a_flip(constant):
    words = planted_words(normal_latent())
    words[:, 3] = constant
    vae = initial_vae(words, 2, small_settings(), seed=0)
    sign = 2 * constant - 1
    expected = sign * np.log(2 * N_WORDS - 1)
    assert array(vae.decoder.bias[0, 0, 3]) == pytest.approx(expected, rel=1e-5)
    for parameter in vae.parameters():
        assert torch.isfinite(parameter).all()
    batch = torch.as_tensor(words[:100]).float().unsqueeze(0)
    with torch.no_grad():
        elbo = elbo_parts(vae, batch, torch.Generator().manual_seed(0)).elbo
    assert torch.isfinite(elbo).all()


def test_words_without_any_variation_still_start():
    words = np.zeros((200, 4), np.uint8)
    vae = initial_vae(words, 2, small_settings(prior_components=3), seed=0)
    for parameter in vae.parameters():
        assert torch.isfinite(parameter).all()


def test_replicas_start_from_different_priors_and_encoders_and_one_decoder():
    words = planted_words(normal_latent())
    settings = small_settings(n_restarts=2, n_bootstrap=1, prior_components=3)
    vae = initial_vae(words, 1, settings, seed=0)
    assert vae.n_replicas == 3
    weights = next(vae.encoder.network.parameters())
    for first, second in [(0, 1), (0, 2), (1, 2)]:
        assert not torch.equal(vae.prior.means[first], vae.prior.means[second])
        assert not torch.equal(weights[first], weights[second])
        assert torch.equal(vae.decoder.loadings[first], vae.decoder.loadings[second])


def test_the_decoder_starts_linear():
    words = planted_words(normal_latent(500))
    settings = small_settings(decoder_hidden_dim=6)
    vae = initial_vae(words, 2, settings, seed=0)
    z = torch.randn(1, 50, 2, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        logits = vae.decoder(z).natural
        linear = vae.decoder.bias + z @ vae.decoder.loadings
    torch.testing.assert_close(logits, linear)


def test_the_same_seed_starts_the_same():
    words = planted_words(normal_latent(500))
    one, same, other = (
        initial_vae(words, 2, small_settings(), seed).state_dict() for seed in (3, 3, 4)
    )
    assert all(torch.equal(value, same[name]) for name, value in one.items())
    assert not all(torch.equal(value, other[name]) for name, value in one.items())


def test_turned_starts_have_axes_of_their_own_in_the_same_plane():
    words = planted_words(3 * normal_latent())
    settings = small_settings(n_restarts=3, prior="normal", turned_starts=True)
    turned = initial_vae(words, 2, settings, seed=0)
    straight = initial_vae(words, 2, small_settings(prior="normal"), seed=0)
    axes, first = array(turned.decoder.loadings), array(straight.decoder.loadings[0])
    for own in axes:
        np.testing.assert_allclose(own.T @ own, first.T @ first, atol=1e-5)
    assert np.abs(axes[0] - axes[1]).max() > 0.1


def test_a_rotation_of_the_latent_costs_nothing_with_a_normal_prior():
    """Fields at the latent that is read off each word are those of the start."""
    words = planted_words(3 * normal_latent())
    settings = small_settings(prior="normal")
    # Three latents: a reflection of two is its own transpose.
    turned = initial_vae(words, 3, replace(settings, turned_starts=True), seed=0)
    straight = initial_vae(words, 3, settings, seed=0)
    fields = [
        scores(vae, words) @ array(vae.decoder.loadings[0])
        for vae in (turned, straight)
    ]
    np.testing.assert_allclose(*fields, atol=1e-4)


@pytest.mark.parametrize("prior", ["mixture", "em"])
def test_a_random_prior_differs_from_replica_to_replica(prior):
    words = np.random.default_rng(0).integers(0, 2, (200, 6)).astype(np.uint8)
    settings = small_settings(
        n_restarts=400, prior=prior, prior_components=3, prior_start="random"
    )
    p_z = initial_vae(words, 2, settings, 0).prior()
    torch.testing.assert_close(p_z.log_weights.exp(), torch.full((400, 3), 1 / 3))
    # 2400 standard normal numbers: mean to 0.02, variance to 0.03.
    assert abs(p_z.means.mean().item()) < 0.08
    assert abs(p_z.means.var().item() - 1) < 0.12
    torch.testing.assert_close(p_z.scale_tril, torch.eye(2).expand(400, 3, 2, 2))

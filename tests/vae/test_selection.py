"""Replicas picked out of a batched fit, and their elbo word by word."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from latent_mean_field.vae.model import VAE
from latent_mean_field.vae.selection import evaluate_elbo, join_replicas, take_replicas
from tiny_vae import all_words, exact_log_likelihood, random_vae

WORDS = all_words(5)


@pytest.fixture
def vae() -> VAE:
    return random_vae(
        5,
        2,
        n_restarts=2,
        n_bootstrap=1,
        prior_components=2,
        posterior_components=2,
        decoder_hidden_dim=3,
    )


def test_chosen_replicas_keep_their_weights_in_the_order_asked_for(vae):
    chosen = take_replicas(vae, [2, 0])
    assert chosen.n_replicas == 2
    originals = dict(vae.named_parameters())
    for name, parameter in chosen.named_parameters():
        assert torch.equal(parameter, originals[name][[2, 0]])


def test_chosen_replicas_encode_and_decode_as_before(vae):
    chosen = take_replicas(vae, [1])
    z = torch.linspace(-1, 1, 8, dtype=torch.float64).reshape(1, 4, 2)
    words = torch.as_tensor(WORDS).double().unsqueeze(0)
    with torch.no_grad():
        expected = vae.decoder(z.expand(3, -1, -1)).natural[1:2]
        torch.testing.assert_close(chosen.decoder(z).natural, expected)
        expected = vae.encoder(words.expand(3, -1, -1)).means[1:2]
        torch.testing.assert_close(chosen.encoder(words).means, expected)


def test_joined_replicas_are_those_that_were_taken(vae):
    parts = [take_replicas(vae, [0]), take_replicas(vae, [1, 2])]
    joined = join_replicas(parts)
    assert joined.n_replicas == 3
    for name, value in vae.state_dict().items():
        assert torch.equal(joined.state_dict()[name], value)


def test_chosen_replicas_are_a_copy_without_gradients(vae):
    before = {name: value.clone() for name, value in vae.state_dict().items()}
    chosen = take_replicas(vae, [0])
    assert not any(parameter.requires_grad for parameter in chosen.parameters())
    for parameter in chosen.parameters():
        parameter.zero_()
    assert all(parameter.requires_grad for parameter in vae.parameters())
    assert all(
        torch.equal(value, before[name]) for name, value in vae.named_parameters()
    )


def elbos(vae: VAE, words: NDArray, seed: int = 0, **options: int) -> NDArray:
    distortion, rate = evaluate_elbo(vae, words, seed, **options)
    return -(distortion + rate)


def test_every_word_and_replica_has_its_distortion_and_rate(vae):
    distortion, rate = evaluate_elbo(vae.float(), WORDS, seed=0)
    assert distortion.shape == rate.shape == (3, len(WORDS))
    assert distortion.dtype == rate.dtype == np.float64
    # A probability of a word is at most one.
    assert (distortion > 0).all()


def test_the_elbo_bounds_the_likelihood_of_the_first_replica(vae):
    exact = exact_log_likelihood(vae, WORDS)
    one = take_replicas(vae, [0]).float()
    draws = np.array([elbos(one, WORDS, seed)[0] for seed in range(300)])
    error = draws.std(axis=0) / len(draws) ** 0.5
    assert (draws.mean(axis=0) < exact + 4 * error).all()


def test_the_size_of_a_chunk_changes_noise_only(vae):
    one = take_replicas(vae.float(), [0])
    # The same word throughout: its elbo has one mean and one spread.
    words = np.repeat(WORDS[5:6], 4_001, axis=0)
    whole, pieces = (elbos(one, words, chunk=chunk)[0] for chunk in (10_000, 1_000))
    assert whole.shape == pieces.shape == (4_001,)
    spread = np.hypot(whole.std(), pieces.std()) / len(words) ** 0.5
    assert abs(whole.mean() - pieces.mean()) < 4 * spread
    assert whole.std() == pytest.approx(pieces.std(), rel=0.15)


def test_words_come_back_in_their_order(vae):
    one = take_replicas(vae.float(), [0])
    with torch.no_grad():
        # A latent that says nothing: distortion is exact, whatever the noise.
        one.decoder.loadings.zero_()
        for parameter in one.decoder.network.parameters():
            parameter.zero_()
    distortion, _ = evaluate_elbo(one, WORDS, seed=0, chunk=7)
    logits = one.decoder.bias[0, 0].double().numpy()
    rates = 1 / (1 + np.exp(-logits))
    expected = -np.log(np.where(WORDS == 1, rates, 1 - rates)).sum(axis=1)
    np.testing.assert_allclose(distortion[0], expected, rtol=1e-5)


def test_the_same_seed_gives_the_same_elbo(vae):
    one = vae.float()
    assert (elbos(one, WORDS, 1) == elbos(one, WORDS, 1)).all()
    assert (elbos(one, WORDS, 1) != elbos(one, WORDS, 2)).all()

"""The model's I(A;B) against sums over all words in numpy."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from latent_mean_field.assessment.likelihood import LikelihoodError
from latent_mean_field.assessment.model_information import (
    implied_quantities,
    model_information,
)
from latent_mean_field.vae.model import VAE
from tiny_vae import all_words, exact_log_likelihood, random_vae

N_SITES = 6
N_WORDS = {1: 10_000, 2: 1000, 3: 500}
N_NODES = {1: 100, 2: 40, 3: 24}
WORDS = all_words(N_SITES)
LEFT = np.array([True, False, True, True, False, False])


def vae_of(d: int) -> VAE:
    """Mixture prior and a free decoder with strong fields: halves that know a lot."""
    vae = random_vae(N_SITES, d, seed=2, prior_components=3, decoder_hidden_dim=5)
    with torch.no_grad():
        vae.decoder.loadings.mul_(4)
        vae.decoder.bias.mul_(0.2)
    return vae.float()


def law_of(vae: VAE) -> NDArray:
    """p_theta of all words."""
    return np.exp(exact_log_likelihood(vae, WORDS, N_NODES[vae.latent_dim]))


def draw(law: NDArray, n: int) -> NDArray:
    """Independent words of a law over all words."""
    return WORDS[np.random.default_rng(0).choice(len(WORDS), n, p=law / law.sum())]


def part(law: NDArray, sites: NDArray) -> NDArray:
    """Law of the sites (a mask), one probability for each of all the words."""
    agree = (WORDS[:, None, sites] == WORDS[None, :, sites]).all(-1)
    return agree @ law


def information(law: NDArray) -> float:
    """I(A;B) summed over all words."""
    return float(law @ np.log(law / part(law, LEFT) / part(law, ~LEFT)))


def other_law() -> NDArray:
    """A law over all words that has nothing to do with any VAE."""
    return np.random.default_rng(3).dirichlet(np.ones(len(WORDS)))


@pytest.mark.parametrize("d", [1, 2, 3])
def test_the_models_own_words_have_the_models_information(d):
    vae = vae_of(d)
    law = law_of(vae)
    value, error = model_information(vae, draw(law, N_WORDS[d]), LEFT, seed=0)
    assert information(law) > 4 * error
    assert error < 0.05
    assert value == pytest.approx(information(law), abs=4 * error)


@pytest.mark.parametrize("d", [1, 3])
def test_words_of_another_law_miss_it_by_the_three_divergences(d):
    vae, law = vae_of(d), other_law()
    model = law_of(vae)
    joint = law @ np.log(law / model)
    of_parts = sum(
        law @ np.log(part(law, sites) / part(model, sites)) for sites in (LEFT, ~LEFT)
    )
    shift = of_parts - joint
    value, error = model_information(vae, draw(law, N_WORDS[d]), LEFT, seed=0)
    assert value == pytest.approx(information(law) + shift, abs=4 * error)
    assert abs(shift) > 5 * error
    assert abs(value - information(law)) < joint


def test_shuffled_halves_do_not_look_as_if_they_knew_each_other():
    vae = vae_of(1)
    words = draw(law_of(vae), 20_000)
    words[:, LEFT] = np.random.default_rng(1).permutation(words[:, LEFT])
    value, error = model_information(vae, words, LEFT, seed=0)
    # Both marginals are right, so that only -KL(p_A p_B || p_theta) is left.
    assert value < -10 * error


def test_a_decoder_that_ignores_the_latent_has_none():
    vae = random_vae(N_SITES, 2)
    with torch.no_grad():
        vae.decoder.loadings.zero_()
    value, _ = model_information(vae, WORDS, LEFT, seed=0)
    assert value == pytest.approx(0, abs=1e-5)


def test_the_parts_may_change_places():
    vae, words = vae_of(1), draw(other_law(), 1000)
    value, _ = model_information(vae, words, LEFT, seed=0)
    assert model_information(vae, words, ~LEFT, seed=0)[0] == pytest.approx(value)


def test_words_that_come_in_blocks_have_a_larger_error():
    vae = vae_of(1)
    words = draw(law_of(vae), 1000)
    alone, error = model_information(vae, words, LEFT, seed=0)
    value, blocked = model_information(
        vae,
        words.repeat(16, axis=0),
        LEFT,
        seed=0,
        blocks=np.arange(1000).repeat(16),
    )
    assert value == pytest.approx(alone, rel=1e-4)
    assert blocked == pytest.approx(error, rel=1e-2)


def test_too_few_nodes_are_refused():
    vae = random_vae(400, 3).float()
    with torch.no_grad():
        vae.decoder.loadings.mul_(10)
    words = np.random.default_rng(0).integers(0, 2, (10, 400), np.uint8)
    with pytest.raises(LikelihoodError, match="latent nodes are effective"):
        model_information(vae, words, np.arange(400) < 200, seed=0)


def test_every_cut_has_its_own_information_by_its_name():
    vae, words = vae_of(1), draw(other_law(), 1000)
    cuts = {"a cut": LEFT, "another": np.arange(N_SITES) < 1}
    numbers = implied_quantities(vae, words, cuts, seed=0)
    assert {name: (n["value"], n["error"]) for name, n in numbers.items()} == {
        name: model_information(vae, words, left, seed=0) for name, left in cuts.items()
    }


def test_a_cut_that_is_refused_has_no_number():
    vae = random_vae(400, 3).float()
    with torch.no_grad():
        vae.decoder.loadings.mul_(10)
    words = np.random.default_rng(0).integers(0, 2, (10, 400), np.uint8)
    assert implied_quantities(vae, words, {"a cut": np.arange(400) < 200}, seed=0) == {}

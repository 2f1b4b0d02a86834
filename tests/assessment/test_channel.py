"""The latent channel against sums over words and integrals over latents in numpy."""

import math

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from scipy.special import logsumexp
from scipy.stats import binom, norm

from latent_mean_field.assessment import channel
from latent_mean_field.assessment.channel import (
    ChannelError,
    ceiling,
    decoder_information,
    encoder_information,
)
from latent_mean_field.assessment.likelihood import LikelihoodError
from latent_mean_field.vae.model import VAE
from perfect_vae import curie_weiss_counts, curie_weiss_words, perfect_vae
from tiny_vae import (
    Mixture,
    all_words,
    exact_log_likelihood,
    log_likelihood_given,
    numpy_logits,
    numpy_mixture,
    numpy_prior,
    random_vae,
)

N_SPINS = 100
BETA_J = 1.0

N_SITES = 4
WORDS = all_words(N_SITES)
LAW = np.random.default_rng(5).dirichlet(np.ones(len(WORDS)))
N_NODES = {1: 200, 2: 30, 3: 20}


def draw_words(n: int, seed: int = 0) -> NDArray:
    """Independent words of LAW."""
    return WORDS[np.random.default_rng(seed).choice(len(WORDS), n, p=LAW)]


def numpy_posteriors(vae: VAE) -> list[Mixture]:
    """q(z|x) of all words."""
    q_z = vae.encoder(torch.as_tensor(WORDS).float().unsqueeze(0))
    parts = (q_z.log_weights[0], q_z.means[0], q_z.scale_tril[0])
    return [numpy_mixture(*each) for each in zip(*parts, strict=True)]


def exact_encoder_information(vae: VAE) -> float:
    """Σ_x p(x) ∫ q(z|x) log q(z|x)/q(z), each word by its own Gauss-Hermite rule."""
    posteriors, total = numpy_posteriors(vae), 0.0
    for probability, q_z in zip(LAW, posteriors, strict=True):
        z, weights = q_z.rule(N_NODES[vae.latent_dim])
        densities = [other.log_density(z) for other in posteriors]
        aggregate = logsumexp(densities, b=LAW[:, None], axis=0)
        total += probability * (weights @ (q_z.log_density(z) - aggregate))
    return total


@pytest.mark.parametrize(
    ("d", "n_components", "sharpness"), [(1, 1, 1.0), (1, 3, 2.0), (2, 2, 1.5)]
)
def test_encoder_information_is_the_integral_over_the_aggregate(
    d, n_components, sharpness
):
    vae = random_vae(N_SITES, d, seed=1, posterior_components=n_components).float()
    with torch.no_grad():
        vae.encoder.readout.mul_(3 * sharpness)
    exact = exact_encoder_information(vae)
    value, error = encoder_information(vae, draw_words(2000), seed=0)
    assert exact > 0.3
    assert error < 0.05
    assert value == pytest.approx(exact, abs=4 * error)


def test_a_posterior_that_tells_the_word_passes_on_the_entropy_of_the_words():
    vae = random_vae(N_SITES, 1)
    with torch.no_grad():
        for parameter in vae.encoder.parameters():
            parameter.zero_()
        # Words become sixteen points, ten posterior widths apart.
        vae.encoder.readout.copy_(torch.tensor([80.0, 40.0, 20.0, 10.0])[:, None])
    value, error = encoder_information(vae.float(), draw_words(2000), seed=0)
    assert value == pytest.approx(-LAW @ np.log(LAW), abs=4 * error)


def test_a_collapsed_posterior_passes_on_nothing():
    vae = random_vae(N_SITES, 2, posterior_components=2).float()
    with torch.no_grad():
        vae.encoder.readout.zero_()
        for parameter in list(vae.encoder.network.parameters())[:-1]:
            parameter.zero_()
    value, error = encoder_information(vae, draw_words(500), seed=0)
    assert value == pytest.approx(0, abs=1e-5)
    assert error < 1e-5


def unique_words(n: int, n_sites: int = 40) -> NDArray:
    return np.random.default_rng(0).integers(0, 2, (n, n_sites), np.uint8)


def sharp_vae(n_sites: int = 40) -> VAE:
    """A posterior so narrow that no two different words share it."""
    vae = random_vae(n_sites, 3)
    with torch.no_grad():
        vae.encoder.readout.normal_(0, 30, generator=torch.Generator().manual_seed(0))
    return vae.float()


def test_more_information_than_the_words_can_show_is_refused():
    # The lower side of the bracket is log 300.
    with pytest.raises(ChannelError, match=r"300 words .* between 5\.70 and \d+\.\d+"):
        encoder_information(sharp_vae(), unique_words(300), seed=0)


def test_words_repeated_within_their_blocks_are_no_evidence():
    words, blocks = unique_words(30).repeat(20, axis=0), np.arange(30).repeat(20)
    value, _ = encoder_information(sharp_vae(), words, seed=0)
    assert value == pytest.approx(math.log(30), abs=0.1)
    with pytest.raises(ChannelError, match=r"between 3\.40 and"):
        encoder_information(sharp_vae(), words, seed=0, blocks=blocks)


def test_no_more_words_are_used_than_asked_for():
    vae = random_vae(N_SITES, 1).float()
    words = draw_words(3000)
    few = encoder_information(vae, words, seed=0, n_words=500)
    all_of_them = encoder_information(vae, words, seed=0)
    assert few[1] / all_of_them[1] == pytest.approx(math.sqrt(6), rel=0.25)


def test_chunks_change_nothing(monkeypatch):
    vae = random_vae(N_SITES, 2, posterior_components=2).float()
    whole = encoder_information(vae, draw_words(500), seed=0)
    monkeypatch.setattr(channel, "MAX_TERMS", 7 * 500 * 4)
    chunked = encoder_information(vae, draw_words(500), seed=0)
    np.testing.assert_allclose(chunked, whole, rtol=1e-4, atol=1e-6)


def exact_decoder_information(vae: VAE, words: NDArray) -> float:
    """H(x) - H(x|z) over all words."""
    z, weights = numpy_prior(vae).rule(N_NODES[vae.latent_dim])
    log_given = log_likelihood_given(numpy_logits(vae, z), words)
    log_prob = exact_log_likelihood(vae, words, N_NODES[vae.latent_dim])
    noise = np.einsum("xk,k->", np.exp(log_given) * log_given, weights)
    return float(noise - np.exp(log_prob) @ log_prob)


@pytest.mark.parametrize("d", [1, 2, 3])
def test_decoder_information_is_the_sum_over_all_words(d):
    words = all_words(7)
    vae = random_vae(7, d, prior_components=2, decoder_hidden_dim=5).float()
    with torch.no_grad():
        # For d = 3, where the encoder proposes: a wide posterior.
        for parameter in vae.encoder.parameters():
            parameter.mul_(0.1)
        *_, bias = vae.encoder.network.parameters()
        bias[..., 1 + d : 1 + 2 * d] = 0.5
    exact = exact_decoder_information(vae, words)
    value, error = decoder_information(vae, n=5000, seed=0, n_samples=200)
    assert exact > 8 * error
    assert value == pytest.approx(exact, abs=4 * error)


def test_a_decoder_that_ignores_the_latent_passes_on_nothing():
    vae = random_vae(N_SITES, 2).float()
    with torch.no_grad():
        vae.decoder.loadings.zero_()
    value, _ = decoder_information(vae, n=100, seed=0)
    assert value == pytest.approx(0, abs=1e-4)


def test_a_likelihood_from_too_few_samples_is_refused():
    vae = random_vae(N_SITES, 3).float()
    with torch.no_grad():
        *_, bias = vae.encoder.network.parameters()
        bias[..., 4:7] = 3.0
    with pytest.raises(LikelihoodError):
        decoder_information(vae, n=200, seed=0, n_samples=20)


def two_kinds_of_sites(n_sites: int) -> VAE:
    """One latent, two valleys and linear fields of two slopes, half the sites each."""
    vae = random_vae(n_sites, 1, prior_components=2)
    slopes, biases = torch.tensor([1.2, -0.7]), torch.tensor([0.3, -0.5])
    with torch.no_grad():
        vae.prior.log_weights.zero_()
        vae.prior.means.copy_(torch.tensor([-1.0, 0.8]).reshape(1, 2, 1))
        vae.prior.log_diagonal.copy_(torch.tensor([-0.5, -0.2]).reshape(1, 2, 1))
        vae.decoder.loadings.copy_(slopes.repeat_interleave(n_sites // 2))
        vae.decoder.bias.copy_(biases.repeat_interleave(n_sites // 2))
    return vae


def exact_two_kinds(n_sites: int) -> float:
    """I(x;z) = I(K_1,K_2;z), as the numbers of spikes of both kinds say all of z."""
    z, step = np.linspace(-6, 6, 2001, retstep=True)
    density = norm(-1, math.exp(-0.5)).pdf(z) + norm(0.8, math.exp(-0.2)).pdf(z)
    n = n_sites // 2
    k = np.arange(n + 1)[:, None]
    first = binom.pmf(k, n, 1 / (1 + np.exp(-0.3 - 1.2 * z)))
    second = binom.pmf(k, n, 1 / (1 + np.exp(0.5 + 0.7 * z)))
    joint = (first * density * step / 2) @ second.T

    def entropy(law: NDArray) -> NDArray:
        return -(law * np.log(law.clip(1e-300))).sum(axis=0)

    noise = (entropy(first) + entropy(second)) @ (density * step / 2)
    return float(entropy(joint.ravel()) - noise)


@pytest.mark.parametrize("n_sites", [400, 1000])
def test_many_sites_reach_the_ceiling(n_sites):
    value, error = ceiling(two_kinds_of_sites(n_sites), n_draws=30_000, seed=0)
    assert error < 0.006
    # What is left is of order 1/N.
    assert value == pytest.approx(exact_two_kinds(n_sites), abs=4 * error + 4 / n_sites)


def test_decoder_information_is_exact_for_many_sites():
    vae = two_kinds_of_sites(400).float()
    value, error = decoder_information(vae, n=10_000, seed=0)
    assert error < 0.02
    assert value == pytest.approx(exact_two_kinds(400), abs=4 * error)


def log_det_fisher(vae: VAE, z: NDArray, step: float = 1e-4) -> NDArray:
    """Log det F(z), derivatives by finite differences, at z (n, d)."""
    logits, d = numpy_logits(vae, z), z.shape[1]
    slopes = [
        (numpy_logits(vae, z + step * unit) - numpy_logits(vae, z - step * unit))
        / (2 * step)
        for unit in np.eye(d)
    ]
    variance = 1 / (2 + 2 * np.cosh(logits))
    F = np.einsum("ni,kni,lni->nkl", variance, slopes, slopes) / logits.shape[1]
    return np.linalg.slogdet(F)[1]


def strong_vae(n_sites: int, d: int) -> VAE:
    """A free decoder with fields that tell every latent."""
    vae = random_vae(n_sites, d, seed=4, prior_components=2, decoder_hidden_dim=5)
    with torch.no_grad():
        vae.decoder.loadings.mul_(2)
    return vae


@pytest.mark.parametrize("d", [1, 2, 3])
def test_the_ceiling_is_equation_5_by_finite_differences(d):
    vae = strong_vae(60, d)
    prior = numpy_prior(vae)
    z, weights = prior.rule({1: 200, 2: 60, 3: 24}[d])
    average = weights @ (0.5 * log_det_fisher(vae, z) - prior.log_density(z))
    expected = 0.5 * d * math.log(60 / (2 * math.pi * math.e)) + average
    value, error = ceiling(vae, n_draws=20_000, seed=0)
    assert error < 0.02
    assert value == pytest.approx(expected, abs=4 * error)


@pytest.mark.parametrize("d", [1, 3])
def test_twice_the_sites_raise_the_ceiling_by_half_log_2_per_latent(d):
    vae = strong_vae(50, d)
    value, _ = ceiling(vae, n_draws=1000, seed=0)
    with torch.no_grad():
        output = vae.decoder.network.output
        for layer, names in (
            (vae.decoder, ("loadings", "bias")),
            (output, ("weight", "bias")),
        ):
            for name in names:
                doubled = getattr(layer, name).repeat(1, 1, 2)
                setattr(layer, name, torch.nn.Parameter(doubled))
    raised, _ = ceiling(vae, n_draws=1000, seed=0)
    assert raised - value == pytest.approx(0.5 * d * math.log(2))


def test_the_ceiling_does_not_depend_on_the_coordinates_of_the_latent():
    vae, other = random_vae(50, 2, seed=1), random_vae(50, 2, seed=1)
    stretch = torch.tensor([[2.0, 0.0], [0.7, 0.1]], dtype=torch.float64)
    with torch.no_grad():
        other.prior.means.copy_(vae.prior.means @ stretch.T)
        tril = stretch @ vae.prior().scale_tril
        other.prior.log_diagonal.copy_(tril.diagonal(dim1=-2, dim2=-1).log())
        other.prior.below.copy_(tril[..., 1, :1])
        other.decoder.loadings.copy_(torch.linalg.inv(stretch).T @ vae.decoder.loadings)
    value = ceiling(vae, n_draws=1000, seed=0)
    np.testing.assert_allclose(ceiling(other, n_draws=1000, seed=0), value, rtol=1e-6)


@pytest.mark.parametrize("factor", [0.0, 1e-3])
def test_an_idle_latent_has_no_ceiling(factor):
    vae = random_vae(50, 2)
    with torch.no_grad():
        vae.decoder.loadings[:, 1] *= factor
    with pytest.raises(ChannelError, match="a latent is idle"):
        ceiling(vae, n_draws=500, seed=0)


def curie_weiss_latent_information() -> float:
    """h(m) - h(m|s) with the density (9) of m on a grid."""
    m, step = np.linspace(-2, 2, 4001, retstep=True)
    valleys = math.sqrt(BETA_J) * np.linspace(-1, 1, N_SPINS + 1)[:, None]
    density = curie_weiss_counts(N_SPINS, BETA_J) @ norm(valleys, N_SPINS**-0.5).pdf(m)
    noise = 0.5 * math.log(2 * math.pi * math.e / N_SPINS)
    return float(-(density @ np.log(density)) * step - noise)


def test_a_perfect_vae_has_one_information_that_encoder_and_decoder_pass_on():
    exact = curie_weiss_latent_information()
    assert exact == pytest.approx(1.233, abs=5e-4)
    vae = perfect_vae(N_SPINS, BETA_J)
    words = curie_weiss_words(N_SPINS, BETA_J, 3000)
    by_encoder = encoder_information(vae, words, seed=0)
    by_decoder = decoder_information(vae, n=5000, seed=0)
    for value, error in (by_encoder, by_decoder):
        assert error < 0.03
        assert value == pytest.approx(exact, abs=4 * error)

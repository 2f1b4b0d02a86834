"""The law of a decoder's fields against Gaussians and against its own volume."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from scipy.stats import multivariate_normal

from latent_mean_field.decoding.fields import (
    FieldLaw,
    effective_rank,
    field_laws,
)
from latent_mean_field.vae.model import VAE
from tiny_vae import numpy_logits, numpy_prior, random_vae

N_SITES = 6
N_DRAWS = 10_000


def laws(vae: VAE, n_draws: int = N_DRAWS, seed: int = 0) -> list[FieldLaw]:
    return field_laws(vae, n_draws, torch.Generator().manual_seed(seed))


def curved_vae(d: int, seed: int = 3) -> VAE:
    """A decoder whose sheet of fields is bent, though not folded over."""
    vae = random_vae(N_SITES, d, seed=seed, prior_components=2, decoder_hidden_dim=8)
    with torch.no_grad():
        vae.decoder.loadings.mul_(2)
        for parameter in vae.decoder.network.parameters():
            parameter.mul_(0.7)
    return vae


def fields_of(law: FieldLaw) -> NDArray:
    """y = mean + A f of every draw."""
    return law.mean + law.coordinates @ law.loadings.T


@pytest.mark.parametrize("d", [1, 2, 3])
def test_linear_fields_span_as_many_directions_as_there_are_latents(d):
    (law,) = laws(random_vae(N_SITES, d))
    assert law.spectrum.shape == (N_SITES,)
    assert (law.spectrum[:d] > 0.01).all()
    # The root of what rounding leaves of a variance.
    np.testing.assert_allclose(law.spectrum[d:], 0, atol=1e-7)
    assert (np.diff(law.spectrum) <= 0).all()


def test_a_bent_sheet_spans_more_directions_than_there_are_latents():
    (law,) = laws(curved_vae(1))
    assert law.spectrum[1] > 0.01 * law.spectrum[0]


@pytest.mark.parametrize("d", [1, 2, 3])
def test_linear_fields_are_the_affine_map_of_the_prior(d):
    vae = random_vae(N_SITES, d)
    (law,) = laws(vae)
    # Moments of y = (bias + z A) / 2 under the prior.
    mean, covariance = numpy_prior(vae).moments()
    loadings = vae.decoder.loadings[0].detach().numpy()
    bias = vae.decoder.bias[0, 0].detach().numpy()
    spread = loadings.T @ covariance @ loadings / 4
    error = np.sqrt(np.diag(spread) / N_DRAWS)
    assert (np.abs(law.mean - (bias + mean @ loadings) / 2) < 4 * error).all()
    found = law.loadings @ np.diag(law.spectrum[:d] ** 2) @ law.loadings.T
    scale = np.sqrt(np.outer(np.diag(spread), np.diag(spread)))
    assert (np.abs(found - spread) < 6 * scale / np.sqrt(N_DRAWS)).all()


@pytest.mark.parametrize("vae", [random_vae(N_SITES, 2), curved_vae(2)])
def test_the_frame_is_orthonormal_and_its_coordinates_centred_and_uncorrelated(vae):
    (law,) = laws(vae)
    assert law.loadings.shape == (N_SITES, 2)
    np.testing.assert_allclose(law.loadings.T @ law.loadings, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(law.coordinates.mean(axis=0), 0, atol=1e-10)
    covariance = law.coordinates.T @ law.coordinates / N_DRAWS
    np.testing.assert_allclose(covariance, np.diag(law.spectrum[:2] ** 2), atol=1e-10)


@pytest.mark.parametrize("d", [1, 2, 3])
def test_a_gaussian_prior_and_linear_fields_give_a_gaussian_density(d):
    vae = random_vae(N_SITES, d)
    (law,) = laws(vae)
    prior = numpy_prior(vae)
    # f = (y(z) - mean) A, with the law's own frame and centre.
    slope = vae.decoder.loadings[0].detach().numpy() @ law.loadings / 2
    centre = numpy_logits(vae, prior.means)[0] / 2 - law.mean
    gaussian = multivariate_normal(
        centre @ law.loadings, slope.T @ prior.covariances[0] @ slope
    )
    np.testing.assert_allclose(law.log_density, gaussian.logpdf(law.coordinates))


@pytest.mark.parametrize("d", [1, 2])
@pytest.mark.parametrize("seed", [3, 4])
def test_the_density_over_a_bent_sheet_integrates_to_one(d, seed):
    (law,) = laws(curved_vae(d, seed))
    # For any density u inside the support, <u(f)/p(f)> = 1 under p.
    covariance = np.atleast_2d(np.cov(law.coordinates.T))
    narrow = multivariate_normal(law.coordinates[0], covariance / 20)
    ratio = np.exp(narrow.logpdf(law.coordinates) - law.log_density)
    error = ratio.std() / np.sqrt(N_DRAWS)
    assert error < 0.1
    assert abs(ratio.mean() - 1) < 4 * error


def test_draws_lie_on_the_sheet_of_the_decoder():
    vae = random_vae(N_SITES, 2)
    (law,) = laws(vae)
    bias = vae.decoder.bias[0, 0].detach().numpy() / 2
    loadings = vae.decoder.loadings[0].detach().numpy()
    offset = fields_of(law) - bias
    z = np.linalg.lstsq(loadings.T, offset.T)[0]
    np.testing.assert_allclose(loadings.T @ z, offset.T, atol=1e-10)


def test_every_replica_has_its_own_law():
    vae = random_vae(N_SITES, 2, n_restarts=3)
    for replica, law in enumerate(laws(vae)):
        mean, _ = numpy_prior(vae, replica).moments()
        expected = numpy_logits(vae, mean[None], replica)[0] / 2
        # Standard errors of the means of linear fields.
        error = fields_of(law).std(axis=0) / np.sqrt(N_DRAWS)
        assert (np.abs(law.mean - expected) < 4 * error).all()


def test_the_same_generator_gives_the_same_law():
    vae = curved_vae(2)
    (one,), (same,), (other,) = (laws(vae, 100, seed) for seed in (1, 1, 2))
    assert (one.coordinates == same.coordinates).all()
    assert (one.log_density != other.log_density).all()


@pytest.mark.parametrize("rank", [1, 2, 5])
def test_the_effective_rank_of_equal_directions_is_their_number(rank):
    spectrum = np.concatenate([np.full(rank, 0.3), np.zeros(4)])
    assert effective_rank(spectrum) == pytest.approx(rank)


def test_the_effective_rank_counts_weak_directions_little():
    # Variances 1 and 1/4: (5/4)^2 / (17/16).
    assert effective_rank(np.array([1.0, 0.5, 0.0])) == pytest.approx(25 / 17)

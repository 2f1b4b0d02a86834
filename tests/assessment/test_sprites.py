"""Latents of sprites in order, by a VAE whose latents are known."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from latent_mean_field.assessment import sprites
from latent_mean_field.assessment.mechanisms import Truth
from latent_mean_field.assessment.sprites import (
    N_PLACES,
    opening,
    picture_sources,
    typical_set,
)
from latent_mean_field.sampling.pictures import Lens
from latent_mean_field.systems.mixings import Linear
from latent_mean_field.vae.fit import Fit
from latent_mean_field.vae.model import blank
from tiny_vae import small_settings

D = 2
LENS = Lens(np.full(4, 0.5), np.eye(4)[:D])


@pytest.fixture
def fit() -> Fit:
    """The first latent is the second source, mirrored; the second is the first."""
    settings = small_settings(
        n_restarts=1,
        n_steps=100,
        likelihood="gaussian",
        prior="normal",
        posterior="diagonal",
        precision=100.0,
        annealing=0.5,
        first_precision=0.01,
    )
    vae = blank(D, D, settings)
    swapped = torch.tensor([[0.0, 1.0], [-1.0, 0.0]])
    with torch.no_grad():
        for parameter in vae.parameters():
            parameter.zero_()
        vae.encoder.readout.copy_(swapped)
        vae.decoder.loadings.copy_(swapped.T)
    history = [{"step": float(step), "elbo": 0.0, "rate": 1.0} for step in (10, 60)]
    return Fit(vae, settings, np.zeros(1), history)


@pytest.fixture
def truth() -> Truth:
    sources = 0.1 * np.random.default_rng(0).normal(size=(500, D))
    return Truth(Linear(np.eye(4)[:, :D]), sources, sources.astype(np.float32))


def test_latents_are_shown_in_the_order_and_with_the_sign_of_the_sources(fit, truth):
    found = picture_sources(fit, truth, LENS)
    np.testing.assert_allclose(found["shown"], found["shown_truth"], atol=1e-5)
    np.testing.assert_allclose(found["matched"], 1, atol=1e-5)
    assert found["traversal"].shape == (D, N_PLACES, 4)
    for k, row in enumerate(found["traversal"]):
        assert (np.diff(row[:, k]) > 0).all()
        np.testing.assert_allclose(np.diff(row[:, 1 - k]), 0, atol=1e-6)
        middle = 0.5 + truth.sources.mean(axis=0)
        np.testing.assert_allclose(row[N_PLACES // 2][:D], middle, atol=1e-5)


def test_pictures_are_not_brighter_than_white(fit, truth):
    bright = picture_sources(fit, truth, LENS._replace(mean=np.full(4, 0.95)))
    assert bright["traversal"].max() == 1


def test_rates_are_those_of_independent_linear_channels(fit, truth, monkeypatch):
    """Of a Gaussian source through white noise, by Shannon: ½ log (1 + S/N)."""
    monkeypatch.setattr(sprites, "N_COLUMNS", 3)
    found = opening(fit, truth, LENS)
    np.testing.assert_allclose(found["precisions"], [0.01 * 1e4**0.2, 100], rtol=1e-5)
    signal = truth.sources.var(axis=0)
    for precision, rates in zip(
        found["precisions"], found["source_rates"], strict=True
    ):
        np.testing.assert_allclose(rates, 0.5 * np.log(1 + precision * signal))
    np.testing.assert_array_equal(found["rates"], 1)


def test_without_annealing_the_precision_is_what_it_is(fit, truth):
    steady = Fit(
        fit.vae, replace(fit.settings, annealing=0.0), fit.train_elbo, fit.history
    )
    np.testing.assert_array_equal(opening(steady, truth, LENS)["precisions"], 100)


@pytest.mark.parametrize(
    ("mcc", "typical"), [([0.9], 0), ([0.8, 0.9], 1), ([3, 1, 2], 2)]
)
def test_the_typical_set_is_the_median(mcc, typical):
    assert typical_set(np.array(mcc)) == typical

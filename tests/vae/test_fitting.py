"""Training on one or several data sets, and what a checkpoint belongs to."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from latent_mean_field.vae import training as training_module
from latent_mean_field.vae.fit import Fit
from latent_mean_field.vae.fitting import fit_vaes
from latent_mean_field.vae.initialisation import LatentDimensionError
from latent_mean_field.vae.settings import Settings
from tiny_vae import small_settings

SETTINGS = small_settings(
    n_steps=20,
    n_restarts=2,
    n_bootstrap=1,
    prior_components=2,
    posterior_components=2,
    decoder_hidden_dim=3,
)


def some_words() -> NDArray:
    return np.random.default_rng(0).integers(0, 2, (200, 5), dtype=np.uint8)


def fit_some_words(folder: Path, *, n_sites: int = 5, **changes) -> Fit:
    arguments = {
        "data_sets": some_words()[None, :, :n_sites],
        "latent_dim": 2,
        "settings": SETTINGS,
        "seed": 1,
        "code": "a digest",
        **changes,
    }
    (fit,) = fit_vaes(**arguments, checkpoint=folder / "fit.checkpoint")
    return fit


def test_a_fit_holds_every_replica_and_its_elbo_on_the_words(tmp_path):
    fit = fit_some_words(tmp_path)
    assert fit.vae.n_replicas == 3
    assert fit.vae.latent_dim == 2
    assert fit.train_elbo.shape == (3,)
    # Fair, independent bits: no elbo exceeds minus the entropy of 200 distinct words.
    assert (fit.train_elbo < -0.9 * 5 * np.log(2)).all()
    assert (fit.train_elbo > -2 * 5 * np.log(2)).all()


def steps_of(monkeypatch) -> list[int]:
    """Steps taken from here on."""
    steps: list[int] = []
    original = training_module.learning_rate

    def recording(step: int, settings: Settings) -> float:
        steps.append(step)
        return original(step, settings)

    monkeypatch.setattr(training_module, "learning_rate", recording)
    return steps


CHANGES = {
    "data sets": {"data_sets": 1 - some_words()[None]},
    "latent dimension": {"latent_dim": 1},
    "settings": {"settings": replace(SETTINGS, learning_rate=0.02)},
    "seed": {"seed": 2},
    "code": {"code": "another digest"},
}


def test_the_same_fit_takes_up_its_checkpoint(tmp_path, monkeypatch):
    first = fit_some_words(tmp_path)
    steps = steps_of(monkeypatch)
    second = fit_some_words(tmp_path)
    assert steps == []
    assert (first.train_elbo == second.train_elbo).all()


@pytest.mark.parametrize("change", CHANGES)
def test_a_fit_that_differs_does_not_take_up_the_checkpoint(
    tmp_path, monkeypatch, change
):
    fit_some_words(tmp_path)
    steps = steps_of(monkeypatch)
    fit_some_words(tmp_path, **CHANGES[change])
    assert steps == list(range(SETTINGS.n_steps))


def test_data_sets_fitted_together_are_fitted_apart(tmp_path):
    settings = replace(SETTINGS, n_steps=200, learning_rate=0.05)
    rng = np.random.default_rng(1)
    rates = np.array([0.2, 0.8])
    words = (rng.random((2, 400, 5)) < rates[:, None, None]).astype(np.uint8)
    fits = fit_vaes(
        words, 1, settings, seed=1, checkpoint=tmp_path / "checkpoint", code=""
    )
    assert [fit.vae.n_replicas for fit in fits] == [3, 3]
    entropy = -(0.2 * np.log(0.2) + 0.8 * np.log(0.8))
    for fit, rate in zip(fits, rates, strict=True):
        assert fit.best_vae().decoder.bias.sigmoid().mean() == pytest.approx(
            rate, abs=0.05
        )
        assert -fit.train_elbo == pytest.approx(5 * entropy, abs=0.15)


def test_too_many_latents_are_refused(tmp_path):
    with pytest.raises(LatentDimensionError):
        fit_some_words(tmp_path, latent_dim=6)

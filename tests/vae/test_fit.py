"""Fits: on disk and back, which replica is best, and what a checkpoint belongs to."""

from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from latent_mean_field.vae import training as training_module
from latent_mean_field.vae.fit import Fit, fit_vae, load_fit, save_fit
from latent_mean_field.vae.initialisation import LatentDimensionError
from latent_mean_field.vae.settings import Settings
from tiny_vae import random_vae, small_settings

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


def untrained_fit(train_elbo: list[float], settings: Settings = SETTINGS) -> Fit:
    vae = random_vae(5, 2, **asdict(settings)).float()
    history = [{"step": 1, "elbo": -3.5, "rate": 0.25}]
    return Fit(vae, settings, np.array(train_elbo), history)


def test_a_fit_comes_back_from_disk_as_it_was(tmp_path):
    fit = untrained_fit([-3.5, -3.25, -3.125])
    save_fit(tmp_path / "beta_J=0.8.pt", fit)
    back = load_fit(tmp_path / "beta_J=0.8.pt")
    assert back.settings == fit.settings
    assert back.history == fit.history
    assert (back.train_elbo == fit.train_elbo).all()
    state = back.vae.state_dict()
    assert state.keys() == fit.vae.state_dict().keys()
    for name, value in fit.vae.state_dict().items():
        assert torch.equal(state[name], value)


def test_a_fit_from_disk_has_no_gradients(tmp_path):
    save_fit(tmp_path / "fit.pt", untrained_fit([0.0, 0.0, 0.0]))
    back = load_fit(tmp_path / "fit.pt")
    assert not any(parameter.requires_grad for parameter in back.vae.parameters())


def test_saving_leaves_one_file_and_the_same_bytes(tmp_path):
    fit = untrained_fit([0.0, 0.0, 0.0])
    contents = []
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
        save_fit(tmp_path / folder / "fit.pt", fit)
        (file,) = (tmp_path / folder).iterdir()
        contents.append(file.read_bytes())
    assert contents[0] == contents[1]


def test_the_best_is_the_restart_of_highest_elbo_and_no_bootstrap_replica():
    # The third replica is a bootstrap one: it saw other words.
    fit = untrained_fit([-3.5, -3.25, -3.0])
    assert fit.best == 1
    chosen = fit.best_vae()
    assert chosen.n_replicas == 1
    assert torch.equal(chosen.decoder.bias[0], fit.vae.decoder.bias[1])


def fit_some_words(folder: Path, *, n_sites: int = 5, **changes) -> Fit:
    arguments = {
        "words": some_words()[:, :n_sites],
        "latent_dim": 2,
        "settings": SETTINGS,
        "seed": 1,
        "code": "a digest",
        **changes,
    }
    return fit_vae(**arguments, checkpoint=folder / "fit.checkpoint")


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
    "words": {"words": 1 - some_words()},
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


def test_too_many_latents_are_refused(tmp_path):
    with pytest.raises(LatentDimensionError):
        fit_some_words(tmp_path, latent_dim=6)

"""Fits: on disk and back, and which replica is best."""

from dataclasses import asdict

import numpy as np
import pytest
import torch

from latent_mean_field.vae.fit import Fit, load_fit, load_fits, save_fits
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


def untrained_fit(train_elbo: list[float], settings: Settings = SETTINGS) -> Fit:
    vae = random_vae(5, 2, **asdict(settings)).float()
    history = [{"step": 1, "elbo": -3.5, "rate": 0.25}]
    return Fit(vae, settings, np.array(train_elbo), history)


def test_a_fit_comes_back_from_disk_as_it_was(tmp_path):
    fit = untrained_fit([-3.5, -3.25, -3.125])
    save_fits(tmp_path / "beta_J=0.8.pt", [fit])
    back = load_fit(tmp_path / "beta_J=0.8.pt")
    assert back.settings == fit.settings
    assert back.history == fit.history
    assert (back.train_elbo == fit.train_elbo).all()
    state = back.vae.state_dict()
    assert state.keys() == fit.vae.state_dict().keys()
    for name, value in fit.vae.state_dict().items():
        assert torch.equal(state[name], value)


def test_a_fit_from_disk_has_no_gradients(tmp_path):
    save_fits(tmp_path / "fit.pt", [untrained_fit([0.0, 0.0, 0.0])])
    back = load_fit(tmp_path / "fit.pt")
    assert not any(parameter.requires_grad for parameter in back.vae.parameters())


def test_saving_leaves_one_file_and_the_same_bytes(tmp_path):
    fit = untrained_fit([0.0, 0.0, 0.0])
    contents = []
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
        save_fits(tmp_path / folder / "fit.pt", [fit])
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


def test_several_fits_come_back_from_disk(tmp_path):
    fits = [untrained_fit([-3.5, -3.25, -3.0]), untrained_fit([-1.0, -2.0, -3.0])]
    save_fits(tmp_path / "fits.pt", fits)
    back = load_fits(tmp_path / "fits.pt")
    assert [fit.best for fit in back] == [fit.best for fit in fits] == [1, 0]
    with pytest.raises(ValueError, match="too many values"):
        load_fit(tmp_path / "fits.pt")


def test_learning_costs_half_a_nat_for_each_parameter_of_the_fields():
    # Five sites with a bias and two loadings each, learned from a hundred words.
    assert untrained_fit([0.0]).learning_cost(100) == 15 / 200

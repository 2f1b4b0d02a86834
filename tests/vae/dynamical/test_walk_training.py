"""Autoencoders of walks: trained, interrupted, resumed, kept and refused."""

from pathlib import Path

import numpy as np
import pytest
import torch

from latent_mean_field.vae.dynamical import training as loop
from latent_mean_field.vae.dynamical.fit import (
    fit_walks,
    load_walk_fit,
    save_walk_fit,
)
from latent_mean_field.vae.dynamical.model import WalkVAE
from latent_mean_field.vae.dynamical.pairs import linear_start, pairs_of, scale_of
from latent_mean_field.vae.dynamical.settings import DynamicalSettings
from latent_mean_field.vae.training import DivergedError
from tiny_walks import tiny

SETTINGS = tiny(decay=0.5, white_start=True, bin_distance=3.0)


def trapped(n: int = 1500) -> np.ndarray:
    """Two walks in a trap, seen through a matrix into three dimensions."""
    rng = np.random.default_rng(0)
    z = np.zeros((2, n, 2))
    for t in range(1, n):
        z[:, t] = 0.95 * z[:, t - 1] + rng.normal(0, np.sqrt(2), (2, 2))
    return z @ np.array([[1.0, 0.3, 0.0], [0.0, 0.5, 2.0]]) + 5.0


FRAMES = trapped()


def fitted(checkpoint: Path, settings=SETTINGS, seed=1, frames=FRAMES):
    return fit_walks(frames, 2, settings, seed=seed, checkpoint=checkpoint, code="")


@pytest.fixture(scope="module")
def fit(tmp_path_factory):
    return fitted(tmp_path_factory.mktemp("fit") / "checkpoint")


def same(first, second) -> bool:
    pairs = zip(first.snapshots, second.snapshots, strict=True)
    return all(torch.equal(a[name], b[name]) for a, b in pairs for name in a)


def test_linear_matter_is_found_from_its_linear_start(fit):
    """Steps of the latents have variance 2 and no correlation."""
    z = fit.vae.latents(torch.as_tensor(FRAMES[0]).float()).double().numpy()
    for own in z:
        covariance = np.cov(np.diff(own, axis=0).T)
        np.testing.assert_allclose(covariance, 2 * np.eye(2), atol=0.4)
    back = fit.vae.frames(fit.vae.latents(torch.as_tensor(FRAMES[0]).float()))
    assert (back - torch.as_tensor(FRAMES[0]).float()).abs().mean() < 0.5


def test_the_start_itself_is_white():
    pairs = pairs_of(FRAMES)
    scale = scale_of(pairs, 2, None)
    start = linear_start(pairs, scale, 2)
    steps = (scale.read(pairs.second) - scale.read(pairs.first)) @ start.readout
    np.testing.assert_allclose(steps.T @ steps / len(steps), 2 * np.eye(2), atol=1e-3)
    z = scale.read(pairs.first) @ start.readout
    np.testing.assert_allclose(z @ start.loadings, scale.read(pairs.first), atol=1e-3)


@pytest.mark.parametrize("k", [2, 3])
def test_what_is_read_are_the_principal_components(k):
    pairs = pairs_of(FRAMES)
    scale = scale_of(pairs, 2, k)
    np.testing.assert_allclose(scale.axes.T @ scale.axes, np.eye(k), atol=1e-5)
    read = scale.read(pairs.first)
    assert np.square(read).sum(axis=1).mean() == pytest.approx(2, rel=1e-4)
    centred = pairs.first - pairs.first.mean(axis=0)
    variance = np.linalg.eigvalsh(centred.T @ centred / len(centred))[::-1]
    found = read.var(axis=0) * scale.unit**2
    np.testing.assert_allclose(found, variance[:k], rtol=1e-3, atol=1e-4)


def saved(fit, folder):
    folder.mkdir()
    save_walk_fit(folder / "fit.pt", fit)
    return (folder / "fit.pt").read_bytes()


def test_a_resumed_training_equals_an_undisturbed_one(fit, tmp_path, monkeypatch):
    checkpoint, record = tmp_path / "checkpoint", loop._record

    def dying(training, *args):
        record(training, *args)
        if training.step == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(loop, "_record", dying)
    with pytest.raises(KeyboardInterrupt):
        fitted(checkpoint)
    monkeypatch.setattr(loop, "_record", record)
    resumed = fitted(checkpoint)
    assert same(fit, resumed)
    assert saved(fit, tmp_path / "undisturbed") == saved(resumed, tmp_path / "resumed")


def test_another_seed_gives_other_weights(fit, tmp_path):
    assert not same(fit, fitted(tmp_path / "checkpoint", seed=2))


def test_the_last_epochs_are_kept_apart(fit):
    first, second = fit.vaes()
    frames = torch.as_tensor(FRAMES[0]).float()
    assert not torch.equal(first.latents(frames), second.latents(frames))
    torch.testing.assert_close(second.latents(frames), fit.vae.latents(frames))
    assert len(fit.history) == 4


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"penalty": "known_noise", "white_start": False},
        {"penalty": "euler_increments", "n_components": 2, "white_start": False},
    ],
)
def test_a_fit_comes_back_from_disk(tmp_path, change):
    settings = DynamicalSettings(**{**vars(SETTINGS), "n_epochs": 2, **change})
    made = fitted(tmp_path / "checkpoint", settings)
    save_walk_fit(tmp_path / "fit.pt", made)
    back = load_walk_fit(tmp_path / "fit.pt")
    assert back.settings == settings
    assert same(made, back)
    frames = torch.as_tensor(FRAMES[0]).float()
    torch.testing.assert_close(back.vae.latents(frames), made.vae.latents(frames))
    assert back.vae.axes.shape == (3, settings.n_components or 3)


@pytest.mark.parametrize(
    ("frames", "message"),
    [
        (FRAMES[0], r"walks must be \(n_walkers, n_frames > 1, n_sites\)"),
        (FRAMES[:, :1], "n_frames > 1"),
        (np.full((2, 9, 3), np.nan), "must be finite"),
        (np.ones((2, 9, 3)), "all frames of the walks are the same"),
    ],
)
def test_frames_that_are_no_walks_are_refused(tmp_path, frames, message):
    with pytest.raises(ValueError, match=message):
        fitted(tmp_path / "checkpoint", frames=frames)


@pytest.mark.parametrize(
    ("epoch", "decay", "share"),
    [(0, 0.0, 0.1), (1, 0.0, 1.0), (3, 0.0, 1.0), (1, 0.5, 1.0), (3, 0.5, 0.5)],
)
def test_the_rate_is_low_at_first_and_falls_at_last(epoch, decay, share):
    settings = DynamicalSettings(**{**vars(SETTINGS), "decay": decay})
    training = started(settings)
    training.step = epoch
    loop._set_rate(training, settings)
    for optimiser in training.optimisers:
        rate = optimiser.param_groups[0]["lr"]
        assert rate == pytest.approx(share * settings.learning_rate)


def started(settings: DynamicalSettings) -> loop.WalkTraining:
    pairs = pairs_of(FRAMES)
    scale = scale_of(pairs, 2, None)
    vae = WalkVAE(scale, linear_start(pairs, scale, 2), settings, 2, 0)
    return loop.start(vae, pairs, settings, 0, torch.device("cpu"))


def test_batches_are_of_one_bin_from_the_second_epoch_on():
    training = started(SETTINGS)
    spread = []
    for training.step in (0, 1):
        rows = loop._batches(training, SETTINGS, np.random.default_rng(0))
        assert rows.shape == (len(training.first) // 32, 2, 32)
        z = training.vae.latents(torch.as_tensor(FRAMES[:, :-1]).float().flatten(0, 1))
        spread.append(z[0][rows[:, 0]].detach().std(dim=1).mean().item())
    assert spread[1] < 0.7 * spread[0]


def test_the_penalty_counts_by_its_weight(monkeypatch):
    losses = []
    monkeypatch.setattr(loop, "_descend", lambda _, loss: losses.append(loss.item()))
    training = started(SETTINGS)
    rows = torch.arange(64).reshape(2, 32)
    for weight in (0.0, 1.0, 3.0):
        training.noise.manual_seed(0)
        loop._update(training, rows, weight)
    none, one, three = losses[::2]
    assert one > none
    assert three - none == pytest.approx(3 * (one - none), rel=1e-3)


def test_the_penalty_hardly_counts_in_the_first_epoch(monkeypatch):
    seen = []
    monkeypatch.setattr(
        loop, "_update", lambda _, rows, weight: seen.append(weight) or torch.zeros(3)
    )
    training = started(SETTINGS)
    for training.step in (0, 1):
        loop._epoch(training, SETTINGS, torch.zeros(1, 2, 32, dtype=torch.long))
    assert seen == pytest.approx([0.1, 10.0])


def test_a_training_that_diverges_says_in_which_epoch(tmp_path):
    wild = DynamicalSettings(
        **{**vars(SETTINGS), "learning_rate": 1e30, "penalty": "uniform_places"}
    )
    with pytest.raises(DivergedError, match="diverged in epoch"):
        fitted(tmp_path / "checkpoint", wild)

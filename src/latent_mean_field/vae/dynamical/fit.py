"""Autoencoders of walks: fitted, and on disk."""

import copy
import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from latent_mean_field.vae.checkpoint import load_whole, save_whole
from latent_mean_field.vae.dynamical.model import WalkVAE
from latent_mean_field.vae.dynamical.pairs import (
    LinearStart,
    Scale,
    linear_start,
    pairs_of,
    scale_of,
)
from latent_mean_field.vae.dynamical.settings import DynamicalSettings
from latent_mean_field.vae.dynamical.training import start, train
from latent_mean_field.vae.training import choose_device


@dataclass(frozen=True)
class WalkFit:
    """A trained autoencoder of walks.

    Attributes:
        vae: all replicas, after the last epoch.
        settings: what it was made of.
        snapshots: weights after each of the last epochs.
        history: squared error, penalty and loss of the steps, epoch by epoch.
    """

    vae: WalkVAE
    settings: DynamicalSettings
    snapshots: list[dict[str, Tensor]]
    history: list[dict[str, float]]

    def vaes(self) -> list[WalkVAE]:
        """The autoencoder after each of the last epochs."""
        found = []
        for snapshot in self.snapshots:
            vae = copy.deepcopy(self.vae)
            vae.load_state_dict(snapshot)
            found.append(vae)
        return found


def fit_walks(
    frames: NDArray,
    latent_dim: int,
    settings: DynamicalSettings,
    *,
    seed: int,
    checkpoint: Path,
    code: str,
) -> WalkFit:
    """Train on walks, or go on from the checkpoint of an interrupted training.

    Args:
        frames: shape (n_walkers, n_frames, n_sites).
        latent_dim: dimension d of the latent.
        settings: architecture, penalty and schedule.
        seed: of everything random.
        checkpoint: where an interrupted training left its state, or will.
        code: digest of the code; a checkpoint made by other code is not resumed.

    Raises:
        ValueError: frames of another shape, not finite, or all the same.
        BinError: latents do not fall into bins to learn from.
        DivergedError: the loss is not finite.
    """
    pairs = pairs_of(frames)
    scale = scale_of(pairs, latent_dim, settings.n_components)
    white = linear_start(pairs, scale, latent_dim) if settings.white_start else None
    vae = WalkVAE(scale, white, settings, latent_dim, seed)
    training = start(vae, pairs, settings, seed, choose_device())
    digest = hashlib.sha256(np.ascontiguousarray(frames).tobytes())
    digest.update(repr((frames.shape, latent_dim, settings, seed, code)).encode())
    fingerprint = digest.hexdigest()
    train(training, settings, seed=seed, checkpoint=checkpoint, fingerprint=fingerprint)
    vae = training.vae.cpu().requires_grad_(False)
    snapshots = [
        {name: tensor.cpu() for name, tensor in state.items()}
        for state in training.snapshots
    ]
    return WalkFit(vae, settings, snapshots, training.history)


def save_walk_fit(path: str | Path, fit: WalkFit) -> None:
    """Write a fit; tensors and plain values only."""
    content = {
        "settings": asdict(fit.settings),
        "latent_dim": fit.vae.latent_dim,
        "snapshots": fit.snapshots,
        "history": fit.history,
    }
    save_whole(content, path)


def load_walk_fit(path: str | Path) -> WalkFit:
    """Read back what `save_walk_fit` wrote, onto the processor."""
    content = load_whole(path)
    settings = DynamicalSettings(**content["settings"])
    last = content["snapshots"][-1]
    vae = _blank(last["axes"].shape, content["latent_dim"], settings)
    vae.load_state_dict(last)
    vae.requires_grad_(False)
    return WalkFit(vae, settings, content["snapshots"], content["history"])


def _blank(
    shape: tuple[int, int], latent_dim: int, settings: DynamicalSettings
) -> WalkVAE:
    """An autoencoder of `shape` (n_sites, n_read), to be filled from a file."""
    n_sites, n_read = shape
    zeros = np.zeros((n_read, latent_dim))
    white = LinearStart(zeros, zeros.T, np.ones(latent_dim))
    return WalkVAE(
        Scale(np.zeros(n_sites), np.zeros(shape), 1.0),
        white if settings.white_start else None,
        settings,
        latent_dim,
        0,
    )

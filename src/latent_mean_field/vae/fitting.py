"""Train a VAE on every data set at once."""

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.vae.fit import Fit
from latent_mean_field.vae.initialisation import initial_vae
from latent_mean_field.vae.model import VAE
from latent_mean_field.vae.selection import (
    evaluate_elbo,
    join_replicas,
    take_replicas,
)
from latent_mean_field.vae.settings import Settings
from latent_mean_field.vae.training import choose_device, start, train

N_JUDGED_WORDS = 20_000


def fit_vaes(
    data_sets: NDArray,
    latent_dim: int,
    settings: Settings,
    *,
    seed: int,
    checkpoint: Path,
    code: str,
) -> list[Fit]:
    """Train a VAE on each data set, all at once, or go on from their checkpoint.

    Args:
        data_sets: shape (n_sets, n_words, n_sites), bits or components.
        latent_dim: dimension d of the latent space.
        settings: architecture and schedule.
        seed: of everything random.
        checkpoint: where an interrupted training left its state, or will.
        code: digest of the code; a checkpoint made by other code is not resumed.

    Raises:
        LatentDimensionError: more latents than sites.
        DivergedError: the objective is not finite.
    """
    starts = [initial_vae(words, latent_dim, settings, seed) for words in data_sets]
    training = start(join_replicas(starts), data_sets, settings, seed, choose_device())
    fingerprint = _fingerprint(data_sets, latent_dim, settings, seed, code)
    train(training, settings, checkpoint, fingerprint)
    by_data_set = _by_data_set(training.vae, settings)
    return [
        _judge(own, words, settings, training.history, seed)
        for own, words in zip(by_data_set, data_sets, strict=True)
    ]


def _by_data_set(vae: VAE, settings: Settings) -> list[VAE]:
    """The replicas of each data set, which lie next to each other."""
    n = settings.n_replicas
    firsts = range(0, vae.n_replicas, n)
    return [take_replicas(vae, range(first, first + n)) for first in firsts]


def _judge(
    vae: VAE,
    words: NDArray,
    settings: Settings,
    history: list[dict[str, float]],
    seed: int,
) -> Fit:
    """A fit with the elbo of each replica on the words it was trained on."""
    distortion, rate = evaluate_elbo(vae, words[:N_JUDGED_WORDS], seed)
    return Fit(vae, settings, -(distortion + rate).mean(axis=1), history)


def _fingerprint(
    data_sets: NDArray, latent_dim: int, settings: Settings, seed: int, code: str
) -> str:
    """Digest of everything that the result depends on."""
    digest = hashlib.sha256(np.ascontiguousarray(data_sets).tobytes())
    digest.update(repr((data_sets.shape, latent_dim, settings, seed, code)).encode())
    return digest.hexdigest()

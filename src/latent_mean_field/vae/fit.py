"""A fit on disk: the trained replicas, how they got there and which one is best."""

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from latent_mean_field.vae.initialisation import initial_vae
from latent_mean_field.vae.model import VAE, blank
from latent_mean_field.vae.selection import evaluate_elbo, take_replicas
from latent_mean_field.vae.settings import Settings
from latent_mean_field.vae.training import choose_device, start, train

N_JUDGED_WORDS = 20_000


@dataclass(frozen=True)
class Fit:
    """A trained VAE.

    Attributes:
        vae: all replicas, restarts first, bootstrap replicas after them.
        settings: what it was made of.
        train_elbo: elbo of every replica on the training words, nats.
        history: step, elbo and rate along the training.
    """

    vae: VAE
    settings: Settings
    train_elbo: NDArray
    history: list[dict[str, float]]

    @property
    def best(self) -> int:
        """The restart of highest elbo on the training words."""
        return int(np.argmax(self.train_elbo[: self.settings.n_restarts]))

    def best_vae(self) -> VAE:
        """The best restart alone."""
        return take_replicas(self.vae, [self.best])


def fit_vae(
    words: NDArray,
    latent_dim: int,
    settings: Settings,
    *,
    seed: int,
    checkpoint: Path,
    code: str,
) -> Fit:
    """Train a VAE from its starting point, or from a checkpoint of this very fit.

    Args:
        words: shape (n_words, n_sites), entries in {0, 1}.
        latent_dim: dimension d of the latent space.
        settings: architecture and schedule.
        seed: of everything random.
        checkpoint: where an interrupted training left its state, or will.
        code: digest of the code; a checkpoint made by other code is not resumed.

    Raises:
        LatentDimensionError: more latents than sites.
        DivergedError: the objective is not finite.
    """
    vae = initial_vae(words, latent_dim, settings, seed)
    training = start(vae, words, settings, seed, choose_device())
    fingerprint = _fingerprint(words, latent_dim, settings, seed, code)
    train(training, settings, checkpoint, fingerprint)
    distortion, rate = evaluate_elbo(training.vae, words[:N_JUDGED_WORDS], seed)
    train_elbo = -(distortion + rate).mean(axis=1)
    return Fit(training.vae, settings, train_elbo, training.history)


def _fingerprint(
    words: NDArray, latent_dim: int, settings: Settings, seed: int, code: str
) -> str:
    """Digest of everything that the result depends on."""
    digest = hashlib.sha256(np.ascontiguousarray(words).tobytes())
    digest.update(repr((words.shape, latent_dim, settings, seed, code)).encode())
    return digest.hexdigest()


def save_fit(path: str | Path, fit: Fit) -> None:
    """Write a fit; tensors and plain values only."""
    content = {
        "settings": asdict(fit.settings),
        "n_sites": fit.vae.decoder.bias.shape[-1],
        "latent_dim": fit.vae.latent_dim,
        "state": fit.vae.state_dict(),
        "train_elbo": fit.train_elbo.tolist(),
        "history": fit.history,
    }
    temporary = Path(path).with_suffix(".part")
    torch.save(content, temporary)
    temporary.replace(path)


def load_fit(path: str | Path) -> Fit:
    """Read a fit back, onto the processor."""
    saved = torch.load(path, weights_only=True, map_location="cpu")
    settings = Settings(**saved["settings"])
    vae = blank(saved["n_sites"], saved["latent_dim"], settings)
    vae.load_state_dict(saved["state"])
    vae.requires_grad_(False)
    train_elbo = np.array(saved["train_elbo"])
    return Fit(vae, settings, train_elbo, saved["history"])

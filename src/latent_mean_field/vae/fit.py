"""Fits on disk: the trained replicas, how they got there and which one is best."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.vae.checkpoint import load_whole, save_whole
from latent_mean_field.vae.model import VAE, blank
from latent_mean_field.vae.selection import take_replicas
from latent_mean_field.vae.settings import Settings


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

    def learning_cost(self, n_words: int) -> float:
        """Least expected KL(p||p_theta) of linear fields learned from n_words, nats.

        Half a nat per parameter, divided by the number of words (Wilks 1938).
        """
        _, d, n_fields = self.vae.decoder.loadings.shape
        return n_fields * (d + 1) / (2 * n_words)


def save_fits(path: str | Path, fits: Sequence[Fit]) -> None:
    """Write the fits of one or more data sets; tensors and plain values only."""
    save_whole([_content(fit) for fit in fits], path)


def _content(fit: Fit) -> dict[str, Any]:
    """A fit in tensors and plain values."""
    return {
        "settings": asdict(fit.settings),
        "n_sites": fit.vae.decoder.bias.shape[-1],
        "latent_dim": fit.vae.latent_dim,
        "state": fit.vae.state_dict(),
        "train_elbo": fit.train_elbo.tolist(),
        "history": fit.history,
    }


def load_fits(path: str | Path) -> list[Fit]:
    """Read back what `save_fits` wrote, onto the processor."""
    content = load_whole(path)
    return [_from_content(saved) for saved in content]


def load_fit(path: str | Path) -> Fit:
    """Read the only fit of a file.

    Raises:
        ValueError: the file holds fits of several data sets.
    """
    (fit,) = load_fits(path)
    return fit


def _from_content(saved: dict[str, Any]) -> Fit:
    """The fit that `_content` took apart."""
    settings = Settings(**saved["settings"])
    vae = blank(saved["n_sites"], saved["latent_dim"], settings)
    vae.load_state_dict(saved["state"])
    vae.requires_grad_(False)
    train_elbo = np.array(saved["train_elbo"])
    return Fit(vae, settings, train_elbo, saved["history"])

"""An autoencoder of walks: encoder, decoder and what is asked of the latents."""

import numpy as np
import torch
from torch import Tensor, nn

from latent_mean_field.vae.dynamical.pairs import LinearStart, Scale
from latent_mean_field.vae.dynamical.penalties import PENALTIES
from latent_mean_field.vae.dynamical.settings import DynamicalSettings
from latent_mean_field.vae.layers import BatchedMLP

# How much the networks add to a linear start at first.
DAMPING = 0.1


class SmoothMap(nn.Module):
    """x -> x W + network(x / unit), the linear part of which may be absent.

    Args:
        linear: W of every replica to begin with, shape (n_in, n_out); None for none.
        unit: of the network's input, shape (n_in,).
        network: of the nonlinear part.
    """

    unit: Tensor

    def __init__(self, linear: Tensor | None, unit: Tensor, network: BatchedMLP):
        super().__init__()
        self.network = network
        self.register_buffer("unit", unit)
        self.linear: nn.Parameter | None = None
        if linear is not None:
            n_replicas = network.output.weight.shape[0]
            self.linear = nn.Parameter(linear.repeat(n_replicas, 1, 1))
            network.damp_output(DAMPING)

    def forward(self, x: Tensor) -> Tensor:
        """Map (n_replicas, n, n_in) to (n_replicas, n, n_out)."""
        out = self.network(x / self.unit)
        return out if self.linear is None else out + x @ self.linear


class WalkVAE(nn.Module):
    """Replicas of an autoencoder of walks, trained together but independent.

    Args:
        scale: what is read of frames; latents are functions of it.
        start: linear latents to begin with; None for random ones.
        settings: architecture and penalty.
        latent_dim: dimension d of the latent.
        seed: of the first weights.
    """

    mean: Tensor
    axes: Tensor
    unit: Tensor

    def __init__(
        self,
        scale: Scale,
        start: LinearStart | None,
        settings: DynamicalSettings,
        latent_dim: int,
        seed: int,
    ):
        super().__init__()
        generator = torch.Generator().manual_seed(seed)
        self.register_buffer("mean", _tensor(scale.mean))
        self.register_buffer("axes", _tensor(scale.axes))
        self.register_buffer("unit", _tensor(scale.unit))
        self.penalty = PENALTIES[settings.penalty](settings, generator, latent_dim)
        n_read = scale.axes.shape[1]
        n_codes = 2 * latent_dim if self.penalty.noisy else latent_dim
        # A linear start says nothing of variances.
        silent = np.zeros((n_read, n_codes - latent_dim))
        self.encoder = SmoothMap(
            None if start is None else _tensor(np.hstack([start.readout, silent])),
            torch.ones(n_read),
            _network(settings, n_read, n_codes, generator),
        )
        self.decoder = SmoothMap(
            None if start is None else _tensor(start.loadings),
            torch.ones(latent_dim) if start is None else _tensor(start.spread),
            _network(settings, latent_dim, n_read, generator),
        )
        self.latent_dim = latent_dim

    @property
    def n_replicas(self) -> int:
        """How many independent fits are held."""
        return self.encoder.network.output.weight.shape[0]

    def read(self, frames: Tensor) -> Tensor:
        """What the networks read of frames (..., n_sites), shape (..., n_read)."""
        return (frames - self.mean) @ self.axes / self.unit

    def latents(self, frames: Tensor) -> Tensor:
        """Latents, or their means, of frames (n, n_sites); (n_replicas, n, d)."""
        x = self.read(frames)
        return self.encoder(x.expand(self.n_replicas, *x.shape))[..., : self.latent_dim]

    def frames(self, z: Tensor) -> Tensor:
        """Frames that latents (n_replicas, n, d) stand for."""
        return self.decoder(z) * self.unit @ self.axes.T + self.mean


def _tensor(values: np.ndarray | float) -> Tensor:
    return torch.as_tensor(values, dtype=torch.float32)


def _network(
    settings: DynamicalSettings, n_in: int, n_out: int, generator: torch.Generator
) -> BatchedMLP:
    dims = [n_in, *settings.hidden_dims, n_out]
    return BatchedMLP(settings.n_seeds, dims, generator, settings.activation)

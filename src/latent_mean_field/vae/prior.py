"""The prior p(z): as a rule a learned Gaussian mixture, as the natural prior is w(m).

In Hubbard-Stratonovich coordinates the decoder's field is linear in the latent and the
posterior p(m|s) is exactly Normal(Ξ^T s / N, 1/N), whatever the phase; what changes
from phase to phase is the prior, the law w(m) of the order parameter (theory.md,
equation 6). A standard normal prior would ask the decoder to fold one bell into many
valleys; a mixture prior can be w(m), and a Gaussian encoder is then exact.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import logsigmoid

from latent_mean_field.vae.expectation_maximisation import EMPrior
from latent_mean_field.vae.gaussian_mixture import GaussianMixture, scale_tril_from


class MixturePrior(nn.Module):
    """p(z) of every replica; calling it returns a `GaussianMixture`.

    Args:
        log_weights: shape (n_replicas, n_components).
        means: shape (n_replicas, n_components, latent_dim).
        scale_tril: shape (n_replicas, n_components, latent_dim, latent_dim).
    """

    def __init__(self, log_weights: Tensor, means: Tensor, scale_tril: Tensor):
        super().__init__()
        d = means.shape[-1]
        row, column = torch.tril_indices(d, d, offset=-1)
        diagonal = scale_tril.diagonal(dim1=-2, dim2=-1)
        self.log_weights = nn.Parameter(log_weights.clone())
        self.means = nn.Parameter(means.clone())
        self.log_diagonal = nn.Parameter(diagonal.log())
        self.below = nn.Parameter(scale_tril[..., row, column].clone())

    def forward(self) -> GaussianMixture:
        """p(z), batch shape (n_replicas,)."""
        return GaussianMixture(
            torch.log_softmax(self.log_weights, dim=-1),
            self.means,
            scale_tril_from(self.log_diagonal, self.below),
        )


class StandardNormal(GaussianMixture):
    """One component at the origin, of unit width: no triangle need be solved."""

    def log_prob(self, z: Tensor) -> Tensor:
        """Log density in nats at z (*batch, n, d), shape (*batch, n)."""
        constant = 0.5 * self.latent_dim * math.log(2 * math.pi)
        return -0.5 * z.square().sum(-1) - constant


class NormalPrior(nn.Module):
    """The standard normal prior: whatever rotates the latent leaves it as it is.

    Args:
        n_replicas: number of fits.
        latent_dim: dimension d of the latent.
    """

    log_weights: Tensor
    means: Tensor
    scale_tril: Tensor

    def __init__(self, n_replicas: int, latent_dim: int):
        super().__init__()
        eye = torch.eye(latent_dim)
        self.register_buffer("log_weights", torch.zeros(n_replicas, 1))
        self.register_buffer("means", torch.zeros(n_replicas, 1, latent_dim))
        self.register_buffer("scale_tril", eye.repeat(n_replicas, 1, 1, 1))

    def forward(self) -> StandardNormal:
        """p(z), batch shape (n_replicas,)."""
        return StandardNormal(self.log_weights, self.means, self.scale_tril)


@dataclass(frozen=True)
class Logistic:
    """Independent logistic latents: their sigmoids are uniform on (0, 1).

    Attributes:
        shape: (n_replicas, latent_dim).
        device: where draws are wanted.
    """

    shape: tuple[int, int]
    device: torch.device

    def log_prob(self, z: Tensor) -> Tensor:
        """Log density in nats at z (n_replicas, n, d), shape (n_replicas, n)."""
        return (logsigmoid(z) + logsigmoid(-z)).sum(-1)

    def sample(self, n: int, generator: torch.Generator) -> Tensor:
        """N independent draws of each replica, shape (n_replicas, n, d)."""
        n_replicas, d = self.shape
        shape = (n_replicas, n, d)
        return torch.rand(shape, generator=generator, device=self.device).logit()


class UniformPrior(nn.Module):
    """Uniform sources: logistic latents, of which the decoder sees the sigmoid.

    Args:
        n_replicas: number of fits.
        latent_dim: dimension d of the latent.
    """

    axes: Tensor

    def __init__(self, n_replicas: int, latent_dim: int):
        super().__init__()
        self.register_buffer("axes", torch.ones(n_replicas, latent_dim))

    def forward(self) -> Logistic:
        """p(z), batch shape (n_replicas,)."""
        n_replicas, d = self.axes.shape
        return Logistic((n_replicas, d), self.axes.device)


FIXED_PRIORS: dict[str, type[NormalPrior | UniformPrior]] = {
    "normal": NormalPrior,
    "uniform": UniformPrior,
}
MIXTURES: dict[str, type[MixturePrior | EMPrior]] = {
    "mixture": MixturePrior,
    "em": EMPrior,
}
Prior = MixturePrior | EMPrior | NormalPrior | UniformPrior

"""What is asked of latents besides that frames can be told from them.

Each penalty is nats or squared latent units per pair of frames, of every replica. The
first two ask for steps of a known law; the rivals ask for places of a known law
(beta-VAE, SWAE), or for both, with a drift that is learned (SDE-VAE).
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable

import torch
from torch import Tensor, nn

from latent_mean_field.vae.dynamical.settings import DynamicalSettings
from latent_mean_field.vae.dynamical.sliced_wasserstein import (
    normal_quantiles,
    random_directions,
    sort,
    squared_distance,
)
from latent_mean_field.vae.dynamical.transition import (
    EulerStep,
    LinearisedStep,
    step_network,
)

# Precision of places in the prior of SDE-VAE (Hasan et al. 2021).
PLACE_PRECISION = 0.0065


class Penalty(nn.Module, ABC):
    """What a method asks of latents.

    Attributes:
        transition: the learned law of steps, trained beside the autoencoder, or None.
        noisy: whether codes are means and log variances, half and half; else latents.
        unit: latents times this are in the unit in which a step's noise has variance 2.
    """

    noisy = False
    unit = 1.0
    transition: EulerStep | LinearisedStep | None

    def __init__(self, settings: DynamicalSettings, generator: torch.Generator, d: int):
        super().__init__()
        self.transition = None
        self.n_directions = settings.n_directions

    def draw(self, code: Tensor, noise: torch.Generator) -> Tensor:
        """Latents of codes (n_replicas, n, ...), a draw each if codes are noisy."""
        if not self.noisy:
            return code
        mean, log_variance = code.chunk(2, dim=-1)
        kick = torch.randn(mean.shape, generator=noise, device=mean.device)
        return mean + (log_variance / 2).exp() * kick

    @abstractmethod
    def forward(self, first: Tensor, second: Tensor, noise: torch.Generator) -> Tensor:
        """Penalty of the codes of pairs of frames, averaged; shape (n_replicas,)."""


class EulerIncrements(Penalty):
    """DynAE: latent steps are like those of an Euler step of unit mobility."""

    transition: EulerStep

    def __init__(self, settings: DynamicalSettings, generator: torch.Generator, d: int):
        super().__init__(settings, generator, d)
        self.transition = EulerStep(settings.n_seeds, d, generator)

    def forward(self, first: Tensor, second: Tensor, noise: torch.Generator) -> Tensor:
        """W2² of steps and as many drawn ones, in squared latent units."""
        n_replicas, _, d = first.shape
        along = random_directions(n_replicas, self.n_directions, d, noise)
        with torch.no_grad():
            drawn = sort(along @ self.transition.draw(first, noise).mT)
        return squared_distance(along @ (second - first).mT, drawn)


class WhiteResiduals(Penalty):
    """Steps less their mean, in units of the noise a finite step leaves, are N(0, 1).

    Compared with the exact quantiles: nothing is drawn, and places in a bin need not be
    alike. In squared latent units, as the Euler steps' penalty.
    """

    transition: LinearisedStep
    quantiles: Tensor

    def __init__(self, settings: DynamicalSettings, generator: torch.Generator, d: int):
        super().__init__(settings, generator, d)
        self.transition = LinearisedStep(settings.n_seeds, d, generator)
        quantiles = normal_quantiles(settings.batch_size)
        self.register_buffer("quantiles", quantiles, persistent=False)

    def forward(self, first: Tensor, second: Tensor, noise: torch.Generator) -> Tensor:
        """W2² of whitened steps and N(0, 1), twice."""
        n_replicas, _, d = first.shape
        along = random_directions(n_replicas, self.n_directions, d, noise)
        rest = self.transition.law(first.detach()).whitened(second - first)
        return 2 * squared_distance(along @ rest.mT, self.quantiles)


class NormalPlaces(Penalty):
    """beta-VAE: codes of either frame are near N(0, 1)."""

    noisy = True

    def forward(self, first: Tensor, second: Tensor, noise: torch.Generator) -> Tensor:
        """KL(q(z|x) || N(0, 1)) of both frames, nats."""
        codes = torch.stack([first, second])
        mean, log_variance = codes.chunk(2, dim=-1)
        divergence = mean.square() + log_variance.exp() - 1 - log_variance
        return 0.5 * divergence.sum(-1).mean(2).sum(0)


class UniformPlaces(Penalty):
    """SWAE: latents of all frames fill the cube from -1 to 1 evenly."""

    def forward(self, first: Tensor, second: Tensor, noise: torch.Generator) -> Tensor:
        """W2² of latents and as many points of the cube."""
        z = torch.cat([first, second], dim=1)
        along = random_directions(z.shape[0], self.n_directions, z.shape[-1], noise)
        cube = 2 * torch.rand(z.shape, generator=noise, device=z.device) - 1
        return squared_distance(along @ z.mT, sort(along @ cube.mT))


class KnownNoise(Penalty):
    """SDE-VAE: a first frame in a wide bell, then a drift and noise of variance 1."""

    noisy = True
    unit = math.sqrt(2)

    def __init__(self, settings: DynamicalSettings, generator: torch.Generator, d: int):
        super().__init__(settings, generator, d)
        self.drift = step_network(settings.n_seeds, d, generator)

    def forward(self, first: Tensor, second: Tensor, noise: torch.Generator) -> Tensor:
        """KL of both frames to the prior walk, nats (Hasan et al. 2021)."""
        mean, log_variance = first.chunk(2, dim=-1)
        mean_next, log_variance_next = second.chunk(2, dim=-1)
        place = PLACE_PRECISION * (mean.square() + log_variance.exp())
        step = (mean_next - mean - self.drift(mean)).square()
        known = 2 + math.log(PLACE_PRECISION) + log_variance + log_variance_next
        divergence = place + log_variance.exp() + log_variance_next.exp() + step - known
        return 0.5 * divergence.sum(-1).mean(1)


PENALTIES: dict[str, Callable[[DynamicalSettings, torch.Generator, int], Penalty]] = {
    "euler_increments": EulerIncrements,
    "white_residuals": WhiteResiduals,
    "normal_places": NormalPlaces,
    "uniform_places": UniformPlaces,
    "known_noise": KnownNoise,
}

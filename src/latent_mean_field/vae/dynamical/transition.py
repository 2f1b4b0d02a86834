"""Laws of a latent step, p(z'|z), whose noise has the covariance 2 in the latent."""

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn

from latent_mean_field.vae.layers import BatchedMLP

HIDDEN = (32, 32)
# Contraction of a step, an eigenvalue of dE[z']/dz, is taken to lie within these.
CONTRACTION_BOUNDS = (0.05, 3.0)


def step_network(
    n_replicas: int, dimension: int, generator: torch.Generator
) -> BatchedMLP:
    """A smooth vector field on the latent space of each replica."""
    dims = [dimension, *HIDDEN, dimension]
    return BatchedMLP(n_replicas, dims, generator, "tanh")


def with_jacobian(field: BatchedMLP, z: Tensor) -> tuple[Tensor, Tensor]:
    """A field of tanh layers at z (n_replicas, n, d), and its derivatives.

    Tangents go forward beside the values: d products more, and no second graph.

    Returns:
        The field (n_replicas, n, d), and J (n_replicas, n, d, d) with J_ji = df_i/dz_j.
    """
    n_replicas, n, d = z.shape
    tangents = torch.eye(d, device=z.device).repeat(n_replicas, n, 1)
    for layer in field.hidden:
        z = torch.tanh(layer(z))
        pushed = (tangents @ layer.get_parameter("weight")).unflatten(1, (n, d))
        tangents = (pushed * (1 - z.square()).unsqueeze(2)).flatten(1, 2)
    J = tangents @ field.output.weight
    return field.output(z), J.unflatten(1, (n, d))


class EulerStep(nn.Module):
    """z' = z + M f + div M + sqrt(2 M) ξ, one Euler step (theory.md, equation 29).

    The diagonal mobility M is learned as a check: it is 1 where latents are what they
    should be. Steps drawn for comparison have M = 1.
    """

    def __init__(self, n_replicas: int, dimension: int, generator: torch.Generator):
        super().__init__()
        self.force = step_network(n_replicas, dimension, generator)
        self.log_mobility = step_network(n_replicas, dimension, generator)
        self.log_mobility.damp_output(0.0)

    def mean_step(self, z: Tensor) -> Tensor:
        """E[z' - z] with unit mobility, shape of z."""
        return self.force(z)

    def draw(self, z: Tensor, noise: torch.Generator) -> Tensor:
        """Steps z' - z with unit mobility, shape of z."""
        kick = torch.randn(z.shape, generator=noise, device=z.device)
        return self.mean_step(z) + math.sqrt(2) * kick

    def loss(self, z: Tensor, moved: Tensor) -> Tensor:
        """What is minimised: the surprise; shape (n_replicas, n)."""
        return self.surprise(z, moved)

    def surprise(self, z: Tensor, moved: Tensor) -> Tensor:
        """-log p(z'|z) - d/2 log 4 pi of steps `moved`, nats, shape (n_replicas, n)."""
        log_mobility, J = with_jacobian(self.log_mobility, z)
        M = log_mobility.exp()
        divergence = M * J.diagonal(dim1=-2, dim2=-1)
        rest = moved - M * self.force(z) - divergence
        return 0.5 * (log_mobility + rest.square() / (2 * M)).sum(-1)


class LinearisedStep(nn.Module):
    """A step of finite length: what the local contraction leaves of its noise.

    Near z the motion is linear, z' = z + m(z) on average, and A = d(z + m)/dz contracts
    what lies around. Noise that came in early has been contracted most:

        Cov(z'|z) = ∫_0^1 2 A^{2t} dt = (A² - 1) / log A     (theory.md, equation 30)

    Its eigenvalues are 2 where A = 1 and less in a well, where an Euler step would ask
    for noise that is not there, and get it by stretching the latent.
    """

    def __init__(self, n_replicas: int, dimension: int, generator: torch.Generator):
        super().__init__()
        self.flow = step_network(n_replicas, dimension, generator)
        self.flow.damp_output(0.0)

    def mean_step(self, z: Tensor) -> Tensor:
        """E[z' - z] = m(z), shape of z."""
        return self.flow(z)

    @torch.no_grad()
    def law(self, z: Tensor) -> "StepLaw":
        """The law of steps from z (n_replicas, n, d), held fixed."""
        mean, J = with_jacobian(self.flow, z)
        # Flow down a potential has symmetric derivatives; the network's nearly.
        A = torch.eye(J.shape[-1], device=J.device) + (J + J.mT) / 2
        contraction, axes = torch.linalg.eigh(A)
        variance = noise_left(contraction.clamp(*CONTRACTION_BOUNDS))
        whiten = axes * variance.rsqrt().unsqueeze(-2) @ axes.mT
        return StepLaw(mean, whiten, 0.5 * (variance / 2).log().sum(-1))

    def loss(self, z: Tensor, moved: Tensor) -> Tensor:
        """Squares of what steps are off their mean, over 4; shape (n_replicas, n).

        Only the mean is learned, and the least squares find it whatever the noise.
        """
        return (moved - self.mean_step(z)).square().sum(-1) / 4

    def surprise(self, z: Tensor, moved: Tensor) -> Tensor:
        """-log p(z'|z) - d/2 log 4 pi of steps `moved`, nats, shape (n_replicas, n)."""
        law = self.law(z)
        return 0.5 * law.whitened(moved).square().sum(-1) + law.spread


class StepLaw(NamedTuple):
    """Normal laws of steps.

    Attributes:
        mean: shape (n_replicas, n, d).
        whiten: Cov^{-1/2}, shape (n_replicas, n, d, d).
        spread: ½ log det (Cov / 2), shape (n_replicas, n).
    """

    mean: Tensor
    whiten: Tensor
    spread: Tensor

    def whitened(self, moved: Tensor) -> Tensor:
        """Cov^{-1/2} (steps - mean), N(0, 1) if the law is right; shape of steps."""
        return (self.whiten @ (moved - self.mean).unsqueeze(-1)).squeeze(-1)


def noise_left(contraction: Tensor) -> Tensor:
    """∫_0^1 2 a^{2t} dt = (a² - 1) / log a; 2 at a = 1."""
    near_one = (contraction - 1).abs() < 1e-3
    a = torch.where(near_one, 2.0, contraction)
    return torch.where(near_one, 2 * contraction, (a.square() - 1) / a.log())

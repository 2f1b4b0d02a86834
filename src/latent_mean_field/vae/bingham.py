"""Bingham laws: directions without head or tail, the sites of a nematic.

    p(u) = exp( u^T B u ) / c(B)     for unit vectors u in the plane or in space

relative to the uniform law. As an integral over Gaussian radii the normaliser is an
inverse Laplace transform (Kume and Wood 2005, equation 4, before their saddle point),

    c(B) = Γ(D/2) (1/2πi) ∫ dz e^z / sqrt det(z - B)        (theory.md, equation 24)

which needs no eigenvectors and has no trouble where eigenvalues meet: with B traceless
det(z - B) = z³ - z Tr B²/2 - det B. On a Talbot contour around the eigenvalues the
midpoint rule gains a factor of 3.9 with each node (Trefethen, Weideman and Schmelzer
2006), whatever B is.
"""

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.distributions import Distribution, constraints

from latent_mean_field.directions import sample_bingham
from latent_mean_field.tensors import BASES, DIMENSIONS

# Nodes of the contour, half of which are computed: errors of c of 3e-13 and 2e-6.
N_NODES = {torch.float64: 24, torch.float32: 12}
# Talbot's contour as optimised by Trefethen, Weideman and Schmelzer (2006).
MU, ALPHA, SIGMA, NU = 0.5017, 0.6407, 0.6122, 0.2645


def _contour(n: int) -> tuple[list[complex], list[complex]]:
    """Nodes z of the upper half, and weights w: Σ Re(w F(z)) = (1/2πi)∫ dz e^z F(z)."""
    theta = (2 * np.arange(n // 2) + 1) * np.pi / n
    cot = 1 / np.tan(ALPHA * theta)
    z = n * (MU * theta * cot - SIGMA + 1j * NU * theta)
    slope = n * (MU * cot - MU * ALPHA * theta / np.sin(ALPHA * theta) ** 2 + 1j * NU)
    return z.tolist(), (2 * np.exp(z) * slope / (1j * n)).tolist()


def log_normaliser(eta: Tensor) -> Tensor:
    """Log c(B) of B = Σ_a eta_a E_a, for eta of shape (..., 5) or (..., 2).

    Once differentiable; the gradient is the mean of the components, <u^T E_a u>.
    """
    return _LogNormaliser.apply(eta)


class _LogNormaliser(torch.autograd.Function):
    """Value and mean components in one pass along the contour."""

    @staticmethod
    def forward(ctx: Any, eta: Tensor) -> Tensor:
        """Log c, shape (...)."""
        value, mean = _integrate(eta)
        ctx.save_for_backward(mean)
        return value

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, grad: Tensor) -> Tensor:
        """Mean components times the gradient."""
        (mean,) = ctx.saved_tensors
        return grad.unsqueeze(-1) * mean


def _integrate(eta: Tensor) -> tuple[Tensor, Tensor]:
    """Log c and the mean components, those of the mean tensor.

    <u u^T> = (1/2c) Γ(D/2) (1/2πi) ∫ dz e^z (z - B)^-1 / sqrt det(z - B),

    with (z - B)^-1 det(z - B) = B² + z B + ... in space, B + ... in the plane.
    """
    half_square = 0.5 * eta.square().sum(-1)
    in_space = DIMENSIONS[eta.shape[-1]] == 3
    if in_space:
        squared = _square(eta)
        top = _largest_eigenvalue(half_square, (squared * eta).sum(-1) / 3)
        gaps = 3 * top.square() - half_square
    else:
        top = half_square.sqrt()
    zeroth, first, second = (torch.zeros_like(top) for _ in range(3))
    for z, w in zip(*_contour(N_NODES[eta.dtype]), strict=True):
        # det(z + top - B) / z, a product of the two other factors: the root of its
        # complex value in the upper half plane is the product of their roots.
        if in_space:
            rest = (z**2).real + gaps + 3 * z.real * top, (z**2).imag + 3 * z.imag * top
        else:
            rest = z.real + 2 * top, torch.full_like(top, z.imag)
        inverse = _inverse_root(*rest)
        cube = _cube(*inverse)
        weight = w / z**0.5
        zeroth += _real_product(weight, inverse)
        first += _real_product(0.5 * weight, cube)
        second += _real_product(0.5 * weight / z, cube)
    first += top * second
    gamma = math.gamma(1.5 if in_space else 1.0)
    value = top + torch.log(gamma * zeroth)
    slope = second.unsqueeze(-1) * eta
    if in_space:
        slope = first.unsqueeze(-1) * eta + second.unsqueeze(-1) * squared
    return value, slope / zeroth.unsqueeze(-1)


def _inverse_root(real: Tensor, imag: Tensor) -> tuple[Tensor, Tensor]:
    """1 / sqrt(real + i imag), the root in the upper half plane.

    In real arithmetic, four times as fast as torch's complex root.
    """
    modulus = torch.hypot(real, imag)
    larger = (0.5 * (modulus + real.abs())).sqrt()
    smaller = 0.5 * imag.abs() / larger
    rightwards = torch.where(real > 0, larger, smaller).copysign(imag)
    upwards = torch.where(real > 0, smaller, larger)
    return rightwards / modulus, -upwards / modulus


def _cube(real: Tensor, imag: Tensor) -> tuple[Tensor, Tensor]:
    """Third power of a complex number."""
    a, b = real.square(), imag.square()
    return real * (a - 3 * b), imag * (3 * a - b)


def _real_product(factor: complex, number: tuple[Tensor, Tensor]) -> Tensor:
    """Real part of a product of complex numbers."""
    return factor.real * number[0] - factor.imag * number[1]


def _square(eta: Tensor) -> Tensor:
    """Components of the traceless part of B², shape (..., 5)."""
    E = torch.as_tensor(BASES[3], dtype=eta.dtype, device=eta.device)
    structure = torch.einsum("aij,bjk,cki->abc", E, E, E)
    pairs = (eta.unsqueeze(-1) * eta.unsqueeze(-2)).flatten(-2)
    return pairs @ structure.reshape(-1, 5)


def _largest_eigenvalue(half_square: Tensor, determinant: Tensor) -> Tensor:
    """Of a traceless 3 x 3 matrix, from Tr B²/2 and det B.

    It only places the contour: what rounding moves it by moves no integral.
    """
    radius = (4 / 3 * half_square).sqrt()
    cosine = 4 * determinant / radius.pow(3)
    angle = cosine.nan_to_num(1.0).clamp(-1, 1).acos() / 3
    return radius * angle.cos()


@dataclass(frozen=True)
class BinghamProduct:
    """Π_i exp(Σ_a eta_ia q_ia) / c(eta_i): independent rods given the latent.

    The words are the molecules' tensor components q (`tensors`), so that nothing that
    reads them can tell head from tail. Densities are relative to the uniform law.

    Attributes:
        natural: eta, shape (*batch, n_molecules * n_components).
    """

    natural: Tensor
    n_components: ClassVar[int] = 5

    def log_prob(self, words: Tensor) -> Tensor:
        """Log density in nats, shape (*batch, n), as of `BernoulliProduct`."""
        agreement = (self.natural * words.unsqueeze(-2)).sum(-1)
        return agreement - self.log_normaliser(self.natural)

    @property
    def fields(self) -> Tensor:
        """Local fields on the components."""
        return self.natural

    @classmethod
    def log_normaliser(cls, fields: Tensor) -> Tensor:
        """Σ_i log c(eta_i), nats, shape (*batch)."""
        return log_normaliser(fields.unflatten(-1, (-1, cls.n_components))).sum(-1)

    @classmethod
    def respond(
        cls, mean: NDArray, n_words: int, unit: float
    ) -> tuple[NDArray, NDArray]:
        """Fields with these mean components, and their variances, both to first order.

        Uniform rods have Σ_a <q_a²> = 1 - 1/D.
        """
        del n_words, unit
        dimension = DIMENSIONS[cls.n_components]
        variance = (1 - 1 / dimension) / cls.n_components
        return mean / variance, np.full_like(mean, variance)


class PlanarBinghamProduct(BinghamProduct):
    """Rods in the plane."""

    n_components: ClassVar[int] = 2


class Bingham(Distribution):
    """Law of directions u, or of the rods ±u, with density exp(u^T B u) / c(B).

    Densities and entropies are relative to the uniform law: 0 nats for B = 0. There is
    no `rsample`: the rejection sampler has no derivative.

    Args:
        tensor: B, shape (..., D, D) with D = 2 or 3; its trace plays no part.
        validate_args: whether to refuse a B that is not symmetric.

    Raises:
        ValueError: B is not symmetric, or D is neither 2 nor 3.
    """

    arg_constraints = {"tensor": constraints.symmetric}  # noqa: RUF012

    def __init__(self, tensor: Tensor, validate_args: bool | None = None):
        *batch, rows, columns = tensor.shape
        if rows != columns or rows not in BASES:
            message = f"tensor must be (..., 2, 2) or (..., 3, 3), found {tensor.shape}"
            raise ValueError(message)
        basis = torch.as_tensor(BASES[rows], dtype=tensor.dtype, device=tensor.device)
        self.tensor = tensor
        self.eta = torch.einsum("...ij,aij->...a", tensor, basis)
        super().__init__(torch.Size(batch), torch.Size([rows]), validate_args)

    @property
    def support(self) -> None:
        """Unit vectors, for which torch has no constraint."""
        return None

    def _validate_sample(self, value: Tensor) -> None:
        if not torch.allclose(value.norm(dim=-1), value.new_ones(()), atol=1e-5):
            raise ValueError("directions must be unit vectors")

    def log_prob(self, value: Tensor) -> Tensor:
        """Log density at unit vectors (..., D), nats."""
        if self._validate_args:
            self._validate_sample(value)
        energy = torch.einsum("...i,...ij,...j->...", value, self.tensor, value)
        trace = self.tensor.diagonal(dim1=-2, dim2=-1).mean(-1)
        return energy - trace - log_normaliser(self.eta)

    def sample(
        self, sample_shape: torch.Size | list[int] | tuple[int, ...] = ()
    ) -> Tensor:
        """Independent unit vectors, seeded by torch's own random state."""
        rng = np.random.default_rng(int(torch.randint(2**62, ()).item()))
        n_each, k = math.prod(sample_shape), self.eta.shape[-1]
        eta = self.eta.detach().cpu().double().numpy().reshape(-1, k)
        drawn = sample_bingham(eta, n_each, rng).swapaxes(0, 1)
        shape = (*sample_shape, *self.batch_shape, *self.event_shape)
        return torch.as_tensor(drawn).to(self.eta).reshape(shape)

    def entropy(self) -> Tensor:
        """Minus the divergence from the uniform law, nats."""
        value, mean = _integrate(self.eta)
        return value - (self.eta * mean).sum(-1)

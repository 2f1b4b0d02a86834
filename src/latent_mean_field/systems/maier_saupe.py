"""Maier-Saupe: matter with a tensor order parameter."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import i0e, logsumexp

from latent_mean_field.tensors import DIMENSIONS, matrices

# Cells of radius and shape of the tensor m, of so many molecules or fewer; nodes of its
# shape, and of the polar axis of a Bingham law.
N_RADII, N_SHAPES, N_USUAL = 600, 100, 200
N_NODES, N_POLAR = 128, 32


def log_bingham(eigenvalues: NDArray) -> NDArray:
    """Log c(B), relative to the uniform law, from eigenvalues (..., D).

    In space by the polar integral around the largest eigenvalue (theory.md, section 6);
    in the plane it is a Bessel function. Good to 1e-11 for gaps up to 60.
    """
    values = np.sort(eigenvalues, axis=-1)
    top, gap = values[..., -1], values[..., -1] - values[..., 0]
    if values.shape[-1] == 2:
        return top + np.log(i0e(gap / 2))
    t, weight = np.polynomial.legendre.leggauss(N_POLAR)
    sine2 = 1 - (0.5 * (t + 1)) ** 2
    half = 0.5 * (values[..., 1] - values[..., 0])[..., None] * sine2
    decay = (top - values[..., 1])[..., None] * sine2
    return top + logsumexp(-decay, b=0.5 * weight * i0e(half), axis=-1)


@dataclass(frozen=True)
class MaierSaupe:
    """Molecules that align: H = -(1/2N) Σ_ij P2(u_i·u_j), with J = 1.

    Unit vectors u_i in space (n_components = 5) or in the plane (2), where P2 is
    cos 2(θ_i - θ_j). With q the components of a molecule's tensor (`tensors`)

        -beta H = (Ξ²/2N) |Σ_i q_i|²,      Ξ² = 3/(2T) in space and 2/T in the plane

    so that Hubbard-Stratonovich turns the law into a mixture of Bingham laws of field
    Ξ m, with w(m) ∝ exp(-N |m|²/2) c(Ξ m)^N (theory.md,
    equation 22), which depends on the eigenvalues of m only. Transition in space: first
    order, at T = 0.2202; in the plane continuous, at T = 1/2.
    """

    n_molecules: int
    T: float
    n_components: int = 5

    @property
    def shape(self) -> tuple[int]:
        """Of the lattice, which has none: (n_molecules,)."""
        return (self.n_molecules,)

    @property
    def strength(self) -> float:
        """Ξ: field in units of m."""
        return np.sqrt(coupling_of(self.n_components) / self.T)

    @cached_property
    def law(self) -> "TensorLaw":
        """The law w(m) of the order parameter's field."""
        return TensorLaw(self)

    def log_prob(self, total: NDArray) -> NDArray:
        """Log density relative to the uniform law, nats, from Σ_i q_i (..., k)."""
        square = np.square(total).sum(-1)
        energy = self.strength**2 * square / (2 * self.n_molecules)
        return energy - self.log_partition_function

    @property
    def mean_square_order(self) -> float:
        """<|Σ_i q_i|²>: the law of m is that of Ξ Σ q / N and of Normal(0, 1/N)."""
        N = self.n_molecules
        order = self.law.moment(2) - self.n_components / N
        return N**2 * order / self.strength**2

    @property
    def log_partition_function(self) -> float:
        """Log of the mean of e^(-beta H) over uniform molecules."""
        return self.law.log_normaliser


def coupling_of(n_components: int) -> float:
    """Ξ² T: P2 or cos 2θ, in units of the product of two molecules' components."""
    return {5: 1.5, 2: 2.0}[n_components]


def unit_eigenvalues(shape: NDArray, dimension: int) -> NDArray:
    """Eigenvalues (..., dimension) of traceless tensors with Σ_a m_a² = 1.

    Args:
        shape: cos 3φ = sqrt(6) Tr m³ in [-1, 1], 1 for a rod, -1 for a disc; in the
            plane there is but one shape.
        dimension: 3 in space, 2 in the plane.
    """
    if dimension == 2:
        return np.ones((*shape.shape, 1)) * np.array([-1.0, 1.0]) * np.sqrt(0.5)
    angle = np.arccos(np.clip(shape, -1, 1))[..., None] / 3
    return np.sqrt(2 / 3) * np.cos(angle + 2 * np.pi / 3 * np.arange(3))


@dataclass(frozen=True)
class TensorLaw:
    """Law of m by its rotation invariants.

    A tensor of five components is a point of R^5. A rotation of the molecules moves it
    on the sphere of its radius, on which the shape cos 3φ of a uniform point is uniform
    in [-1, 1]; so that d^5m = (4π²/3) r^4 dr d(shape) once the orientation is
    integrated out. In the plane m is a point of R², of which only the radius counts.

    Attributes:
        system: whose law it is.
    """

    system: MaierSaupe

    @cached_property
    def radii(self) -> NDArray:
        """Edges of the cells of |m|, shape (n_radii + 1,)."""
        # Beyond the field of fully aligned molecules w(m) is a Gaussian tail.
        scatter = 1 - 1 / DIMENSIONS[self.system.n_components]
        aligned = self.system.strength * np.sqrt(scatter)
        return np.linspace(
            0, aligned + 6 / np.sqrt(self.system.n_molecules), N_RADII + 1
        )

    @cached_property
    def shapes(self) -> NDArray:
        """Edges of the cells of cos 3φ, shape (n_shapes + 1,).

        Even in φ: narrow ones where the shape is nearly a rod's or a disc's, and the
        more the more molecules, whose law is the narrower.
        """
        narrow = max(1.0, np.sqrt(self.system.n_molecules / N_USUAL))
        n_shapes = round(N_SHAPES * narrow) if self.system.n_components == 5 else 1
        return np.cos(np.linspace(np.pi, 0, n_shapes + 1))

    @cached_property
    def probabilities(self) -> NDArray:
        """Of the cells, by their middles, shape (n_radii, n_shapes)."""
        middles = 0.5 * (self.shapes[1:] + self.shapes[:-1])
        log_weight = self._log_density(middles) + np.log(np.diff(self.shapes))
        return np.exp(log_weight - logsumexp(log_weight))

    @property
    def log_normaliser(self) -> float:
        """Log ∫ d^km (N/2π)^(k/2) e^(-N m²/2) c(Ξ m)^N."""
        k, N = self.system.n_components, self.system.n_molecules
        # Of the unit sphere, for each unit of shape.
        area = {5: 4 * np.pi**2 / 3, 2: np.pi}[k]
        log_step = np.log(self.radii[1])
        log_volume = log_step + np.log(area) + 0.5 * k * np.log(N / (2 * np.pi))
        return float(logsumexp(self._log_radial) + log_volume)

    def moment(self, power: int) -> float:
        """Mean of |m|^power."""
        weight = np.exp(self._log_radial - self._log_radial.max())
        return float(weight @ self._middle**power / weight.sum())

    @property
    def _middle(self) -> NDArray:
        return 0.5 * (self.radii[1:] + self.radii[:-1])

    @cached_property
    def _log_radial(self) -> NDArray:
        """Log density of |m|, up to a constant; (n_radii,).

        Of the shape the density is an entire function, so that Gauss's rule is as good
        as exact. In the plane there is but one shape.
        """
        if self.system.n_components == 2:
            nodes, weights = np.zeros(1), np.full(1, 2.0)
        else:
            nodes, weights = np.polynomial.legendre.leggauss(N_NODES)
        return logsumexp(self._log_density(nodes), b=weights, axis=1)

    def _log_density(self, shapes: NDArray) -> NDArray:
        """Log w(m) |m|^(k-1) at the middle of all radii and at shapes (n,), (., n)."""
        k, N = self.system.n_components, self.system.n_molecules
        unit, radius = unit_eigenvalues(shapes, DIMENSIONS[k]), self._middle[:, None]
        one_body = log_bingham(self.system.strength * radius[..., None] * unit)
        return N * (one_body - 0.5 * radius**2) + (k - 1) * np.log(radius)


def order_spectrum(total: NDArray, n_molecules: int) -> NDArray:
    """Eigenvalues (..., D) of Q = D/(D-1) (<u u^T> - 1/D), from Σ_i q_i (..., k).

    Ascending; the last is the order parameter S.
    """
    dimension = DIMENSIONS[total.shape[-1]]
    values = np.linalg.eigvalsh(matrices(total / n_molecules))
    return values * dimension / (dimension - 1)


def transition() -> tuple[float, float]:
    """T of coexistence of nematic and isotropic matter, and S of the nematic there.

    For infinitely many molecules in space: 0.2202 and 0.4290.
    """
    field = brentq(_excess_free_energy, 1.0, 4.0)
    _, S = _one_body(field)
    return S / field, S


def one_body_order(T: float) -> float:
    """S of infinitely many molecules in space: of least free energy, 0 if isotropic."""
    coexistence, S = transition()
    if coexistence < T:
        return 0.0
    field = brentq(lambda x: _one_body(x)[1] - x * T, S / coexistence, 1.01 / T)
    return field * T


def _excess_free_energy(field: float) -> float:
    """Of the ordered over the isotropic state, per molecule in units of T, S = T field.

    With S = <P2>, which is how T follows from the field.
    """
    log_z, S = _one_body(field)
    return 0.5 * S * field - log_z


def _one_body(field: float) -> tuple[float, float]:
    """Log Z and <P2> of one molecule of weight exp(field P2), field = S/T."""
    t, weight = np.polynomial.legendre.leggauss(N_POLAR)
    p2 = 0.5 * (3 * t**2 - 1)
    boltzmann = 0.5 * weight * np.exp(field * p2)
    return float(np.log(boltzmann.sum())), float(boltzmann @ p2 / boltzmann.sum())

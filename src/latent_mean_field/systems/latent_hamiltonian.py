"""The quantum mechanics of a density: psi = sqrt(rho) as a ground state.

    H = -½ Lap + V,    V = ½ Lap(psi) / psi,    psi = sqrt(rho):    H psi = 0

The excited levels of H are the rates at which dz = ½ grad log rho dt + dW relaxes to
rho. Of N(0, 1) in d dimensions they are those of the harmonic oscillator, n / 2, each
C(n + d - 1, d - 1) times: whatever rotates a latent space leaves them be, and their
degeneracy is that of the latent axes. A rho that is not quite normal lifts it.

Two ways to the levels share nothing but V: the oscillator's own states, and a grid. A
third, on a line, needs no V.
"""

from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
from numpy.polynomial.hermite_e import hermeval
from numpy.typing import NDArray
from scipy.linalg import eigh, eigvalsh_tridiagonal
from scipy.special import gammaln

from latent_mean_field.systems.mixture_density import MixtureDensity


def occupations(dimension: int, degree: int) -> NDArray:
    """Quanta along each axis, by level: Σ_j n_j <= degree, shape (n_states, d)."""
    found = [
        np.bincount(axes, minlength=dimension)
        for level in range(degree + 1)
        for axes in combinations_with_replacement(range(dimension), level)
    ]
    return np.array(found)


def oscillator_states(z: NDArray, quanta: NDArray) -> NDArray:
    """Wave functions of the oscillator at z (n, d), shape (n, n_states)."""
    # Row n of the coefficients is the one series He_n / sqrt(n!).
    series = np.diag(np.exp(-gammaln(np.arange(quanta.max() + 1) + 1) / 2))
    own = hermeval(z, series) * np.exp(-(z**2) / 4) / (2 * np.pi) ** 0.25
    states = own[quanta[:, 0], :, 0]
    for j in range(1, z.shape[1]):
        states *= own[quanta[:, j], :, j]
    return states.T


def _grid(dimension: int, half_width: float, n_points: int) -> tuple[NDArray, float]:
    """Points (n_points ** d, d) of an even grid, and the volume of each."""
    axis = np.linspace(-half_width, half_width, n_points)
    mesh = np.meshgrid(*[axis] * dimension, indexing="ij")
    z = np.stack(mesh, axis=-1).reshape(-1, dimension)
    return z, (axis[1] - axis[0]) ** dimension


def _couplings(rho: MixtureDensity, quanta: NDArray, n_points: int) -> NDArray:
    """<a|H'|b> of H' = V - V of N(0, 1): sums over a grid, exact to rounding.

    For functions so smooth that end so fast the trapezoidal rule is; the grid reaches
    beyond the turning point of the highest state.
    """
    d, half_width = rho.dimension, 2 * np.sqrt(quanta.max() + 1) + 6
    z, volume = _grid(d, half_width, n_points)
    V_normal = np.square(z).sum(axis=1) / 8 - d / 4
    states = oscillator_states(z, quanta)
    return (states.T * (volume * (rho.potential(z) - V_normal))) @ states


def oscillator_levels(
    rho: MixtureDensity, degree: int, *, n_points: int = 120
) -> NDArray:
    """Levels of H within the oscillator's states of this degree: bounds from above.

    Args:
        rho: the density, at best of about unit variance.
        degree: quanta at most.
        n_points: of the quadrature along each axis.
    """
    quanta = occupations(rho.dimension, degree)
    unperturbed = np.diag(quanta.sum(axis=1) / 2)
    return np.linalg.eigvalsh(unperturbed + _couplings(rho, quanta, n_points))


def grid_levels(
    rho: MixtureDensity, n_levels: int, *, half_width: float = 7.0, n_points: int = 100
) -> tuple[NDArray, NDArray, NDArray]:
    """Levels of H on a grid of sinc functions (Colbert and Miller 1992), d <= 2.

    Args:
        rho: the density.
        n_levels: how many, from below.
        half_width: of the grid around the origin.
        n_points: along each axis.

    Returns:
        Levels (n_levels,), the axis of the grid (n_points,), and the states on the grid
        (n_points, ..., n_levels), with squares that add up to one.
    """
    d = rho.dimension
    z, volume = _grid(d, half_width, n_points)
    step = volume ** (1 / d)
    apart = np.subtract.outer(np.arange(n_points), np.arange(n_points))
    with np.errstate(divide="ignore"):
        kinetic = (-1.0) ** apart / (apart**2 * step**2)
    np.fill_diagonal(kinetic, np.pi**2 / (6 * step**2))
    eye = np.eye(n_points)
    if d == 2:
        kinetic = np.kron(kinetic, eye) + np.kron(eye, kinetic)
    energy = kinetic + np.diag(rho.potential(z))
    levels, states = eigh(energy, subset_by_index=[0, n_levels - 1])
    return levels, z[:n_points, -1], states.reshape(*[n_points] * d, n_levels)


def line_rates(log_density: NDArray, step: float, n_rates: int) -> NDArray:
    """Excited levels of H on a line, as slow rates of a walker who jumps; (n_rates,).

    To a neighbour at the rate sqrt(rho' / rho) / 2 h²: no derivative of rho, and
    detailed balance by construction (Lie, Fackeldey and Weber 2013).

    Args:
        log_density: log rho up to a constant on an even grid, shape (n_points,).
        step: h of the grid.
        n_rates: how many, the smallest first.
    """
    up = np.exp(np.diff(log_density) / 2)
    escape = np.append(up, 0) + np.append(0, 1 / up)
    beside = np.full(len(up), -1 / (2 * step**2))
    rates = eigvalsh_tridiagonal(
        escape / (2 * step**2), beside, select="i", select_range=(0, n_rates)
    )
    return rates[1:]


@dataclass(frozen=True)
class PerturbedLevels:
    """Levels near those of the oscillator.

    Attributes:
        first: to first order, by unperturbed level and ascending within it.
        second: to second order.
        smallness: the largest |<a|H'|b>| between levels over their gap: well below one,
            or the orders mean nothing.
    """

    first: NDArray
    second: NDArray
    smallness: float


def perturbed_levels(
    rho: MixtureDensity, n_levels: int, *, degree: int = 20, n_points: int = 120
) -> PerturbedLevels:
    """Degenerate perturbation theory in H' = V - V of N(0, 1).

    Args:
        rho: a density not far from N(0, 1).
        n_levels: unperturbed levels wanted, the ground state among them.
        degree: of the states through which the second order goes.
        n_points: of the quadrature along each axis.
    """
    quanta = occupations(rho.dimension, degree)
    own_level = quanta.sum(axis=1)
    coupling = _couplings(rho, quanta, n_points)
    first, second, smallness = [], [], 0.0
    for level in range(n_levels):
        inside, outside = own_level == level, own_level != level
        block, mixing = coupling[np.ix_(inside, inside)], coupling[inside][:, outside]
        gaps = (level - own_level[outside]) / 2
        smallness = max(smallness, np.abs(mixing / gaps).max())
        first.append(level / 2 + np.linalg.eigvalsh(block))
        effective = block + (mixing / gaps) @ mixing.T
        second.append(level / 2 + np.linalg.eigvalsh(effective))
    return PerturbedLevels(
        np.concatenate(first), np.concatenate(second), float(smallness)
    )


def anisotropic_levels(precisions: NDArray, n_levels: int) -> NDArray:
    """Exact levels Σ_j n_j / (2 s_j²) of a normal density.

    Args:
        precisions: 1 / s_j² along each axis.
        n_levels: unperturbed levels wanted; in their order, ascending within each.
    """
    quanta = occupations(len(precisions), n_levels - 1)
    own_level = quanta.sum(axis=1)
    exact = quanta @ precisions / 2
    return np.concatenate([np.sort(exact[own_level == n]) for n in range(n_levels)])

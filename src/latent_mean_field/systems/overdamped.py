"""Overdamped motion in a potential, dr = -grad V dt + sqrt(2) dW, and its slow rates.

Units of kT and of the diffusion constant: V is in kT, and D = 1. The law of r is
stationary at rho ∝ e^-V, and correlations die out at the rates of the generator
(theory.md, section 16).
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import diags_array, eye_array, kron
from scipy.sparse.linalg import eigsh


class Stepped(Protocol):
    """Motion that is integrated in time."""

    @property
    def time_step(self) -> float:
        """Of the integration."""

    @property
    def steps_per_frame(self) -> int:
        """Steps of the integration from frame to frame."""


class Overdamped(Stepped, Protocol):
    """A potential that a walker moves in."""

    def force(self, r: NDArray) -> NDArray:
        """-grad V at r (n, d), shape (n, d)."""

    def potential(self, r: NDArray) -> NDArray:
        """V at r (n, d) in kT, shape (n,)."""

    def start(self, n_walkers: int, rng: np.random.Generator) -> NDArray:
        """Places near the bottoms of the potential, shape (n_walkers, d)."""


def frame_spacing(system: Stepped) -> float:
    """Time from frame to frame."""
    return system.time_step * system.steps_per_frame


def slow_rates(
    system: Overdamped,
    bounds: tuple[float, float],
    n_points: int,
    n_rates: int,
    *,
    periodic: bool = False,
) -> NDArray:
    """The smallest rates of the generator in the plane, but for zero; shape (n_rates,).

    On a square grid a walker jumps to a neighbour at the rate e^{(V - V') / 2} / h²,
    which keeps detailed balance and tends to the diffusion as h² does (Lie, Fackeldey
    and Weber 2013).

    Args:
        system: of two coordinates.
        bounds: of the square, along either axis.
        n_points: of the grid along either axis.
        n_rates: how many are wanted.
        periodic: whether opposite sides of the square are one.
    """
    low, high = bounds
    h = (high - low) / n_points
    axis = low + h * (np.arange(n_points) + 0.5)
    r = np.stack(np.meshgrid(axis, axis, indexing="ij"), axis=-1).reshape(-1, 2)
    V = system.potential(r)
    ones = np.ones(n_points - 1)
    chain = diags_array([ones, ones], offsets=[-1, 1]).tolil()
    if periodic:
        chain[0, -1] = chain[-1, 0] = 1
    one = eye_array(n_points)
    neighbours = (kron(chain, one) + kron(one, chain)).tocoo()
    i, j = neighbours.coords
    # Made symmetric by sqrt(rho), the jumps are all 1 / h²; the escapes are not.
    escape = np.bincount(i, np.exp((V[i] - V[j]) / 2), minlength=len(V))
    generator = (diags_array(escape) - neighbours).tocsc() / h**2
    # Just below zero the factorisation exists, and the smallest rates come first.
    levels = eigsh(generator, n_rates + 1, sigma=-1e-6, return_eigenvectors=False)
    return np.sort(levels)[1:]

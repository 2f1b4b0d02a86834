"""Flow past a cylinder: two regimes, a wake at rest and one that sheds vortices.

    du/dt + (u·∇) u = -∇p + (1 / Re) Δu,    ∇·u = 0,    Re = U D / ν

in units of the diameter D and of the speed U of the inflow: lengths are in D, times in
D / U, vorticity ω = ∂u_y/∂x - ∂u_x/∂y in U / D. Below Re of about 47 two vortices stay
behind a lone cylinder; above they leave in turns, St = f D / U of them a unit of time
and side: 0.164 at Re = 100. Here cylinders stand in a row, `WIDTH` apart, on a lattice
of six nodes a diameter: vortices leave from Re = 44 on, and St = 0.169 at Re = 100.

Solved by `lattice_boltzmann`. Fluid comes in with u = (U, 0) from the left and leaves
to the right as it is, at the mean pressure.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.systems.lattice_boltzmann import (
    advance,
    fluid_at,
    origins,
    relaxation_rate,
)

# Of the whole, and of the fluid in front of the axis, in diameters.
WIDTH, LENGTH, AHEAD = 8, 16, 4
# The flow starts with a gust across, whose speed is this share of U: what is unstable
# need not wait for a rounding error.
GUST = 0.1
# What is seen: pixels from the back of the cylinder on, and how many are a diameter.
PIXELS, PIXELS_PER_DIAMETER = (16, 32), 3


@dataclass(frozen=True)
class CylinderFlow:
    """The cylinder on its lattice.

    Attributes:
        diameter: D, nodes; a multiple of `PIXELS_PER_DIAMETER`.
        speed: U, nodes per step; what is compressed is of order U².
    """

    diameter: int = 6
    speed: float = 0.12

    def viscosity(self, reynolds: NDArray) -> NDArray:
        """ν at Re (...), nodes² per step, shape (...)."""
        return self.speed * self.diameter / reynolds

    def places(self) -> tuple[NDArray, NDArray]:
        """Columns x and rows y from the axis of the cylinder, D, each (ny, nx)."""
        D = self.diameter
        y, x = np.mgrid[: WIDTH * D, : LENGTH * D]
        return (x + 0.5) / D - AHEAD, (y + 0.5) / D - WIDTH / 2

    def solid(self) -> NDArray:
        """Nodes in the cylinder, shape (ny, nx)."""
        x, y = self.places()
        return np.hypot(x, y) < 0.5

    def frames(
        self, reynolds: NDArray, wait: float, n_frames: int, spacing: float
    ) -> Iterator[NDArray]:
        """Velocities u / U of several flows, shape (n_flows, 2, ny, nx), at times.

        Args:
            reynolds: Re, shape (n_flows,).
            wait: time from the start to the first, D / U.
            n_frames: how many.
            spacing: time from one to the next, D / U; at least one step.
        """
        omega = relaxation_rate(self.viscosity(reynolds))
        arriving, moments = origins(self.solid()), self._start(len(reynolds))
        steps = np.diff(self._steps(wait + spacing * np.arange(n_frames)), prepend=0)
        for n_steps in steps:
            for _ in range(n_steps):
                moments = advance(moments, omega, arriving, self._pass_through)
            yield moments[:, 1:3] / self.speed

    def _steps(self, times: NDArray) -> NDArray:
        """Steps until times, D / U."""
        return np.rint(times * self.diameter / self.speed).astype(int)

    def _start(self, n_flows: int) -> NDArray:
        """Moments of a uniform stream with a gust behind the cylinder."""
        x, y = self.places()
        stream = np.where(self.solid(), 0.0, self.speed)
        gust = GUST * stream * np.exp(-np.square(x - 1) - np.square(y))
        return np.repeat(fluid_at(stream, gust)[None], n_flows, axis=0)

    def _pass_through(self, moments: NDArray) -> None:
        """Let fluid in on the left and out on the right."""
        U = self.speed
        moments[:, 0, :, 0] = moments[:, 0, :, 1]
        moments[:, 1:, :, 0] = np.array([U, 0, U**2, 0, 0])[:, None]
        moments[..., -1] = moments[..., -2]
        moments[:, 0, :, -1] = 0


def vorticity(velocity: NDArray, diameter: int) -> NDArray:
    """ω in U / D of velocities u / U (..., 2, ny, nx), shape (..., ny, nx)."""
    ux, uy = np.moveaxis(velocity, -3, 0)
    return diameter * (np.gradient(uy, axis=-1) - np.gradient(ux, axis=-2))


def seen(field: NDArray, diameter: int) -> NDArray:
    """Means over the pixels of the wake of a field (..., ny, nx), row by row.

    Returns:
        Shape (..., 512).
    """
    side, (rows, columns) = diameter // PIXELS_PER_DIAMETER, PIXELS
    top = (WIDTH * diameter - rows * side) // 2
    left = AHEAD * diameter + diameter // 2
    window = field[..., top : top + rows * side, left : left + columns * side]
    pixels = window.reshape(*field.shape[:-2], rows, side, columns, side)
    return pixels.mean(axis=(-3, -1)).reshape(*field.shape[:-2], rows * columns)

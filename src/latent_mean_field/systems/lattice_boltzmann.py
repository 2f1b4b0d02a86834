"""Flow in the plane by a lattice-Boltzmann method of nine velocities.

Populations f_i, counted from fluid at rest, meet at the nodes of a square lattice,
relax, and stream on with velocities c_i from {-1, 0, 1}². Space is in units of the
spacing, time of a step, density of its mean. The moments of a node are

    ρ = Σ f_i,    u = Σ c_i f_i,    Π = Σ f_i Q_i,    Q_i = c_i c_i - 1 / 3,

and in a step

    Π* = Π - ω (Π - u u),    T* = u Π* + Π* u + ... - 2 u u u,
    f_i(x + c_i) = w_i (ρ + 3 c_i·u + 9/2 Q_i : Π* + 27/2 R_i : T*),

with R the polynomials of third order, c_x² - 1 / 3 times c_y and the reverse. That is
Navier-Stokes flow of pressure ρ / 3 and viscosity ν = (1 / ω - 1 / 2) / 3, up to u²
(sound has the speed 1 / √3). Nine populations could hold more than these six moments;
it is forgotten in every step, for in thin fluids it grows (Latt and Chopard 2006,
Malaspinas 2015). With u u in the place of ρ u u steady flow is incompressible (He and
Luo 1997).

A population that would stream into a solid node comes back where it set out: the fluid
sticks to a wall halfway between.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

C = np.array(
    [[0, 0], [1, 0], [0, 1], [-1, 0], [0, -1], [1, 1], [-1, 1], [-1, -1], [1, -1]]
)
W = np.array([4 / 9, *[1 / 9] * 4, *[1 / 36] * 4])
OPPOSITE = [0, 3, 4, 1, 2, 7, 8, 5, 6]
_CX, _CY = C.T
# ρ, u_x, u_y, Π_xx, Π_xy and Π_yy of populations.
_SECOND = [_CX**2 - 1 / 3, _CX * _CY, _CY**2 - 1 / 3]
MOMENTS = np.stack([np.ones(9), _CX, _CY, *_SECOND])
# And back, with T_xxy and T_xyy; Π_xy counts twice in Q : Π.
_THIRD = [_SECOND[0] * _CY, _SECOND[2] * _CX]
POPULATIONS = (W * [*MOMENTS, *_THIRD]).T * [1, 3, 3, 4.5, 9, 4.5, 13.5, 13.5]

Boundary = Callable[[NDArray], None]


def relaxation_rate(viscosity: NDArray) -> NDArray:
    """ω of viscosities ν, spacing² per step, of any shape."""
    return 1 / (3 * viscosity + 0.5)


def fluid_at(ux: NDArray, uy: NDArray) -> NDArray:
    """Moments of fluid of mean density that starts with velocities u (..., ny, nx).

    Returns:
        Moments of shape (..., 6, ny, nx) in single precision.
    """
    nothing = np.zeros_like(ux)
    moments = [nothing, ux, uy, ux**2, ux * uy, uy**2]
    return np.stack(moments, axis=-3).astype(np.float32)


def origins(solid: NDArray) -> NDArray:
    """Which population arrives as which, after a step, for walls `solid` (ny, nx).

    Space is periodic. A permutation: whatever it does, the mass of the fluid stays.

    Returns:
        Flat indices into populations (9, ny, nx), shape (9 ny nx,).
    """
    index = np.arange(9 * solid.size).reshape(9, *solid.shape)
    arrived = np.empty_like(index)
    for i, (cx, cy) in enumerate(C):
        upstream = np.roll(index[i], (cy, cx), axis=(0, 1))
        from_wall = np.roll(solid, (cy, cx), axis=(0, 1))
        arrived[i] = np.where(from_wall, index[OPPOSITE[i]], upstream)
        # Nothing enters a wall: what is in there, nothing, stays.
        arrived[i][solid] = index[i][solid]
    return arrived.ravel()


def advance(
    moments: NDArray, omega: NDArray, arriving: NDArray, boundary: Boundary | None
) -> NDArray:
    """One step of several flows.

    Args:
        moments: shape (n_flows, 6, ny, nx).
        omega: relaxation rates, shape (n_flows,).
        arriving: `origins` of the walls.
        boundary: sets moments where fluid comes in and leaves, in place, after they
            have relaxed.

    Returns:
        Moments a step later, of the same shape and precision.
    """
    n, _, *shape = moments.shape
    relaxed = _relax(moments, omega.astype(moments.dtype))
    if boundary is not None:
        boundary(relaxed)
    f = POPULATIONS.astype(moments.dtype) @ _with_third(relaxed).reshape(n, 8, -1)
    streamed = np.take(f.reshape(n, -1), arriving, axis=1).reshape(f.shape)
    return (MOMENTS.astype(moments.dtype) @ streamed).reshape(n, 6, *shape)


def _relax(moments: NDArray, omega: NDArray) -> NDArray:
    """Π*, with the other moments as they are."""
    relaxed = moments.copy()
    ux, uy = moments[:, 1], moments[:, 2]
    rate = omega[:, None, None]
    for k, equilibrium in ((3, ux * ux), (4, ux * uy), (5, uy * uy)):
        relaxed[:, k] -= rate * (moments[:, k] - equilibrium)
    return relaxed


def _with_third(relaxed: NDArray) -> NDArray:
    """T_xxy and T_xyy after the six moments, shape (n_flows, 8, ny, nx)."""
    _, ux, uy, xx, xy, yy = np.moveaxis(relaxed, 1, 0)
    xxy = uy * xx + 2 * ux * (xy - ux * uy)
    xyy = ux * yy + 2 * uy * (xy - ux * uy)
    return np.concatenate([relaxed, np.stack([xxy, xyy], axis=1)], axis=1)

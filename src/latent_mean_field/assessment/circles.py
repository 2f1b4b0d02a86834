"""How well angles can be told from latents."""

import numpy as np
from numpy.typing import NDArray
from sklearn.neighbors import KNeighborsRegressor

N_NEIGHBOURS = 20


def circular_r2(
    latents: NDArray, angles: NDArray, seen: NDArray, true: NDArray
) -> NDArray:
    """Share of the circular variance of angles that latents explain, by neighbours.

    1 - <|u - û|²> / <|u - <u>|²> of the unit vectors u, û being the mean over the
    nearest latents whose angles are known; no angle is cut open.

    Args:
        latents: whose angles are known, shape (n, d).
        angles: theirs in radians, shape (n, n_angles).
        seen: latents whose angles are to be told, shape (m, d).
        true: theirs, shape (m, n_angles).
    """
    known = KNeighborsRegressor(N_NEIGHBOURS).fit(latents, _on_circle(angles))
    u = _on_circle(true)
    residual = np.square(u - known.predict(seen)).mean(axis=0)
    total = np.square(u - u.mean(axis=0)).mean(axis=0)
    return 1 - _by_angle(residual) / _by_angle(total)


def _on_circle(angles: NDArray) -> NDArray:
    """Cosines, then sines."""
    return np.concatenate([np.cos(angles), np.sin(angles)], axis=1)


def _by_angle(parts: NDArray) -> NDArray:
    return parts.reshape(2, -1).sum(axis=0)

"""Are latents the true coordinates, but for a rotation, a reflection and a shift?

Latents of dynamics have a scale of their own: a step's noise is N(0, 2) along each
axis. In that unit true coordinates are z* = r / sqrt(dt), D being 1, and nothing but
an isometry is left free (theory.md, section 16).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Alignment(NamedTuple):
    """How far latents are from true coordinates, as shares of their variance.

    Attributes:
        rotation: best orthogonal map, latents times this, shape (d, d).
        scale: best common scale after it.
        centres: mean latent and mean truth, shape (2, d).
        aligned: mean squared error after the best orthogonal map and shift.
        scaled: after a common scale too.
        affine: after the best affine map.
        singular_values: of the best affine map from truth to latents, descending; all
            1 for an isometry.
    """

    rotation: NDArray
    scale: float
    centres: NDArray
    aligned: float
    scaled: float
    affine: float
    singular_values: NDArray

    def laid_over(self, latents: NDArray) -> NDArray:
        """Latents (..., d) scaled, turned and shifted to lie over true coordinates."""
        found, true = self.centres
        return self.scale * (latents - found) @ self.rotation + true


def align(latents: NDArray, truth: NDArray) -> Alignment:
    """Bring latents (n, d) as near to true coordinates (n, d) as a map of a kind can.

    The orthogonal map is that of Procrustes (Schönemann 1966), reflections allowed.
    """
    z = latents - latents.mean(axis=0)
    t = truth - truth.mean(axis=0)
    left, overlaps, right = np.linalg.svd(z.T @ t)
    rotation = left @ right
    scale = overlaps.sum() / np.square(z).sum()
    back = np.linalg.lstsq(z, t, rcond=None)[0]
    forth = np.linalg.lstsq(t, z, rcond=None)[0]

    def share(found: NDArray) -> float:
        return float(np.square(found - t).sum() / np.square(t).sum())

    return Alignment(
        rotation,
        float(scale),
        np.stack([latents.mean(axis=0), truth.mean(axis=0)]),
        aligned=share(z @ rotation),
        scaled=share(scale * z @ rotation),
        affine=share(z @ back),
        singular_values=np.linalg.svd(forth, compute_uv=False),
    )


def local_derivatives(displaced: NDArray, step: float) -> NDArray:
    """Derivatives of latents by true coordinates, J_ij = dz_i / dz*_j.

    Args:
        displaced: latents of points moved forth and back along each true axis by
            `step`, shape (d, 2, n_points, d).
        step: in units of true coordinates.

    Returns:
        Shape (n_points, d, d).
    """
    slopes = (displaced[:, 0] - displaced[:, 1]) / (2 * step)
    return slopes.transpose(1, 2, 0)

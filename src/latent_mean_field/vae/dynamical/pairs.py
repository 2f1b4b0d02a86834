"""Frames of walks as a network reads them: in one unit, and in pairs of neighbours."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.linalg import svds


class Pairs(NamedTuple):
    """Neighbouring frames to learn from.

    Attributes:
        first: frames, float32 of shape (n, n_sites).
        second: the next ones, shape (n, n_sites).
    """

    first: NDArray
    second: NDArray


def pairs_of(frames: NDArray) -> Pairs:
    """All neighbours of walks, shape (n_walkers, n_frames, n_sites).

    Raises:
        ValueError: other shapes, walks of a single frame, or frames not finite.
    """
    if frames.ndim != 3 or frames.shape[1] < 2:
        message = f"walks must be (n_walkers, n_frames > 1, n_sites): {frames.shape}"
        raise ValueError(message)
    frames = frames.astype(np.float32)
    if not np.isfinite(frames).all():
        raise ValueError("walks must be finite")
    n_sites = frames.shape[2]
    return Pairs(
        frames[:, :-1].reshape(-1, n_sites), frames[:, 1:].reshape(-1, n_sites)
    )


class Scale(NamedTuple):
    """What networks read of frames: ((x - mean) axes) / unit.

    Attributes:
        mean: frame, shape (n_sites,).
        axes: orthonormal directions in the space of frames, shape (n_sites, n_read).
        unit: root of their total variance per latent.
    """

    mean: NDArray
    axes: NDArray
    unit: float

    def read(self, frames: NDArray) -> NDArray:
        """What networks read of frames (..., n_sites), shape (..., n_read)."""
        return (frames - self.mean) @ self.axes / self.unit


def scale_of(pairs: Pairs, latent_dim: int, n_components: int | None) -> Scale:
    """Mean frame, what is read of frames, and the unit.

    Args:
        pairs: frames and next frames.
        latent_dim: dimension d of the latent.
        n_components: principal components that are read; None for the frames as they
            are. In an image of many pixels most of what varies is noise, which a
            network would learn by heart.

    Raises:
        ValueError: all frames are the same.
    """
    mean = pairs.first.mean(axis=0)
    axes = np.eye(len(mean), dtype=mean.dtype)
    if n_components is not None:
        axes = _principal_axes(pairs.first - mean, n_components)
    read = (pairs.first - mean) @ axes
    unit = float(np.sqrt(np.square(read, dtype=float).sum(axis=1).mean() / latent_dim))
    if unit == 0:
        raise ValueError("all frames of the walks are the same")
    return Scale(mean, axes, unit)


def _principal_axes(centred: NDArray, k: int) -> NDArray:
    """Leading principal axes of frames (n, n_sites), descending, shape (n_sites, k)."""
    if k >= min(centred.shape):
        return np.linalg.svd(centred, full_matrices=False)[2][:k].T
    # A few axes of many pixels: no need for all. The first vector decides the signs.
    first = np.ones(min(centred.shape), dtype=centred.dtype)
    return svds(centred, k=k, v0=first)[2][::-1].T.copy()


class LinearStart(NamedTuple):
    """Linear latents whose steps are white, and what they say of frames.

    Attributes:
        readout: latents are what is read of frames times this, shape (n_read, d).
        loadings: frames as read are latents times this, shape (d, n_read).
        spread: standard deviation of each latent, shape (d,).
    """

    readout: NDArray
    loadings: NDArray
    spread: NDArray


def linear_start(pairs: Pairs, scale: Scale, latent_dim: int) -> LinearStart:
    """Whiten the steps, to the covariance 2, within the leading principal components.

    Args:
        pairs: frames and next frames.
        scale: what is read of them.
        latent_dim: dimension d of the latent.
    """
    first, second = scale.read(pairs.first), scale.read(pairs.second)
    leading = _principal_axes(first, latent_dim)
    steps = (second - first) @ leading
    whiten = np.linalg.inv(np.linalg.cholesky(steps.T @ steps / len(steps) / 2)).T
    readout = leading @ whiten
    spread = (first @ readout).std(axis=0)
    return LinearStart(readout, np.linalg.inv(whiten) @ leading.T, spread)

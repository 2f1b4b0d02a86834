"""Walks of overdamped motion, frame by frame, as an instrument would record them."""

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.systems.overdamped import Overdamped


def draw_walks(
    system: Overdamped,
    n_walkers: int,
    n_frames: int,
    rng: np.random.Generator,
    *,
    n_burn_in: int = 500,
) -> NDArray:
    """Walks of Euler-Maruyama steps, shape (n_walkers, n_frames, d).

    Many short walks at once instead of a long one: the steps are what takes time.

    Args:
        system: potential and steps.
        n_walkers: walks, each from its own start.
        n_frames: of each walk.
        rng: of starts and noise.
        n_burn_in: frames left out at the start.

    Raises:
        ValueError: the walk left for infinity; the step is too long for the potential.
    """
    r = system.start(n_walkers, rng)
    kept = np.empty((n_walkers, n_frames, r.shape[1]))
    h = system.time_step
    for frame in range(-n_burn_in, n_frames):
        kicks = rng.normal(0, np.sqrt(2 * h), (system.steps_per_frame, *r.shape))
        for kick in kicks:
            r = r + system.force(r) * h + kick
        if frame >= 0:
            kept[:, frame] = r
    if not np.isfinite(kept).all():
        message = f"walks in {type(system).__name__} diverge with time step {h}"
        raise ValueError(message)
    return kept


def displacement_ratio(walks: NDArray, lag: int, spacing: float) -> float:
    """Mean squared displacement over that of free diffusion, 2 t along each axis.

    Args:
        walks: shape (n_walkers, n_frames, d).
        lag: in frames.
        spacing: time from frame to frame.
    """
    moved = walks[:, lag:] - walks[:, :-lag]
    return float(np.square(moved).mean() / (2 * spacing * lag))


def count_hops(walks: NDArray, sites: NDArray, radius: float) -> int:
    """How often walks come to a site after having been at another one.

    Args:
        walks: shape (n_walkers, n_frames, d).
        sites: shape (n_sites, d).
        radius: a walker is at a site if it is nearer than this; else where it was.
    """
    hops = 0
    for walk in walks:
        squared = np.square(walk[:, None] - sites).sum(axis=-1)
        visits = squared.argmin(axis=1)[squared.min(axis=1) < radius**2]
        hops += int((np.diff(visits) != 0).sum())
    return hops

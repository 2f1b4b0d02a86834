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
    for frame in range(-n_burn_in, n_frames):
        r = next_frame(system, r, rng)
        if frame >= 0:
            kept[:, frame] = r
    if not np.isfinite(kept).all():
        system_name, step = type(system).__name__, system.time_step
        message = f"walks in {system_name} diverge with time step {step}"
        raise ValueError(message)
    return kept


def next_frame(system: Overdamped, r: NDArray, rng: np.random.Generator) -> NDArray:
    """Where walkers at r (n, d) are a frame later, by Euler-Maruyama steps."""
    h = system.time_step
    for _ in range(system.steps_per_frame):
        r = r + system.force(r) * h + rng.normal(0, np.sqrt(2 * h), r.shape)
    return r

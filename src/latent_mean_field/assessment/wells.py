"""Latents of three wells, place by place: how they are stretched, and what drives them.

A map that is right on average may still be stretched in the wells and shrunken between
them, and that is just what an Euler step's noise asks for: in a well a step of finite
length has less noise left than an Euler step has.
"""

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from latent_mean_field.assessment.averages import blocked_mean
from latent_mean_field.assessment.isometry import align, local_derivatives
from latent_mean_field.assessment.walks import Arrays, Watched, latents_of, typical_seed
from latent_mean_field.quantities import Quantity, quantity
from latent_mean_field.systems.overdamped import frame_spacing
from latent_mean_field.systems.three_wells import ThreeWells
from latent_mean_field.vae.dynamical.fit import WalkFit
from latent_mean_field.vae.dynamical.model import WalkVAE

View = Callable[[NDArray], NDArray]
# Displacement for derivatives, in units of a step's noise: half a well's width, over
# which the kinks of piecewise linear encoders average out.
DISPLACED = 1.0
# Places to judge the mean step at, and walkers that start there to know it.
N_PLACES, N_WALKERS = 300, 4000
WELLS = ThreeWells()
UNIT = np.sqrt(frame_spacing(WELLS))


def assess_wells(
    fit: WalkFit, view: View, watched: Watched, rng: np.random.Generator
) -> tuple[dict[str, Quantity], Arrays]:
    """Local stretches in the wells and at the origin, and the mean step.

    Args:
        fit: to walks in three wells.
        view: through which they were seen.
        watched: held-out walks.
        rng: of the walkers that tell the true mean step.

    Returns:
        Least and greatest stretch of the wells and of the origin, means over seeds and
        last epochs; and for the figure, of the typical seed, ellipses and mean steps.
    """
    points = np.concatenate([WELLS.minima, np.zeros((1, 2))])
    stretches = np.array(
        [
            np.linalg.svd(_derivatives(vae, view, points), compute_uv=False)
            for vae in fit.vaes()
        ]
    )
    # Of places, over seeds: epochs and seeds wander about what the method asks for.
    by_seed = stretches.mean(axis=0)
    numbers = _extremes("wells", by_seed[:, :3]) | _extremes("between", by_seed[:, 3:])
    arrays = _shown(fit, view, watched)
    if fit.vae.penalty.transition is not None:
        places = watched.truth.reshape(-1, 2)
        places = places[rng.integers(len(places), size=N_PLACES)]
        r2 = mean_step_r2(fit, view, watched, places, true_mean_steps(places, rng))
        numbers["force_r2"] = quantity(*blocked_mean(r2), theory=1.0)
    return numbers, arrays


def _extremes(name: str, stretches: NDArray) -> dict[str, Quantity]:
    """Least and greatest of the stretches (n_seeds, n_places, d), seeds averaged."""
    mean = stretches.mean(axis=0).ravel()
    error = np.zeros_like(mean)
    if len(stretches) > 1:
        error = stretches.std(axis=0, ddof=1).ravel() / np.sqrt(len(stretches))
    return {
        f"stretch_{name}_{side}": quantity(float(mean[k]), float(error[k]), theory=1.0)
        for side, k in (("least", mean.argmin()), ("greatest", mean.argmax()))
    }


def _derivatives(vae: WalkVAE, view: View, points: NDArray) -> NDArray:
    """Derivatives of latents at points r (n, 2), shape (n_seeds, n, d, d)."""
    moves = DISPLACED * UNIT * np.eye(2)[:, None] * np.array([1, -1])[:, None]
    frames = view(points + moves[:, :, None])
    displaced = latents_of(vae, frames)
    return np.array(
        [
            local_derivatives(z.reshape(*frames.shape[:-1], -1), DISPLACED)
            for z in displaced
        ]
    )


def _shown(fit: WalkFit, view: View, watched: Watched) -> Arrays:
    """Unit circles of true coordinates in the latents, and mean steps; typical seed."""
    truth = watched.truth.reshape(-1, 2)
    latents = latents_of(fit.vae, watched.frames)
    aligned = [align(z, truth) for z in latents]
    seed = typical_seed(np.array([[one.aligned] for one in aligned]))
    over = aligned[seed]
    points = _visited(truth) * UNIT
    z = latents_of(fit.vae, view(points))[seed]
    J = _derivatives(fit.vae, view, points)[seed]
    arrays = {
        "places": over.laid_over(z),
        "circles": over.scale * np.einsum("ai,nij->naj", over.rotation.T, J),
        "true_places": points / UNIT,
    }
    if (law := fit.vae.penalty.transition) is not None:
        copies = torch.as_tensor(latents_of(fit.vae, view(points))).float()
        steps = law.mean_step(copies)[seed].double().numpy()
        arrays["steps"] = over.scale * steps @ over.rotation
        arrays["true_steps"] = WELLS.force(points) * UNIT
    return arrays


def _visited(truth: NDArray, spacing: float = 4.0, least: int = 20) -> NDArray:
    """Points of a square grid that walks come by often enough, shape (n, 2)."""
    cells, counts = np.unique(np.round(truth / spacing), axis=0, return_counts=True)
    return cells[counts >= least] * spacing


def true_mean_steps(places: NDArray, rng: np.random.Generator) -> NDArray:
    """E[z*' - z*] from places z* (n, 2), by many walkers that start there."""
    r = np.repeat(places * UNIT, N_WALKERS, axis=0)
    h = WELLS.time_step
    for _ in range(WELLS.steps_per_frame):
        r = r + WELLS.force(r) * h + rng.normal(0, np.sqrt(2 * h), r.shape)
    return r.reshape(len(places), N_WALKERS, 2).mean(axis=1) / UNIT - places


def mean_step_r2(
    fit: WalkFit, view: View, watched: Watched, places: NDArray, true: NDArray
) -> NDArray:
    """Share of the mean steps' variance that the learned law explains, by seed."""
    truth = watched.truth.reshape(-1, 2)
    latents = latents_of(fit.vae, watched.frames)
    z = latents_of(fit.vae, view(places * UNIT))
    law = fit.vae.penalty.transition
    if law is None:
        raise ValueError("there is no law of steps")
    steps = law.mean_step(torch.as_tensor(z).float()).double().numpy()
    turned = [
        own @ align(seen, truth).rotation
        for own, seen in zip(steps, latents, strict=True)
    ]
    total = np.square(true - true.mean(axis=0)).sum()
    return np.array([1 - np.square(own - true).sum() / total for own in turned])

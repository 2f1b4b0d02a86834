"""Latents of three wells, place by place: how they are stretched, and what drives them.

A map that is right on average may still be stretched in the wells and shrunken between
them, and that is just what an Euler step's noise asks for: in a well a step of finite
length has less noise left than an Euler step has.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from latent_mean_field.assessment.free_energy import free_energy_error
from latent_mean_field.assessment.isometry import (
    Alignment,
    align,
    local_derivatives,
)
from latent_mean_field.assessment.walks import Arrays, Watched, latents_of, typical_seed
from latent_mean_field.averages import blocked_mean
from latent_mean_field.quantities import Quantity, nats, quantity
from latent_mean_field.sampling.walks import next_frame
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
    """Local stretches in the wells and at the origin, free energy and mean step.

    Args:
        fit: to walks in three wells.
        view: through which they were seen.
        watched: held-out walks.
        rng: of the walkers that tell the true steps.

    Returns:
        Least and greatest stretch of the wells and of the origin, means over seeds and
        last epochs; how far the free energy of the latents, after the best scale and
        rotation, is from the potential, beside what that of the true coordinates is;
        and for the figure, of the typical seed, ellipses and mean steps.
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
    truth = watched.truth.reshape(-1, 2)
    latents = latents_of(fit.vae, watched.frames)
    aligned = [align(z, truth) for z in latents]
    laid_over = [one.laid_over(z) for one, z in zip(aligned, latents, strict=True)]
    off = [free_energy_error(z, _potential) for z in (truth, *laid_over)]
    if None not in off:
        exact, *own = np.array(off, float)
        numbers["free_energy_error"] = quantity(
            *blocked_mean(np.array(own)), unit="kT", theory=exact
        )
    places = truth[rng.integers(len(truth), size=N_PLACES)]
    if (steps := mean_steps(fit, view, places * UNIT)) is not None:
        true = true_steps(places, rng)
        turned = [own @ one.rotation for own, one in zip(steps, aligned, strict=True)]
        r2 = np.array([explained(own, true.mean) for own in turned])
        numbers["force_r2"] = quantity(*blocked_mean(r2), theory=1.0)
        # -log p of an Euler step of unit mobility, had the latents no stretch at all.
        loss = true.variance.sum(axis=1) / 4
        numbers["prior_loss_isometry"] = nats(*blocked_mean(loss))
    return numbers, _shown(fit, view, truth, aligned)


def _potential(z: NDArray) -> NDArray:
    """V at places z* (..., 2) in kT, shape (...)."""
    return WELLS.potential(z * UNIT)


def _extremes(name: str, stretches: NDArray) -> dict[str, Quantity]:
    """Least and greatest of the stretches (n_seeds, n_places, d), seeds averaged."""
    by_place = stretches.reshape(len(stretches), -1).T
    means = by_place.mean(axis=1)
    return {
        f"stretch_{name}_{side}": quantity(*blocked_mean(by_place[k]), theory=1.0)
        for side, k in (("least", means.argmin()), ("greatest", means.argmax()))
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


def _shown(
    fit: WalkFit, view: View, truth: NDArray, aligned: Sequence[Alignment]
) -> Arrays:
    """Unit circles of true coordinates in the latents, and mean steps; typical seed."""
    seed = typical_seed(np.array([[one.aligned] for one in aligned]))
    over = aligned[seed]
    points = _visited(truth) * UNIT
    J = _derivatives(fit.vae, view, points)[seed]
    arrays = {
        "places": over.laid_over(latents_of(fit.vae, view(points))[seed]),
        "circles": over.scale * np.einsum("ai,nij->naj", over.rotation.T, J),
        "true_places": points / UNIT,
    }
    if (steps := mean_steps(fit, view, points)) is not None:
        arrays["steps"] = over.scale * steps[seed] @ over.rotation
        arrays["true_steps"] = WELLS.force(points) * UNIT
    return arrays


def _visited(truth: NDArray, spacing: float = 4.0, least: int = 20) -> NDArray:
    """Points of a square grid that walks come by often enough, shape (n, 2)."""
    cells, counts = np.unique(np.round(truth / spacing), axis=0, return_counts=True)
    return cells[counts >= least] * spacing


class Steps(NamedTuple):
    """Laws of steps from places.

    Attributes:
        mean: E[z*' - z*], shape (n, 2).
        variance: of each coordinate of z*', shape (n, 2).
    """

    mean: NDArray
    variance: NDArray


def true_steps(places: NDArray, rng: np.random.Generator) -> Steps:
    """Steps from places z* (n, 2), by many walkers that start there."""
    r = next_frame(WELLS, np.repeat(places * UNIT, N_WALKERS, axis=0), rng)
    moved = r.reshape(len(places), N_WALKERS, 2) / UNIT
    return Steps(moved.mean(axis=1) - places, moved.var(axis=1))


def mean_steps(fit: WalkFit, view: View, points: NDArray) -> NDArray | None:
    """Learned mean steps from points r (n, 2), (n_seeds, n, 2); None if of no law."""
    if (law := fit.vae.penalty.transition) is None:
        return None
    z = torch.as_tensor(latents_of(fit.vae, view(points))).float()
    return law.mean_step(z).double().numpy()


def explained(steps: NDArray, true: NDArray) -> float:
    """Share of the variance of true mean steps (n, d) that others explain."""
    total = np.square(true - true.mean(axis=0)).sum()
    return float(1 - np.square(steps - true).sum() / total)

"""What autoencoders of walks found of true coordinates, seed by seed.

All on frames of held-out stretches, and as a mean over the last epochs: an isometry
wanders from epoch to epoch without the loss telling, and the best epoch is not known.
"""

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from latent_mean_field.assessment.circles import circular_r2
from latent_mean_field.assessment.isometry import align
from latent_mean_field.assessment.time_scales import slow_times
from latent_mean_field.averages import blocked_mean
from latent_mean_field.quantities import Quantity, quantity
from latent_mean_field.vae.dynamical.fit import WalkFit
from latent_mean_field.vae.dynamical.model import WalkVAE
from latent_mean_field.vae.dynamical.transition import EulerStep

N_SHOWN = 4000
Arrays = dict[str, NDArray]


class Watched(NamedTuple):
    """Held-out walks.

    Attributes:
        truth: true coordinates in the unit of a step's noise, (n_walkers, n_frames, d).
        frames: what is seen, shape (n_walkers, n_frames, n_sites).
        spacing: time from frame to frame.
    """

    truth: NDArray
    frames: NDArray
    spacing: float


def assess_walks(fit: WalkFit, watched: Watched) -> tuple[dict[str, Quantity], Arrays]:
    """Numbers over all seeds, and arrays of each of them.

    Returns:
        Numbers, with the standard error over seeds; arrays of (n_seeds, n_epochs), and
        the latents of a typical seed after the last epoch, scaled and turned.
    """
    truth = watched.truth.reshape(-1, watched.truth.shape[2]).astype(float)
    by_epoch = [latents_of(vae, watched.frames) for vae in fit.vaes()]
    aligned = [[align(z, truth) for z in latents] for latents in by_epoch]
    arrays = {
        name: np.array([[getattr(one, name) for one in row] for row in aligned]).T
        for name in ("aligned", "scaled", "affine")
    }
    values = np.array([[one.singular_values for one in row] for row in aligned])
    arrays["singular_values"] = values.transpose(1, 0, 2)
    errors = [_errors(vae, watched.frames) for vae in fit.vaes()]
    arrays |= {name: np.array([one[name] for one in errors]).T for name in errors[0]}
    seed = typical_seed(arrays["aligned"])
    keep = slice(None, None, max(1, len(truth) // N_SHOWN))
    arrays["shown"] = aligned[-1][seed].laid_over(by_epoch[-1][seed][keep])
    arrays["shown_truth"] = truth[keep]
    return _numbers(arrays), arrays


def typical_seed(errors: NDArray) -> int:
    """The seed of median error after the last epoch, of errors (n_seeds, n_epochs)."""
    return int(errors[:, -1].argsort()[len(errors) // 2])


def _numbers(arrays: Arrays) -> dict[str, Quantity]:
    """The last epochs' means, over seeds."""
    per_seed = arrays["aligned"].mean(axis=1)
    values = arrays["singular_values"].mean(axis=1)
    numbers = {
        "aligned_mse": _mean(per_seed, theory=0.0),
        "aligned_mse_greatest": quantity(float(per_seed.max()), theory=0.0),
        "scaled_mse": _mean(arrays["scaled"].mean(axis=1), theory=0.0),
        "affine_mse": _mean(arrays["affine"].mean(axis=1), theory=0.0),
        "singular_value_min": _mean(values.min(axis=1), theory=1.0),
        "singular_value_max": _mean(values.max(axis=1), theory=1.0),
        "reconstruction": _mean(arrays["reconstruction"].mean(axis=1)),
    }
    if "surprise" in arrays:
        numbers["prior_loss"] = _mean(arrays["surprise"].mean(axis=1), unit="nats")
    if "mobility" in arrays:
        # With unit mobility half a nat for each latent.
        numbers["prior_loss"]["theory"] = values.shape[1] / 2
        numbers["mobility"] = _mean(arrays["mobility"].mean(axis=1), theory=1.0)
    return numbers


def _mean(values: NDArray, *, unit: str = "", theory: float | None = None) -> Quantity:
    """Mean over seeds and its standard error."""
    return quantity(*blocked_mean(values), unit=unit, theory=theory)


def latents_of(vae: WalkVAE, frames: NDArray) -> NDArray:
    """Latents of frames (..., n_sites), shape (n_seeds, n, d).

    In the unit in which a step's noise has the variance 2, whatever the method's own.
    """
    flat = torch.as_tensor(frames.reshape(-1, frames.shape[-1]))
    parts = [vae.latents(part.float()) for part in flat.split(10_000)]
    return vae.penalty.unit * torch.cat(parts, dim=1).double().numpy()


def _errors(vae: WalkVAE, frames: NDArray) -> Arrays:
    """Squared errors of frames, surprise of steps and mean mobility, (n_seeds,)."""
    flat = torch.as_tensor(frames.reshape(-1, frames.shape[-1]))
    squared = torch.cat(
        [
            (vae.frames(vae.latents(part)) - part).square().sum(-1)
            for part in flat.float().split(10_000)
        ],
        dim=1,
    )
    # Of a frame and the next, as it is trained.
    found = {"reconstruction": 2 * squared.mean(1).double().numpy()}
    law = vae.penalty.transition
    if law is None:
        return found
    z = torch.as_tensor(latents_of(vae, frames)).float()
    z = z.unflatten(1, frames.shape[:2])
    first, moved = z[:, :, :-1].flatten(1, 2), z.diff(dim=2).flatten(1, 2)
    found["surprise"] = law.surprise(first, moved).mean(1).double().numpy()
    if isinstance(law, EulerStep):
        mobility = law.log_mobility(first).exp()
        found["mobility"] = mobility.mean((1, 2)).double().numpy()
    return found


def assess_time_scales(
    fit: WalkFit, watched: Watched, lag: int
) -> tuple[dict[str, Quantity], Arrays]:
    """The slowest time of latents, beside that of the true coordinates' same frames."""
    z = latents_of(fit.vae, watched.frames)
    shape = watched.frames.shape[:2]
    true = slow_times(watched.truth, lag, watched.spacing, 1)[0]
    found = np.array(
        [slow_times(one.reshape(*shape, -1), lag, watched.spacing, 1)[0] for one in z]
    )
    return {"slow_time": _mean(found, theory=true)}, {"slow_time": found}


def assess_angles(fit: WalkFit, watched: Watched) -> dict[str, Quantity]:
    """Circular R² of both dihedral angles from the latents, by other walks' frames.

    Of a single walk, by those of its first half.
    """
    z = latents_of(fit.vae, watched.frames)
    angles = watched.truth.reshape(-1, 2) * np.sqrt(watched.spacing)
    n_walkers, n_frames = watched.frames.shape[:2]
    half = n_walkers // 2 * n_frames or n_frames // 2
    r2 = np.array(
        [circular_r2(one[:half], angles[:half], one[half:], angles[half:]) for one in z]
    )
    return {
        f"r2_{name}": _mean(r2[:, k], theory=1.0)
        for k, name in enumerate(("phi", "psi"))
    }

"""What a decoder shows along its latents: frames on a grid of latent space."""

import numpy as np
import torch
from numpy.typing import NDArray

from latent_mean_field.assessment.walks import latents_of
from latent_mean_field.vae.dynamical.fit import WalkFit

# Places along either axis, from so many standard deviations below the mean to above.
N_PLACES, REACH = 5, 1.6


def traverse(fit: WalkFit, frames: NDArray, seed: int) -> NDArray:
    """Decoded frames, shape (5, 5, n_sites): first axis the second latent, upwards.

    Args:
        fit: of two latents.
        frames: where the latents are to be, shape (..., n_sites).
        seed: whose decoder it is.
    """
    z = latents_of(fit.vae, frames)
    reach = np.linspace(-REACH, REACH, N_PLACES)
    grid = np.stack(np.meshgrid(reach, reach), axis=-1).reshape(-1, 2)
    places = z.mean(axis=1, keepdims=True) + grid * z.std(axis=1, keepdims=True)
    own = torch.as_tensor(places / fit.vae.penalty.unit).float()
    shown = fit.vae.frames(own)[seed]
    return shown.numpy().reshape(N_PLACES, N_PLACES, -1)

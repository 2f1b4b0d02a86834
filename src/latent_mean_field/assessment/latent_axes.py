"""Do trainings agree on their axes: as they end, corrected, and with a potential?"""

import numpy as np
import torch
from numpy.typing import NDArray

from latent_mean_field.averages import blocked_mean
from latent_mean_field.decoding.axes import (
    aggregate_posterior,
    latent_axes,
    pair_overlaps,
    preferred_axes,
)
from latent_mean_field.quantities import Quantity, nats, quantity
from latent_mean_field.storage import Words
from latent_mean_field.vae.fit import Fit
from latent_mean_field.vae.model import VAE
from latent_mean_field.vae.potential import potential
from latent_mean_field.vae.selection import evaluate_elbo, take_replicas

# Draws for what axes at random would give.
N_RANDOM = 400


def compare_axes(
    fits: tuple[Fit, Fit], samples: Words, rng: np.random.Generator, seed: int
) -> tuple[dict[str, Quantity], dict[str, NDArray]]:
    """Agreement of the axes of all restarts, and arrays of it pair by pair.

    Args:
        fits: restarts from axes at random, with nothing to choose between rotations;
            and the same, trained with the potential.
        samples: of both.
        rng: of the search for preferred axes.
        seed: of latents.

    Returns:
        Numbers, and overlaps pair by pair, each the mean over axes, (n_pairs,):
        `uncorrected`, `corrected`, `trained`, and of axes at `random`.
    """
    vaes = [take_replicas(fit.vae, range(fit.settings.n_restarts)) for fit in fits]
    z, driven_z = (
        aggregate_posterior(vae, samples.train, torch.Generator().manual_seed(seed))
        for vae in vaes
    )
    turns = np.array([preferred_axes(own, rng) for own in z])
    overlaps = {
        "uncorrected": pair_overlaps(latent_axes(vaes[0])),
        "corrected": pair_overlaps(turns @ latent_axes(vaes[0])),
        "trained": pair_overlaps(latent_axes(vaes[1])),
        "random": _random_overlaps(vaes[0], rng),
    }
    mean = {name: float(values.mean()) for name, values in overlaps.items()}
    least = float(overlaps["corrected"].min())
    numbers = {
        "axis_agreement": quantity(mean["corrected"], theory=1.0),
        "axis_agreement_least": quantity(least, theory=1.0),
        "axis_agreement_uncorrected": quantity(
            mean["uncorrected"], theory=mean["random"]
        ),
        "axis_agreement_trained": quantity(mean["trained"], theory=1.0),
        "potential_uncorrected": _mean_potential(z),
        "potential_corrected": _mean_potential(z @ turns.transpose(0, 2, 1)),
        "potential_trained": _mean_potential(driven_z),
        "elbo_change": _elbo_change(vaes[0], vaes[1], samples.held_out, seed),
    }
    return numbers, {name: values.mean(axis=1) for name, values in overlaps.items()}


def _mean_potential(z: NDArray) -> Quantity:
    """<U> of latents (n_replicas, n_words, d), and its error over replicas."""
    values = potential(torch.as_tensor(z)).mean(dim=1).numpy()
    return nats(*blocked_mean(values))


def _random_overlaps(vae: VAE, rng: np.random.Generator) -> NDArray:
    """What pairs of the first replica's axes would give, turned at random; (n, d)."""
    axes = latent_axes(vae)[0]
    turns = np.linalg.qr(rng.normal(size=(N_RANDOM, len(axes), len(axes))))[0]
    return pair_overlaps(turns @ axes, neighbours=True)


def _elbo_change(free: VAE, driven: VAE, words: NDArray, seed: int) -> Quantity:
    """Of the trainings with the potential against those without, nats."""
    own = [
        -np.add(*evaluate_elbo(vae, words, seed)).mean(axis=1) for vae in (free, driven)
    ]
    change = own[1].mean() - own[0].mean()
    error = np.sqrt(sum(values.var(ddof=1) / len(values) for values in own))
    return nats(float(change), float(error))

"""Judge a fit to a recording on held-out words, beside the data's own floor."""

import numpy as np
import torch
from numpy.typing import NDArray

from latent_mean_field.assessment.channel import channel_quantities
from latent_mean_field.assessment.likelihood import likelihood_if_known
from latent_mean_field.assessment.population import sample_words
from latent_mean_field.assessment.recording_statistics import (
    RecordingStatistics,
    compare_words,
)
from latent_mean_field.averages import blocked_mean
from latent_mean_field.peers.independent_cells import fit_independent_cells
from latent_mean_field.quantities import Quantity, nats, quantity
from latent_mean_field.storage import Words
from latent_mean_field.vae.fit import Fit
from latent_mean_field.vae.selection import evaluate_elbo

N_MODEL_WORDS = 200_000
N_LIKELIHOOD_WORDS = 10_000
N_IMPORTANCE_SAMPLES = 64


def assess_recording(
    fit: Fit,
    samples: Words,
    recording: RecordingStatistics,
    rng: np.random.Generator,
) -> tuple[dict[str, Quantity], dict[str, NDArray]]:
    """Likelihoods and statistics of the best restart, and arrays for the figure.

    Args:
        fit: the trained VAE.
        samples: what it was trained on, and what it is judged on.
        recording: statistics of those words.
        rng: for the latents and the model's words.
    """
    train_words, words, blocks = samples
    vae = fit.best_vae()
    seed = int(rng.integers(2**62))
    distortion, rate = (part[0] for part in evaluate_elbo(vae, words, seed))
    numbers = {
        "elbo": nats(*blocked_mean(-distortion - rate, blocks)),
        "distortion": nats(*blocked_mean(distortion, blocks)),
        "rate": nats(*blocked_mean(rate, blocks)),
    }
    numbers |= _likelihoods(fit, train_words, words, blocks, seed)
    numbers |= channel_quantities(vae, words, seed=seed, blocks=blocks)
    generator = torch.Generator().manual_seed(seed)
    own = sample_words(vae, N_MODEL_WORDS, generator)
    compared, arrays = compare_words(own, recording)
    return numbers | compared, arrays


def _likelihoods(
    fit: Fit, train_words: NDArray, words: NDArray, blocks: NDArray, seed: int
) -> dict[str, Quantity]:
    """Log-likelihood, independent cells' and the gain in bits per cell, if known."""
    chosen = slice(None, None, 1 + len(words) // N_LIKELIHOOD_WORDS)
    few, few_blocks = words[chosen], blocks[chosen]
    independent = fit_independent_cells(train_words).log_prob(few)
    numbers = {
        "independent_log_likelihood": nats(*blocked_mean(independent, few_blocks))
    }
    own = likelihood_if_known(
        fit.best_vae(), few, n_samples=N_IMPORTANCE_SAMPLES, seed=seed
    )
    if own is None:
        return numbers
    gain = (own - independent) / (words.shape[1] * np.log(2))
    return numbers | {
        "log_likelihood": nats(*blocked_mean(own, few_blocks)),
        "gain": quantity(*blocked_mean(gain, few_blocks), unit="bits per cell"),
    }

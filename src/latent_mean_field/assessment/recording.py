"""Judge a fit to a recording on held-out words, beside the data's own floor."""

import numpy as np
import torch
from numpy.typing import NDArray

from latent_mean_field.assessment.averages import blocked_mean
from latent_mean_field.assessment.channel import channel_quantities
from latent_mean_field.assessment.likelihood import log_likelihood
from latent_mean_field.assessment.population import (
    PopulationStatistics,
    correlation_of,
    independent_log_likelihood,
    population_statistics,
    sample_words,
    total_variation,
)
from latent_mean_field.quantities import Quantity, quantity
from latent_mean_field.storage import Words
from latent_mean_field.vae.fit import Fit
from latent_mean_field.vae.selection import evaluate_elbo

N_MODEL_WORDS = 200_000
N_LIKELIHOOD_WORDS = 10_000
N_IMPORTANCE_SAMPLES = 64
N_BLOCK_RESAMPLES = 50


def assess_recording(
    fit: Fit, samples: Words, rng: np.random.Generator
) -> tuple[dict[str, Quantity], dict[str, NDArray]]:
    """Likelihoods and statistics of the best restart, and arrays for the figure.

    Args:
        fit: the trained VAE.
        samples: what it was trained on, and what it is judged on.
        rng: for the latents, the model's words and the resampled blocks.
    """
    train_words, words, blocks = samples
    vae = fit.best_vae()
    seed = int(rng.integers(2**62))
    distortion, rate = (part[0] for part in evaluate_elbo(vae, words, seed))
    numbers = {
        "elbo": quantity(*blocked_mean(-distortion - rate, blocks), unit="nats"),
        "distortion": quantity(*blocked_mean(distortion, blocks), unit="nats"),
        "rate": quantity(*blocked_mean(rate, blocks), unit="nats"),
    }
    numbers |= _likelihoods(fit, train_words, words, blocks, seed)
    numbers |= channel_quantities(vae, words, seed=seed, blocks=blocks)
    generator = torch.Generator().manual_seed(seed)
    model = population_statistics(sample_words(vae, N_MODEL_WORDS, generator))
    data = population_statistics(words)
    train = population_statistics(train_words)
    resamples = _resampled_statistics(words, blocks, rng)
    numbers |= _comparison(model, data, train, resamples)
    return numbers, _arrays(model, data, train)


def _likelihoods(
    fit: Fit, train_words: NDArray, words: NDArray, blocks: NDArray, seed: int
) -> dict[str, Quantity]:
    """Log-likelihood, independent cells' and the gain in bits per cell."""
    chosen = slice(None, None, 1 + len(words) // N_LIKELIHOOD_WORDS)
    few, few_blocks = words[chosen], blocks[chosen]
    model = log_likelihood(
        fit.best_vae(), few, n_samples=N_IMPORTANCE_SAMPLES, seed=seed
    )
    independent = independent_log_likelihood(train_words, few)
    gain = (model.values - independent) / (words.shape[1] * np.log(2))
    mean_independent = blocked_mean(independent, few_blocks)
    return {
        "log_likelihood": quantity(
            *blocked_mean(model.values, few_blocks), unit="nats"
        ),
        "independent_log_likelihood": quantity(*mean_independent, unit="nats"),
        "gain": quantity(*blocked_mean(gain, few_blocks), unit="bits per cell"),
    }


def _resampled_statistics(
    words: NDArray, blocks: NDArray, rng: np.random.Generator
) -> list[PopulationStatistics]:
    """Statistics of the held-out words with whole blocks resampled."""
    labels = np.unique(blocks)
    rows = {label: np.flatnonzero(blocks == label) for label in labels}
    draws = rng.choice(labels, (N_BLOCK_RESAMPLES, len(labels)))
    return [
        population_statistics(words[np.concatenate([rows[label] for label in draw])])
        for draw in draws
    ]


def _comparison(
    model: PopulationStatistics,
    data: PopulationStatistics,
    train: PopulationStatistics,
    resamples: list[PopulationStatistics],
) -> dict[str, Quantity]:
    """Model against held-out data; the theory is what the training data reach."""

    def judged(name: str, measure, part: str) -> dict[str, Quantity]:
        def score(one: PopulationStatistics, other: PopulationStatistics) -> float:
            return measure(getattr(one, part), getattr(other, part))

        error = np.std([score(model, resample) for resample in resamples], ddof=1)
        floor = score(train, data)
        return {name: quantity(score(model, data), float(error), theory=floor)}

    return (
        judged("pk_total_variation", total_variation, "spike_counts")
        | judged("pair_correlation_r", correlation_of, "correlations")
        | judged("mean_rate_r", correlation_of, "rates")
    )


def _arrays(
    model: PopulationStatistics, data: PopulationStatistics, train: PopulationStatistics
) -> dict[str, NDArray]:
    """All statistics, named `model_rates`, `data_spike_counts` and so on."""
    named = {"model": model, "data": data, "train": train}
    return {
        f"{name}_{part}": getattr(statistics, part)
        for name, statistics in named.items()
        for part in ("rates", "correlations", "spike_counts")
    }

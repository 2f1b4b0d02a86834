"""Judge a fit to solvable matter, where everything has an exact answer."""

import logging

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.assessment.averages import blocked_mean
from latent_mean_field.assessment.capacity import Capacity
from latent_mean_field.assessment.likelihood import log_likelihood
from latent_mean_field.quantities import Quantity, quantity
from latent_mean_field.systems.exact import exact_answers
from latent_mean_field.systems.mean_field import MeanField
from latent_mean_field.vae.fit import Fit
from latent_mean_field.vae.selection import evaluate_elbo

logger = logging.getLogger(__name__)

N_IMPORTANCE_SAMPLES = 64


def assess_matter(
    fit: Fit,
    words: NDArray,
    system: MeanField,
    information: dict[str, Quantity],
    *,
    seed: int,
) -> dict[str, Quantity]:
    """Rate, gap and KL(p||p_theta) of the best restart on held-out samples.

    Args:
        fit: the trained VAE.
        words: held-out samples, shape (n_words, n_sites), in {0, 1}.
        system: the truth, for the exact log p of each sample.
        information: the exact `mutual_information` and `latent_information`.
        seed: for the latents drawn.
    """
    vae = fit.best_vae()
    spins = 2 * words.astype(np.int8) - 1
    log_prob = exact_answers(system, np.random.default_rng(seed)).log_prob(spins)
    distortion, rate = (part[0] for part in evaluate_elbo(vae, words, seed))
    log_p_theta = log_likelihood(vae, words, n_samples=N_IMPORTANCE_SAMPLES, seed=seed)
    capacity = _capacity(distortion, rate, log_prob, information)
    logger.info("capacity verdict: %s", capacity.verdict)
    exact_rate = information["latent_information"]["value"]
    kl = blocked_mean(log_prob - log_p_theta.values)
    return {
        "elbo": _nats(*blocked_mean(-distortion - rate)),
        "distortion": _nats(*blocked_mean(distortion)),
        "rate": _nats(*blocked_mean(rate), theory=exact_rate),
        "gap": _nats(capacity.gap, capacity.gap_error, theory=0.0),
        "kl_nats": _nats(*kl, theory=0.0),
        "bound_margin": _nats(capacity.margin, capacity.margin_error),
    }


def _nats(value: float, error: float, theory: float | None = None) -> Quantity:
    return quantity(value, error, unit="nats", theory=theory)


def _capacity(
    distortion: NDArray,
    rate: NDArray,
    log_prob: NDArray,
    information: dict[str, Quantity],
) -> Capacity:
    """Gap word by word, so that the scatter of log p itself cancels."""
    exact = information["mutual_information"]
    return Capacity(
        *blocked_mean(distortion + rate + log_prob),
        *blocked_mean(rate),
        exact["value"],
        exact["error"] or 0.0,
    )

"""Judge a fit to solvable matter, where everything has an exact answer."""

import logging
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.assessment.capacity import Capacity
from latent_mean_field.assessment.channel import channel_quantities
from latent_mean_field.assessment.divergence import divergence
from latent_mean_field.averages import blocked_mean
from latent_mean_field.quantities import Quantity, nats
from latent_mean_field.systems.exact import exact_answers, log_z_error
from latent_mean_field.systems.solvable import Solvable
from latent_mean_field.vae.fit import Fit
from latent_mean_field.vae.selection import evaluate_elbo

logger = logging.getLogger(__name__)

N_IMPORTANCE_SAMPLES = 64
N_LIKELIHOOD_WORDS = 4000


def assess_matter(
    fit: Fit,
    words: NDArray,
    system: Solvable,
    information: Sequence[Mapping[str, Quantity]],
    *,
    n_train: int,
    seed: int,
) -> dict[str, Quantity]:
    """Rate, gap and KL(p||p_theta) of the best restart on held-out samples.

    The divergence is missing where importance sampling is refused.

    Args:
        fit: the trained VAE.
        words: held-out samples, shape (n_words, n_sites), in {0, 1}.
        system: the truth, for the exact log p of each sample.
        information: what is exactly known of each cut, `mutual_information`, and of
            the exact latent, `latent_information`; the largest cut is the bound.
        n_train: words that were learned from; a perfect fit's gap is what they cost.
        seed: for the latents drawn.
    """
    vae, cost = fit.best_vae(), fit.learning_cost(n_train)
    spins = 2 * words.astype(np.int8) - 1
    answers = exact_answers(system, np.random.default_rng(seed))
    log_prob, doubt = answers.log_prob(spins), log_z_error(answers)
    distortion, rate = (part[0] for part in evaluate_elbo(vae, words, seed))
    # Word by word, so that the scatter of log p itself cancels.
    gap, gap_error = blocked_mean(distortion + rate + log_prob)
    capacity = Capacity(
        gap,
        float(np.hypot(gap_error, doubt)),
        *blocked_mean(rate),
        *_largest(information),
        cost,
    )
    logger.info("capacity verdict: %s", capacity.verdict)
    latent = information[0].get("latent_information")
    return {
        "elbo": nats(*blocked_mean(-distortion - rate)),
        "distortion": nats(*blocked_mean(distortion)),
        "rate": nats(*blocked_mean(rate), theory=latent["value"] if latent else None),
        "gap": nats(capacity.gap, capacity.gap_error, theory=cost),
        "bound_margin": nats(capacity.margin, capacity.margin_error),
        **divergence(
            vae,
            words[:N_LIKELIHOOD_WORDS],
            log_prob[:N_LIKELIHOOD_WORDS],
            n_samples=N_IMPORTANCE_SAMPLES,
            seed=seed,
            cost=cost,
            doubt=doubt,
        ),
        **channel_quantities(vae, words, seed=seed),
    }


def _largest(information: Sequence[Mapping[str, Quantity]]) -> tuple[float, float]:
    """I(A;B) of the largest cut that is known, and its error."""
    known = [c["mutual_information"] for c in information if "mutual_information" in c]
    exact = max(known, key=lambda cut: cut["value"])
    return exact["value"], exact["error"] or 0.0

"""KL(p||p_theta): what the law of a fit misses, where that of the data is known."""

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.assessment.likelihood import likelihood_if_known
from latent_mean_field.averages import blocked_mean
from latent_mean_field.quantities import Quantity, nats
from latent_mean_field.vae.model import VAE


def divergence(
    vae: VAE,
    words: NDArray,
    log_prob: NDArray,
    *,
    n_samples: int,
    seed: int,
    cost: float,
    doubt: float = 0.0,
) -> dict[str, Quantity]:
    """`kl_nats` of the first replica, or nothing where latents drawn are too few.

    Args:
        vae: the fit.
        words: samples of p, shape (n_words, n_sites).
        log_prob: exact log p of these words, nats, shape (n_words,).
        n_samples: latents per word, where they are drawn.
        seed: of these latents.
        cost: KL of a perfect fit, which has learned from finitely many samples, nats.
        doubt: standard error that all of `log_prob` share, nats.
    """
    known = likelihood_if_known(vae, words, n_samples=n_samples, seed=seed)
    if known is None:
        return {}
    value, error = blocked_mean(log_prob - known)
    return {"kl_nats": nats(value, float(np.hypot(error, doubt)), theory=cost)}

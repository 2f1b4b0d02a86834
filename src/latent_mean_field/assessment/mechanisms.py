"""Does a nearly deterministic VAE find the sources, and is its decoder what it must be?

Every number is of the best restart on words it was not trained on, all of them at
once: in small batches the correlations of unrelated sources look large. Contrasts are
means of c(J), not c of a mean Jacobian, which is not zero for conformal maps.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import spearmanr

from latent_mean_field.averages import blocked_mean
from latent_mean_field.decoding.mechanisms import (
    decoder_jacobian,
    match_sources,
    posterior_moments,
    site_means,
)
from latent_mean_field.quantities import Quantity, quantity
from latent_mean_field.systems.mixings import Mixing, ima_contrast, log_density
from latent_mean_field.vae.fit import Fit
from latent_mean_field.vae.selection import evaluate_elbo

# Below this MCC a data set counts as failed.
FAILED = 0.9
# Contrasts of mixings are told apart if they differ by so much, nats.
DIFFERENT = 0.1
# Pictures over which the contrast of their mixing is averaged: Jacobians are large.
N_PICTURES = 300
Arrays = dict[str, NDArray]


class Truth(NamedTuple):
    """A mixing, held-out sources (n, d) and their observations (n, m)."""

    mixing: Mixing
    sources: NDArray
    words: NDArray


def assess_mechanisms(
    fits: Sequence[Fit], truths: Sequence[Truth], seed: int
) -> tuple[dict[str, Quantity], Arrays]:
    """Numbers over all data sets, and arrays of each of them, (n_sets, ...).

    A decoder is free to have another contrast than the mixing, and pays for its own:
    neither `c_ima` nor `elbo_gap` has the mixing's for a theory. Pictures fill no
    volume and have no density, so that their elbo has no gap.
    """
    found = [_assess(*pair, seed) for pair in zip(fits, truths, strict=True)]
    arrays = {name: np.array([one[name] for one in found]) for name in found[0]}
    failures = float((arrays["mcc"] < FAILED).sum())
    numbers = {
        "mcc": _mean(arrays["mcc"], theory=1.0),
        "mcc_least": quantity(float(arrays["mcc"].min()), theory=1.0),
        "failures": quantity(failures, unit=f"of {len(fits)} data sets", theory=0.0),
        "c_ima": _mean(arrays["c_ima"], unit="nats"),
        "c_ima_mixing": _mean(arrays["c_ima_true"], unit="nats"),
        "elbo": _mean(arrays["elbo"], unit="nats"),
        "log10_variance": _mean(
            arrays["log10_variance"], float(arrays["log10_variance_closed"].mean())
        ),
        "log10_variance_excess": _mean(
            arrays["log10_variance"] - arrays["log10_variance_closed"], theory=0.0
        ),
        "log10_squared_error": _mean(arrays["log10_squared_error"]),
    }
    if "elbo_gap" in arrays:
        numbers["elbo_gap"] = _mean(arrays["elbo_gap"], unit="nats")
    if np.ptp(arrays["c_ima_true"]) > DIFFERENT and len(fits) > 3:
        numbers["rank_correlation"] = _rank_correlation(arrays)
    return numbers, arrays


def _assess(fit: Fit, truth: Truth, seed: int) -> dict[str, Any]:
    """All numbers of one data set."""
    vae = fit.best_vae()
    mean, variance = posterior_moments(vae, truth.words)
    J = decoder_jacobian(vae, mean)
    elbo = -np.add(*evaluate_elbo(vae, truth.words, seed))[0].mean()
    squared = np.square(site_means(vae, mean) - truth.words).mean()
    sources = expit(mean) if truth.mixing.uniform else mean
    # Of the mixing itself: pictures are seen through components.
    _, m, d = truth.mixing.jacobian(truth.sources[:1]).shape
    square = m == d
    true_J = truth.mixing.jacobian(truth.sources[: None if square else N_PICTURES])
    closed = closed_variance(J, mean, fit.settings.precision, truth.mixing.uniform)
    match = match_sources(sources, truth.sources)
    found = {
        "correlations": np.abs(match.correlations),
        "mcc": match.mcc,
        "c_ima": float(ima_contrast(J).mean()),
        "c_ima_true": float(ima_contrast(true_J).mean()),
        "elbo": float(elbo),
        "log10_variance": float(np.log10(variance).mean()),
        "log10_variance_closed": float(np.log10(closed).mean()),
        "log10_squared_error": float(np.log10(squared)),
    }
    if square:
        log_p = log_density(truth.mixing, truth.sources).mean()
        found["elbo_gap"] = float(log_p - elbo)
    return found


def closed_variance(
    jacobian: NDArray, z: NDArray, precision: float, uniform: bool
) -> NDArray:
    """1 / (gamma² |J_k|² - n_k''), theory.md, equation 26; shape (n, d).

    Here n = log p0 is normal, or that of a latent whose sigmoid is uniform.
    """
    columns = np.square(jacobian).sum(axis=1)
    curvature = 2 * expit(z) * expit(-z) if uniform else 1.0
    return 1 / (precision * columns + curvature)


def _mean(values: NDArray, theory: float | None = None, unit: str = "") -> Quantity:
    """Mean over data sets and its error."""
    error = blocked_mean(values)[1] if len(values) > 1 else None
    return quantity(float(values.mean()), error, unit=unit, theory=theory)


def _rank_correlation(arrays: Arrays) -> Quantity:
    """Spearman's, of MCC with the true contrast; error of Bonett and Wright (2000)."""
    rho = float(spearmanr(arrays["c_ima_true"], arrays["mcc"]).statistic)
    n = len(arrays["mcc"])
    return quantity(rho, np.sqrt((1 + rho**2 / 2) / (n - 3)) * (1 - rho**2))

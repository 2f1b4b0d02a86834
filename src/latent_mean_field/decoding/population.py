"""Stored patterns of a recorded population, read off a free decoder.

A free decoder's logits l_i(z) form a d-dimensional sheet. Its flat part,
l_i = h_i + Σ_mu xi_i,mu f_mu(z), is the generalised Hopfield model with stored patterns
xi (theory.md, section 7); what is left is curvature that no linear field has.
"""

import numpy as np
import torch
from numpy.typing import NDArray

from latent_mean_field.decoding.fields import FieldLaw, effective_rank, field_laws
from latent_mean_field.decoding.uncertainty import replica_error
from latent_mean_field.quantities import Quantity, quantity
from latent_mean_field.vae.fit import Fit

N_DRAWS = 20_000


def stored_patterns(law: FieldLaw) -> NDArray:
    """xi, shape (n_cells, d): logits per standard deviation along each direction.

    The sign is chosen so that most cells fire more along a positive direction.
    """
    scale = 2 * law.spectrum[: law.loadings.shape[1]]
    xi = law.loadings * scale
    return xi * np.where(xi.sum(axis=0) < 0, -1, 1)


def flat_fraction(law: FieldLaw) -> float:
    """Share of the logits' variance under the prior that d linear patterns hold."""
    variance = law.spectrum**2
    return float(variance[: law.loadings.shape[1]].sum() / variance.sum())


def subspace_cosine(first: NDArray, second: NDArray) -> float:
    """Smallest cosine of the principal angles between two sets of columns."""
    q_first, q_second = np.linalg.qr(first)[0], np.linalg.qr(second)[0]
    return float(np.linalg.svd(q_first.T @ q_second, compute_uv=False).min())


def decode_population(
    fit: Fit, rng: np.random.Generator
) -> tuple[dict[str, Quantity], dict[str, NDArray]]:
    """Numbers and arrays of the best restart, with errors over the restarts."""
    generator = torch.Generator().manual_seed(int(rng.integers(2**62)))
    laws = field_laws(fit.vae, N_DRAWS, generator)
    best = laws[fit.best]
    n_restarts = fit.settings.n_restarts

    def estimate(values: list[float]) -> Quantity:
        return quantity(values[fit.best], replica_error(values, n_restarts))

    numbers = {
        "effective_rank": estimate([effective_rank(law.spectrum) for law in laws]),
        "flat_fraction": estimate([flat_fraction(law) for law in laws]),
    }
    others = [law for replica, law in enumerate(laws) if replica != fit.best]
    if others:
        cosines = [subspace_cosine(best.loadings, law.loadings) for law in others]
        numbers["pattern_stability"] = quantity(float(np.mean(cosines)), theory=1.0)
    arrays = {
        "spectrum": np.stack([2 * law.spectrum for law in laws]),
        "patterns": stored_patterns(best),
        "field": 2 * best.mean,
        "coordinates": best.coordinates,
    }
    return numbers, arrays

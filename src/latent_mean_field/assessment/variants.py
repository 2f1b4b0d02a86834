"""One table: every way to train, on every matter, by the same measures.

Means over restarts; what a restart says is of held-out words. Measures that need an
exact answer are left out where there is none.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.assessment.capacity import FAITHFUL, Capacity
from latent_mean_field.assessment.regimes import Regimes
from latent_mean_field.assessment.smoothness import neighbour_graph, roughness
from latent_mean_field.averages import blocked_mean, crossed_mean
from latent_mean_field.decoding.mechanisms import (
    decoder_jacobian,
    match_sources,
    posterior_moments,
    width_over_laplace,
)
from latent_mean_field.quantities import Quantity, nats, quantity
from latent_mean_field.systems.mixings import ima_contrast
from latent_mean_field.vae.fit import Fit
from latent_mean_field.vae.model import VAE
from latent_mean_field.vae.selection import evaluate_elbo, take_replicas

# Words for measures that need a graph or a Jacobian of each.
N_SHOWN = 1000
UNITS = {"c_ima": "nats"}


@dataclass(frozen=True)
class HeldOut:
    """Words that no fit was trained on, and what is true of them.

    Attributes:
        words: shape (n_words, n_sites).
        regimes: their labels and physical quantities.
        n_train: how many words the fits were trained on.
        log_prob: exact log p, nats, shape (n_words,), or None.
        information: exact I(A;B) of their halves and its error, nats, or None.
    """

    words: NDArray
    regimes: Regimes
    n_train: int
    log_prob: NDArray | None = None
    information: tuple[float, float] | None = None


def measure_variant(fit: Fit, held_out: HeldOut, seed: int) -> dict[str, Quantity]:
    """All measures of one way to train, means over restarts and their errors.

    Those of elbo, rate and gap also hold the scatter of the words, which are the same
    for all ways to train: differences between these are known better.
    `seed_spread` is the standard deviation over restarts of the order parameters' R²;
    `faithful` the share of restarts with the verdict of this name.
    """
    n = fit.settings.n_restarts
    vae = take_replicas(fit.vae, range(n))
    parts = evaluate_elbo(vae, held_out.words, seed)
    found = [_by_latents(take_replicas(vae, [k]), held_out) for k in range(n)]
    columns = {name: np.array([one[name] for one in found]) for name in found[0]}
    numbers = {
        name: quantity(*blocked_mean(values), unit=UNITS.get(name, ""))
        for name, values in columns.items()
    }
    numbers |= _by_likelihood(*parts, fit, held_out)
    if held_out.information is not None:
        numbers["mutual_information"] = nats(*held_out.information)
    spread = float(columns["order_parameters_r2"].std(ddof=1))
    return {**numbers, "seed_spread": quantity(spread)}


def _by_likelihood(
    distortion: NDArray, rate: NDArray, fit: Fit, held_out: HeldOut
) -> dict[str, Quantity]:
    """Elbo and rate; gap and verdict where the truth is known.

    Args:
        distortion: of every restart and word, nats, shape (n_restarts, n_words).
        rate: the same.
        fit: whose these are.
        held_out: the words.
    """
    numbers = {
        "elbo": nats(*crossed_mean(-distortion - rate)),
        "rate": nats(*crossed_mean(rate)),
    }
    if held_out.log_prob is None or held_out.information is None:
        return numbers
    gap, cost = (
        distortion + rate + held_out.log_prob,
        fit.learning_cost(held_out.n_train),
    )
    faithful = [
        Capacity(
            *blocked_mean(own), *blocked_mean(passed), *held_out.information, cost
        ).verdict
        == FAITHFUL
        for own, passed in zip(gap, rate, strict=True)
    ]
    numbers["gap"] = nats(*crossed_mean(gap), theory=cost)
    numbers["faithful"] = quantity(*blocked_mean(np.array(faithful, float)))
    return numbers


def _by_latents(vae: VAE, held_out: HeldOut) -> dict[str, float]:
    """What the latents know of the order parameters, and how the decoder bends."""
    mean, _ = posterior_moments(vae, held_out.words)
    quantities = np.stack(list(held_out.regimes.quantities.values()), axis=1)
    few = mean[:N_SHOWN]
    graph = neighbour_graph(few)
    J = decoder_jacobian(vae, few)
    numbers = {
        "order_parameters_r2": explained(mean, quantities),
        "roughness": float(
            np.mean([roughness(graph, f) for f in quantities[:N_SHOWN].T])
        ),
        "c_ima": float(ima_contrast(J).mean()),
        "width_over_laplace": width_over_laplace(vae, held_out.words[:N_SHOWN]),
    }
    if mean.shape[1] == quantities.shape[1]:
        numbers["mcc"] = match_sources(mean, quantities).mcc
    return numbers


def explained(latents: NDArray, quantities: NDArray) -> float:
    """Mean R² of quantities (n, k) as linear functions of latents (n, d).

    A linear map allows for whatever rotates, stretches or mirrors the latent.
    """
    design = np.column_stack([np.ones(len(latents)), latents])
    weights, *_ = np.linalg.lstsq(design, quantities, rcond=None)
    residual = (quantities - design @ weights).var(axis=0)
    return float((1 - residual / quantities.var(axis=0)).mean())

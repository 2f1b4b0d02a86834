"""Estimates of bipartite mutual information as numbers, beside the exact value."""

import logging
from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from latent_mean_field.information.autoregressive import (
    InformationEstimate,
    estimate_information,
)
from latent_mean_field.information.critic import contrastive_information
from latent_mean_field.information.words import InformationError
from latent_mean_field.quantities import Quantity, nats

logger = logging.getLogger(__name__)


def information_quantities(
    estimate: InformationEstimate, exact: Mapping[str, Quantity]
) -> dict[str, Quantity]:
    """The estimate, judged by the exact value if there is one."""
    known = exact.get("mutual_information")
    theory = known["value"] if known else None
    judged = nats(estimate.value, estimate.error, theory=theory)
    return {"mutual_information_estimate": judged}


def estimate_if_any(
    train: NDArray,
    held_out: NDArray,
    left: NDArray,
    exact: Mapping[str, Quantity],
    **settings: Any,
) -> dict[str, Quantity]:
    """The estimate beside the exact value, or nothing where it cannot be trusted.

    Args:
        train: words to learn from, shape (n_words, n_sites).
        held_out: words to measure on, same sites.
        left: True for the sites of A, shape (n_sites,).
        exact: what is known of this cut.
        settings: of `estimate_information`.
    """
    try:
        estimate = estimate_information(train, held_out, left, **settings)
    except InformationError as refusal:
        logger.warning("no estimate of the information: %s", refusal)
        return {}
    return information_quantities(estimate, exact)


def bound_if_any(
    train: NDArray, held_out: NDArray, left: NDArray, *, n_steps: int, seed: int
) -> dict[str, Quantity]:
    """The contrastive lower bound, or nothing where it has hit its own ceiling."""
    try:
        value, error = contrastive_information(
            train, held_out, left, n_steps=n_steps, seed=seed
        )
    except InformationError as refusal:
        logger.warning("no contrastive bound: %s", refusal)
        return {}
    return {"mutual_information_contrastive": nats(value, error)}

"""Estimates of bipartite mutual information as numbers, beside the exact value."""

import logging
from collections.abc import Mapping

from numpy.typing import NDArray

from latent_mean_field.information.autoregressive import InformationEstimate
from latent_mean_field.information.critic import contrastive_information
from latent_mean_field.information.words import InformationError
from latent_mean_field.quantities import Quantity, quantity

logger = logging.getLogger(__name__)


def information_quantities(
    estimate: InformationEstimate, exact: Mapping[str, Quantity]
) -> dict[str, Quantity]:
    """The estimate, judged by the exact value if there is one."""
    known = exact.get("mutual_information")
    theory = known["value"] if known else None
    judged = quantity(estimate.value, estimate.error, unit="nats", theory=theory)
    return {"mutual_information_estimate": judged}


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
    return {"mutual_information_contrastive": quantity(value, error, unit="nats")}

"""The estimate of bipartite mutual information, beside the exact value."""

from collections.abc import Mapping

from latent_mean_field.information.autoregressive import InformationEstimate
from latent_mean_field.quantities import Quantity, quantity


def information_quantities(
    estimate: InformationEstimate, exact: Mapping[str, Quantity]
) -> dict[str, Quantity]:
    """The estimate, judged by the exact value if there is one."""
    theory = exact["mutual_information"]["value"] if exact else None
    judged = quantity(estimate.value, estimate.error, unit="nats", theory=theory)
    return {"mutual_information_estimate": judged}

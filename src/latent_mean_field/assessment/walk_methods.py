"""Ways to pin latents down, compared on the same walks."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.stats import ttest_ind

from latent_mean_field.assessment.rows import Row, as_row
from latent_mean_field.averages import blocked_mean
from latent_mean_field.quantities import quantity

Arrays = Mapping[str, NDArray]


def compare_walks(found: Mapping[str, Arrays], system: str) -> list[Row]:
    """Errors of every method in units of DynAE's, seeds averaged.

    Args:
        found: by method, what `assessment.walks` found, "dynae" among them.
        system: what was walked in.

    Returns:
        A row for each other method: `aligned_mse_over_dynae`, as the latents are; the
        same after a common scale, which rivals whose places have a law need; and the
        probability that its seeds are better than DynAE's by chance, by the logarithms
        of their errors (Welch's t).
    """
    dynae = found["dynae"]
    rows = []
    for method, arrays in found.items():
        if method == "dynae":
            continue
        by_seed = {
            name: (arrays[name].mean(axis=1), dynae[name].mean(axis=1))
            for name in ("aligned", "scaled")
        }
        numbers = {
            f"{name}_mse_over_dynae": quantity(*_ratio(*pair))
            for name, pair in by_seed.items()
        }
        logs = [np.log(errors) for errors in by_seed["aligned"]]
        p = ttest_ind(*logs, equal_var=False, alternative="less").pvalue
        numbers["better_by_chance"] = quantity(float(p))
        rows.append(as_row({"system": system, "method": method}, numbers))
    return rows


def _ratio(above: NDArray, below: NDArray) -> tuple[float, float]:
    """Ratio of two means over seeds, and its standard error."""
    (a, a_error), (b, b_error) = blocked_mean(above), blocked_mean(below)
    return a / b, a / b * float(np.hypot(a_error / a, b_error / b))

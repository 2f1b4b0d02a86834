"""Laws of spike words in the order of their held-out likelihood."""

from collections.abc import Mapping
from typing import Any

from latent_mean_field.quantities import Number


def rankings(numbers: Mapping[str, Number]) -> dict[str, list[dict[str, Any]]]:
    """By the way words were held out, the laws with the highest likelihood first.

    A law is whatever has a number of parameters. Each row has its name, `law`, and the
    numbers `n_parameters`, `bits` (log-likelihood per cell), `gain` over independent
    cells, and `pairs`, `triplets` and `synchrony`, None where they are not compared.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for key, n_parameters in numbers.items():
        case, _, name = key.rpartition("/")
        if name != "n_parameters":
            continue
        law, _, split = case.rpartition(",split=")
        row = {
            "law": law.partition("/")[2],
            "n_parameters": n_parameters,
            "bits": numbers[f"{case}/log_likelihood_bits_per_cell"],
            "gain": numbers[f"{case}/gain"],
            "pairs": numbers.get(f"{case}/pair_correlation_r"),
            "triplets": numbers.get(f"{case}/triplet_correlation_r"),
            "synchrony": numbers.get(f"{case}/pk_total_variation_over_floor"),
        }
        found.setdefault(split, []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: -row["gain"]["value"])
    return found

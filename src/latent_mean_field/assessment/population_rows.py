"""The laws of spike words as rows, ranked: who tells held-out words best."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

from latent_mean_field.assessment.rows import Measured, Row, as_row
from latent_mean_field.averages import deviation_error
from latent_mean_field.quantities import Quantity, quantity

OURS = "generalised_hopfield"
# What is told the stimulus is a reference, not a rival.
ORACLE = "stimulus_locked"
# Where pairs and triplets count as reproduced.
PAIRS_ENOUGH, TRIPLETS_ENOUGH = 0.95, 0.85
DEFAULT_PATTERNS = 2


def population_rows(
    *,
    laws: Sequence[Measured],
    gains: Sequence[Mapping[str, NDArray]],
    decoded: Sequence[Measured],
    followed: Sequence[Measured],
    subsets: Sequence[Measured],
) -> list[Row]:
    """Rows of `keys` and `numbers`, and what the whole ranking says.

    Args:
        laws: of every law, what was measured of it.
        gains: of the same, `gain_deviations` by block and `gain_doubt`.
        decoded: of the generalised Hopfield models, how stable their patterns are.
        followed: of the same, what their mean fields do over the movie.
        subsets: of one of them, by the number of cells, its thermodynamics.
    """
    rows = [as_row(*law) for law in laws]
    by_keys = {_frozen(row["keys"]): row["numbers"] for row in rows}
    for keys, numbers in [*decoded, *followed]:
        by_keys[_frozen(keys)].update(numbers)
    judged = list(zip(rows, gains, strict=True))
    for row, gain in judged:
        if row["keys"]["system"] == OURS and (margin := _margin(row, gain, judged)):
            row["numbers"]["margin_over_rivals"] = margin
    sizes = [
        as_row({**keys, "n": int(n)}, numbers)
        for keys, by_size in subsets
        for n, numbers in by_size.items()
    ]
    return [*rows, *sizes, *_summary(rows)]


def _frozen(keys: Mapping[str, Any]) -> frozenset:
    return frozenset(keys.items())


def _margin(
    own: Row,
    gain: Mapping[str, NDArray],
    judged: Sequence[tuple[Row, Mapping[str, NDArray]]],
) -> Quantity | None:
    """Gain over that of the best rival with no more parameters, bits per cell.

    Block by block, as the words that one law finds hard are hard for the other.
    """
    rivals = [
        (row["numbers"]["gain"]["value"], other)
        for row, other in judged
        if row["keys"]["system"] not in (OURS, ORACLE)
        and row["keys"]["split"] == own["keys"]["split"]
        and row["numbers"]["n_parameters"]["value"]
        <= own["numbers"]["n_parameters"]["value"]
    ]
    if not rivals:
        return None
    best, other = max(rivals, key=lambda rival: rival[0])
    error = math.hypot(
        deviation_error(gain["gain_deviations"] - other["gain_deviations"]),
        *(float(one["gain_doubt"]) for one in (gain, other)),
    )
    margin = own["numbers"]["gain"]["value"] - best
    return quantity(margin, error, unit="bits per cell")


def _summary(rows: Sequence[Row]) -> list[Row]:
    """Patterns that are needed, and how stable the first two are."""
    ours = [
        row
        for row in rows
        if row["keys"]["system"] == OURS
        and row["keys"]["split"] == "repeat"
        and not row["keys"].keys() & {"d", "vae"}
    ]
    numbers = {}
    for row in ours:
        if n_patterns(row["keys"]) == DEFAULT_PATTERNS:
            for name in ("overlap_restarts", "overlap_halves"):
                if name in row["numbers"]:
                    numbers[f"patterns/{name}"] = row["numbers"][name]
    enough = [n_patterns(row["keys"]) for row in ours if _reproduces(row["numbers"])]
    if enough:
        numbers["patterns/needed"] = quantity(float(min(enough)))
    return [as_row({}, numbers)] if numbers else []


def n_patterns(keys: Mapping[str, Any]) -> int:
    """P of a generalised Hopfield model: its key, else two."""
    return int(keys.get("p", DEFAULT_PATTERNS))


def _reproduces(numbers: Mapping[str, Quantity]) -> bool:
    pairs, triplets = (
        numbers[f"{name}_correlation_r"]["value"] for name in ("pair", "triplet")
    )
    return pairs >= PAIRS_ENOUGH and triplets >= TRIPLETS_ENOUGH

"""Numbers as the paper quotes them: value, error, unit and theory, side by side."""

import math
from collections.abc import Mapping
from typing import Any, TypedDict

# A line as read back from a file: its keys are those of a Quantity.
Number = Mapping[str, Any]


class Quantity(TypedDict):
    """One line of `results/numbers.json`; `source` is added where it is collected."""

    value: float
    error: float | None
    unit: str
    theory: float | None


def quantity(
    value: float,
    error: float | None = None,
    *,
    unit: str = "",
    theory: float | None = None,
) -> Quantity:
    """A quantity with its standard error and, where there is one, its exact value.

    Raises:
        ValueError: the value or the error is not a finite number.
    """
    for part in (value, error, theory):
        if part is not None and not math.isfinite(part):
            message = f"a reported number must be finite, not {part}"
            raise ValueError(message)
    return Quantity(
        value=float(value),
        error=None if error is None else float(error),
        unit=unit,
        theory=None if theory is None else float(theory),
    )


def nats(
    value: float, error: float | None = None, *, theory: float | None = None
) -> Quantity:
    """A quantity in nats."""
    return quantity(value, error, unit="nats", theory=theory)

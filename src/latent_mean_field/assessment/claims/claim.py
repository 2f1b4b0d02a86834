"""A claim about numbers of the paper, and what it may say of one of them."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from latent_mean_field.quantities import Number

N_SIGMA = 4.0


@dataclass(frozen=True)
class Claim:
    """A statement about all numbers whose key matches a pattern.

    Attributes:
        text: the statement, as the report shows it.
        pattern: regular expression for whole keys of the numbers.
        holds: the statement about one number.
        invariant: whether it is a theorem.
        note: what a reader must know to judge a miss.
    """

    text: str
    pattern: str
    holds: Callable[[Number], bool]
    invariant: bool = False
    note: str = ""


def at_least(limit: float) -> Callable[[Number], bool]:
    """The value is no smaller than the limit."""
    return lambda number: number["value"] >= limit


def at_most(limit: float) -> Callable[[Number], bool]:
    """The value is no larger than the limit."""
    return lambda number: number["value"] <= limit


def _if_known(holds: Callable[[float, float], bool]) -> Callable[[Number], bool]:
    """A statement about value and theory, not asked for where there is no theory."""
    return lambda number: (
        number["theory"] is None or holds(number["value"], number["theory"])
    )


def within(fraction: float) -> Callable[[Number], bool]:
    """The value is within a fraction of the theory."""
    return _if_known(
        lambda value, theory: abs(value - theory) <= fraction * abs(theory)
    )


def near(tolerance: float) -> Callable[[Number], bool]:
    """The value is within a tolerance of the theory."""
    return _if_known(lambda value, theory: abs(value - theory) <= tolerance)


def either(*holds: Callable[[Number], bool]) -> Callable[[Number], bool]:
    """One of the statements holds at least."""
    return lambda number: any(one(number) for one in holds)


def at_most_times(factor: float) -> Callable[[Number], bool]:
    """The value is no larger than so many times the theory."""
    return _if_known(lambda value, theory: value <= factor * theory)


def at_least_times(factor: float) -> Callable[[Number], bool]:
    """The value is no smaller than so many times the theory."""
    return _if_known(lambda value, theory: value >= factor * theory)


def not_negative(number: Number) -> bool:
    """The value is not negative beyond its error."""
    return number["value"] >= -N_SIGMA * (number["error"] or 0.0) - 1e-9


def not_above(number: Number) -> bool:
    """The value is not above its theory beyond its error and a thousandth."""
    limit, error = number["theory"], number["error"] or 0.0
    return limit is None or number["value"] <= limit + N_SIGMA * error + 1e-3


def overlaps(low: float, high: float) -> Callable[[Number], bool]:
    """The interval of one error around the value meets that from low to high."""

    def holds(number: Number) -> bool:
        error = number["error"] or 0.0
        return low - error <= number["value"] <= high + error

    return holds


def agrees(number: Number) -> bool:
    """The value is within a few errors of its theory, or it is the theory."""
    error = N_SIGMA * (number["error"] or 0.0)
    theory = number["theory"]
    return theory is None or math.isclose(number["value"], theory, abs_tol=error)

"""Numbers with the keys of what they were measured of."""

from collections.abc import Mapping
from typing import Any, NamedTuple

Row = dict[str, Any]


class Measured(NamedTuple):
    """Keys of a case and the numbers that one rule found for it."""

    keys: Mapping[str, Any]
    numbers: Mapping[str, Any]


def as_row(keys: Mapping[str, Any], numbers: Mapping[str, Any]) -> Row:
    """A row of `keys` and `numbers`, as files hold it."""
    return {"keys": dict(keys), "numbers": dict(numbers)}

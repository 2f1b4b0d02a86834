"""Numbers with the keys of what they were measured of."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from latent_mean_field.storage import load_json

Row = dict[str, Any]


class Measured(NamedTuple):
    """Keys of a case and the numbers that one rule found for it."""

    keys: Mapping[str, Any]
    numbers: Mapping[str, Any]


def read_stages(
    cases: Mapping[str, Sequence[Mapping[str, Any]]], files: Mapping[str, Sequence[str]]
) -> dict[str, list[Measured]]:
    """What each stage of a chapter measured of each of its cases.

    Args:
        cases: by stage, the keys of its cases.
        files: by stage, their numbers as JSON, in the same order; none where there are
            no cases.
    """
    return {
        stage: [
            Measured(keys, load_json(Path(path)))
            for keys, path in zip(own, files.get(stage, []), strict=True)
        ]
        for stage, own in cases.items()
    }


def as_row(keys: Mapping[str, Any], numbers: Mapping[str, Any]) -> Row:
    """A row of `keys` and `numbers`, as files hold it."""
    return {"keys": dict(keys), "numbers": dict(numbers)}

"""The numbers of a run, kept as the reference that other runs are compared with.

A reference says with which configuration, from which recording, by which commit, on
which machine and when it was made.
"""

import datetime
import os
import platform
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from latent_mean_field.quantities import Number
from latent_mean_field.storage import save_json

# Where a recording is kept, and which reference is meant, decide no number; what the
# recording turned out to be is the label of the raster.
UNDECIDING = ("reference", "retina.source", "retina.recording", "retina.url")
ABSENT = object()
# Of a number: its unit and its rule are those of the run that is compared.
KEPT = ("value", "error", "theory")


def freeze(
    path: Path,
    *,
    numbers: Mapping[str, Number],
    config: Mapping[str, Any],
    raster: str,
    commit: str,
) -> None:
    """Write the numbers of one run in the place of whatever was the reference.

    Args:
        path: of the reference.
        numbers: contents of `numbers.json`.
        config: the configuration of the run.
        raster: label of the retina's raster.
        commit: what was checked out.
    """
    date = datetime.datetime.now(datetime.UTC).date().isoformat()
    machine = f"{platform.machine()}, {os.cpu_count()} cores"
    content = {
        "configuration": config,
        "raster": raster,
        "origin": f"{date} ({machine}, commit {commit})",
        "numbers": {
            key: {part: number[part] for part in KEPT}
            for key, number in numbers.items()
        },
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    save_json(path, content)


def differing(config: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Keys of two configurations, such as `retina.n_cells`, that decide numbers."""
    return [key for key in _differing(config, other) if key not in UNDECIDING]


def _differing(a: Any, b: Any, path: str = "") -> Iterator[str]:
    """Paths at which two configurations differ, lists taken whole."""
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        for key in sorted({*a, *b}):
            below = f"{path}.{key}".lstrip(".")
            yield from _differing(a.get(key, ABSENT), b.get(key, ABSENT), below)
    elif a != b:
        yield path

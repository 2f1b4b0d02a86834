"""What the benchmarks share: timings taken in turns, their spread, one table."""

import importlib.metadata
import math
import os
import platform
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from latent_mean_field.storage import save_json

Row = dict[str, Any]


class Spread(NamedTuple):
    """Median and extremes of repeated measurements, in the unit of the column."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:.3g} ({self.low:.3g} to {self.high:.3g})"


def spread(values: ArrayLike) -> Spread:
    """Median, least and greatest of the values."""
    return Spread(*np.quantile(np.asarray(values), [0.5, 0, 1]).tolist())


class Lap(NamedTuple):
    """One contestant's run.

    Attributes:
        name: of the contestant.
        seconds: of CPU, all threads of the process together.
        elapsed: seconds by the clock.
        result: what it returned.
    """

    name: str
    seconds: float
    elapsed: float
    result: Any


def take_turns(
    contestants: Mapping[str, Callable[[], Any]], n_rounds: int
) -> Iterator[Lap]:
    """Run A, B, A, B, ...: a machine that slows down slows all of them alike.

    What the caller does with a lap is not timed.
    """
    for _ in range(n_rounds):
        for name, run in contestants.items():
            before = time.process_time(), time.perf_counter()
            result = run()
            after = time.process_time(), time.perf_counter()
            yield Lap(name, *np.subtract(after, before).tolist(), result)


def ratios(theirs: Sequence[float], ours: Sequence[float]) -> Spread:
    """How many times as long they took as we did, round by round."""
    return spread(np.divide(theirs, ours))


def arguments(description: str | None) -> ArgumentParser:
    """A parser of what every benchmark can be told."""
    parser = ArgumentParser(description=(description or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="repetitions of all")
    parser.add_argument("--output", type=Path, help="JSON file for the numbers")
    return parser


def report(rows: Sequence[Row], output: Path | None) -> None:
    """Print the rows as a table, and write them with the machine's description."""
    described = machine()
    print(", ".join(f"{key} {value}" for key, value in described.items()), end="\n\n")
    print_table(rows)
    if output:
        plain = [{key: _plain(value) for key, value in row.items()} for row in rows]
        save_json(output, {"machine": described, "rows": plain})


def print_table(rows: Sequence[Row]) -> None:
    """Print rows that have the same keys, which head the columns."""
    table = [list(rows[0]), *([_text(v) for v in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for line in table:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print("  ".join(cells).rstrip())


def machine() -> dict[str, str]:
    """What timings depend on: processor, threads and versions."""
    packages = ("numpy", "torch")
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "unset"),
        "python": platform.python_version(),
        **{name: importlib.metadata.version(name) for name in packages},
    }


def _processor() -> str:
    """Its model, where the system tells."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    models = [line for line in lines if line.startswith("model name")]
    return models[0].partition(": ")[2] if models else platform.machine()


def _text(value: Any) -> str:
    return f"{value:.5g}" if isinstance(value, float) else str(value)


def _plain(value: Any) -> Any:
    """For JSON, which has no infinite numbers: null."""
    if isinstance(value, Spread):
        return {key: _plain(number) for key, number in value._asdict().items()}
    return None if isinstance(value, float) and not math.isfinite(value) else value

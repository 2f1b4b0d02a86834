"""Rows of numbers with their keys, as the figures of the capacity chapter read them."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from latent_mean_field.cases import KEYS
from latent_mean_field.plotting.style import NAMES
from latent_mean_field.quantities import Quantity, quantity
from latent_mean_field.systems.ising_torus import CRITICAL_TEMPERATURE

# Keys that say how matter was looked at, not what matter it was.
NOT_MATTER = ("d", "cut", "run")


@dataclass(frozen=True)
class Row:
    """Numbers of one matter, of a cut through it, of a fit to it, or of both.

    Attributes:
        keys: `system`, its parameters, and `d`, `cut` and `run` where they apply.
        numbers: in nats unless their unit says otherwise.
    """

    keys: Mapping[str, Any]
    numbers: Mapping[str, Quantity]

    @property
    def system(self) -> str:
        """Such as `ising_2d`."""
        return self.keys["system"]

    @property
    def matter(self) -> str:
        """Such as `ising_2d,L=16,T=Tc`, as `case_title` reads it."""
        parameters = [
            f"{name}={value:.4g}" if isinstance(value, float) else f"{name}={value}"
            for name, value in sorted(self.keys.items(), key=_place)
            if name not in ("system", *NOT_MATTER)
        ]
        return ",".join([self.system, *parameters])

    @property
    def n_latents(self) -> int:
        """Latents of a fit."""
        return self.keys["d"]

    @property
    def n_spins(self) -> int:
        """N; of a lattice, L²."""
        return self.keys["n"] if "n" in self.keys else self.keys["L"] ** 2

    @property
    def temperature(self) -> float:
        """T in units of the coupling."""
        if "T" in self.keys:
            T = self.keys["T"]
            return CRITICAL_TEMPERATURE if T == "Tc" else T
        return 1 / self.keys["beta_J" if "beta_J" in self.keys else "beta"]


def _place(item: tuple[str, Any]) -> int:
    """Of a key in the name of a case."""
    return KEYS.index(item[0])


class Series(NamedTuple):
    """Points with increasing x; an error that is unknown is zero."""

    x: NDArray
    y: NDArray
    error: NDArray


def read_rows(rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Rows of matter, fits and cuts, from mappings of `keys` and `numbers`.

    Rows of no system are left out, and cylinders, which are only tabulated.
    """
    return [Row(**row) for row in rows if row["keys"].get("system") in NAMES]


def select(rows: Sequence[Row], **keys: Any) -> list[Row]:
    """Rows with these keys: None stands for no such key, `...` for any value of it."""

    def fits(found: Any, wanted: Any) -> bool:
        return found is not None if wanted is ... else found == wanted

    return [
        row
        for row in rows
        if all(fits(row.keys.get(name), wanted) for name, wanted in keys.items())
    ]


def largest_group(rows: Sequence[Row], *free: str) -> list[Row]:
    """Of the groups of rows that differ in the free keys only, the largest one."""
    groups = defaultdict(list)
    for row in rows:
        fixed = frozenset(item for item in row.keys.items() if item[0] not in free)
        groups[fixed].append(row)
    return max(groups.values(), key=len, default=[])


def exact_information(row: Row) -> Quantity | None:
    """I(A;B) of a cut where it is known."""
    exact = row.numbers.get("mutual_information_exact")
    estimate = row.numbers.get("mutual_information")
    return exact or (known(estimate) if estimate else None)


def known(number: Quantity) -> Quantity | None:
    """The exact value as a quantity of its own, if there is one."""
    if number["theory"] is None:
        return None
    return quantity(number["theory"], 0.0, unit=number["unit"])


def information(row: Row) -> Quantity | None:
    """I(A;B) of a cut: exact where it is known, else the estimate."""
    return exact_information(row) or row.numbers.get("mutual_information")


def largest_information(rows: Sequence[Row]) -> dict[str, tuple[str, Quantity]]:
    """For each matter the cut with the largest I(A;B), and this."""
    cuts = [
        (row.matter, row.keys["cut"], number)
        for row in select(rows, d=None, cut=..., run=None)
        if (number := information(row))
    ]
    by_size = sorted(cuts, key=lambda cut: cut[2]["value"])
    return {matter: (cut, number) for matter, cut, number in by_size}


def series(
    rows: Sequence[Row],
    x: str | Callable[[Row], float],
    y: str | Callable[[Row], Quantity | None],
) -> Series:
    """The number y against x, of the rows that have it.

    Args:
        rows: of the series.
        x: a property of a row, such as `n_spins`, or a function of it.
        y: name of a number, or a function that gives one.
    """
    numbers = [row.numbers.get(y) if isinstance(y, str) else y(row) for row in rows]
    points = sorted(
        (
            getattr(row, x) if isinstance(x, str) else x(row),
            number["value"],
            number["error"] or 0.0,
        )
        for row, number in zip(rows, numbers, strict=True)
        if number is not None
    )
    return Series(*np.array(points).reshape(-1, 3).T)


def draw_points(ax: Axes, points: Series, **style: Any) -> None:
    """Measurements with error bars; without any, not even an entry of a legend."""
    if len(points.x):
        ax.errorbar(points.x, points.y, points.error, **{"fmt": "o", **style})


def draw_line(ax: Axes, points: Series, **style: Any) -> None:
    """Exact values as a line; nothing where there are none."""
    if len(points.x):
        ax.plot(points.x, points.y, **style)

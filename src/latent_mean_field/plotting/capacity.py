"""The headline: the rate of every fit against what the parts of its data share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from latent_mean_field.plotting.marks import (
    note,
    note_if_empty,
    set_symlog,
    show_legend,
)
from latent_mean_field.plotting.rows import Row, known, largest_information, select
from latent_mean_field.plotting.style import (
    COLOURS,
    NAMES,
    ONE_COLUMN,
    case_title,
    letter,
    panels,
)
from latent_mean_field.quantities import Quantity, nats

# Nats below which the axes are linear.
THRESHOLD = 0.1


@dataclass(frozen=True)
class RatePoint:
    """One fit: its rate, the largest I(A;B) of its data and, where known, the gap.

    An information that has an exact value stands for that value.
    """

    system: str
    label: str
    rate: Quantity
    information: Quantity
    gap: Quantity | None = None

    @property
    def demand(self) -> Quantity:
        """I(A;B): exact where it is known."""
        return known(self.information) or self.information

    @property
    def bound(self) -> Quantity:
        """I(A;B) - rate, what the gap cannot undercut."""
        value = self.demand["value"] - self.rate["value"]
        error = hypot(self.demand["error"] or 0.0, self.rate["error"] or 0.0)
        return nats(value, error)


def rate_point(
    name: str, assessment: Mapping[str, Quantity], information: Mapping[str, Quantity]
) -> RatePoint | None:
    """A fit named `system/case`; None where nothing is known of I(A;B)."""
    system, case = name.split("/")
    demand = information.get("mutual_information_estimate")
    demand = demand or information.get("mutual_information")
    if demand is None:
        return None
    return RatePoint(system, case, assessment["rate"], demand, assessment.get("gap"))


def rate_points(rows: Sequence[Row]) -> list[RatePoint]:
    """Every fit whose matter has an I(A;B), with the largest over the cuts."""
    demands = largest_information(rows)
    return [
        RatePoint(
            row.system,
            f"{row.matter},d={row.keys['d']}",
            row.numbers["rate"],
            demands[row.matter][1],
            row.numbers.get("gap"),
        )
        for row in select(rows, d=..., cut=None, run=None)
        if row.matter in demands and "rate" in row.numbers
    ]


def draw_capacity(fits: Sequence[RatePoint | None]) -> Figure:
    """Rate against I(A;B) on the left; gap against the certified bound on the right.

    Fits of which nothing is known of I(A;B) have no point.
    """
    points = [point for point in fits if point is not None]
    figure, axes = panels(1, 2, 2 * ONE_COLUMN, 3.0)
    _draw_rates(axes[0, 0], points)
    _draw_gaps(axes[0, 1], points)
    letter(axes[0])
    return figure


def _draw_rates(ax: Axes, points: Sequence[RatePoint]) -> None:
    """Below the diagonal no VAE can be faithful."""
    for system, name in NAMES.items():
        own = [point for point in points if point.system == system]
        pairs = [(point.demand, point.rate) for point in own]
        _draw_pairs(ax, pairs, COLOURS[system], name)
    ax.set(xlabel="largest $I(A;B)$ (nats)", ylabel="rate (nats)")
    if note_if_empty(ax):
        return
    values = [x["value"] for p in points for x in (p.demand, p.rate)]
    low, high = min(-0.01, 1.2 * min(values)), 2.5 * max(0.4, *values)
    corner = [low, high]
    ax.fill_between(corner, corner, low, color="0.9", linewidth=0, zorder=0)
    for axis in "xy":
        set_symlog(ax, axis, THRESHOLD, (low, high))
    note(ax, "no faithful VAE")
    show_legend(ax, loc="upper left", handlelength=1)
    _label_worst(ax, points)


def _draw_pairs(
    ax: Axes, pairs: Sequence[tuple[Quantity, Quantity]], colour: str, name: str
) -> None:
    """Points with the errors of both coordinates."""
    for x, y in pairs:
        ax.errorbar(
            x["value"],
            y["value"],
            xerr=x["error"] or 0.0,
            yerr=y["error"] or 0.0,
            fmt="o",
            markersize=3,
            markeredgewidth=0.3,
            markeredgecolor="white",
            color=colour,
            label=name,
        )
        name = ""


def _label_worst(ax: Axes, points: Sequence[RatePoint]) -> None:
    """Of each system, say how many latents the fit had that falls short by most."""
    for system, colour in COLOURS.items():
        short = [p for p in points if p.system == system and p.bound["value"] > 0]
        for worst in sorted(short, key=lambda point: point.bound["value"])[-1:]:
            parts = [p for p in worst.label.split(",") if p[:2] in ("p=", "d=")]
            ax.annotate(
                case_title(",".join(parts)) if parts else "",
                (worst.demand["value"], worst.rate["value"]),
                xytext=(0, -12),
                textcoords="offset points",
                ha="center",
                va="top",
                size=6,
                color=colour,
                arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.6},
            )


def _draw_gaps(ax: Axes, points: Sequence[RatePoint]) -> None:
    """The gap is never under I(A;B) - rate."""
    known_gaps = [(point, point.gap) for point in points if point.gap is not None]
    for point, gap in known_gaps:
        _draw_pairs(ax, [(point.bound, gap)], COLOURS[point.system], "")
    ax.set(xlabel="certified bound $I(A;B)$ - rate (nats)", ylabel="gap (nats)")
    if note_if_empty(ax):
        return
    bounds = [point.bound["value"] for point, _ in known_gaps]
    gaps = [gap["value"] for _, gap in known_gaps]
    high = 2 * max(0.5, *bounds, *gaps)
    left, bottom = min(-0.5, 1.5 * min(bounds)), min(-0.02, 1.5 * min(gaps))
    edge = [left, 0, high]
    ax.fill_between(edge, [0, 0, high], bottom, color="0.9", linewidth=0, zorder=0)
    set_symlog(ax, "x", THRESHOLD, (left, high))
    set_symlog(ax, "y", THRESHOLD, (bottom, high))
    note(ax, "impossible")

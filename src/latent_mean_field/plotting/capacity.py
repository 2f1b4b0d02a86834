"""The headline: the rate of every fit against what its data's halves share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from latent_mean_field.plotting.style import (
    COLOURS,
    NAMES,
    ONE_COLUMN,
    case_title,
    letter,
    panels,
)
from latent_mean_field.quantities import Quantity


@dataclass(frozen=True)
class RatePoint:
    """One fit: rate, I(A;B), and the gap where the exact entropy is known."""

    chapter: str
    label: str
    rate: float
    rate_error: float
    information: float
    information_error: float
    gap: float | None
    gap_error: float


def rate_point(
    name: str, assessment: Mapping[str, Quantity], information: Mapping[str, Quantity]
) -> RatePoint:
    """A fit named `chapter/case`, with I(A;B) exact where it is known."""
    chapter, case = name.split("/")
    estimate = information["mutual_information_estimate"]
    exact = estimate["theory"]
    gap = assessment.get("gap")
    return RatePoint(
        chapter,
        case,
        assessment["rate"]["value"],
        assessment["rate"]["error"] or 0.0,
        estimate["value"] if exact is None else exact,
        (estimate["error"] or 0.0) if exact is None else 0.0,
        gap["value"] if gap else None,
        (gap["error"] or 0.0) if gap else 0.0,
    )


def draw_capacity(points: Sequence[RatePoint]) -> Figure:
    """Rate against I(A;B) on the left; gap against the certified bound on the right."""
    figure, axes = panels(1, 2, 2 * ONE_COLUMN, 2.9)
    _draw_rates(axes[0, 0], points)
    _draw_gaps(axes[0, 1], [point for point in points if point.gap is not None])
    letter(axes[0])
    return figure


def _draw_rates(ax: Axes, points: Sequence[RatePoint]) -> None:
    """Below the diagonal no VAE can be faithful."""
    top = 1.15 * max(max(point.rate, point.information) for point in points)
    ax.fill_between([0, top], [0, top], color="0.9", linewidth=0)
    ax.text(0.96 * top, 0.04 * top, "no faithful VAE", ha="right", color="0.35")
    for chapter, name in NAMES.items():
        own = [point for point in points if point.chapter == chapter]
        ax.errorbar(
            [point.information for point in own],
            [point.rate for point in own],
            xerr=[point.information_error for point in own],
            yerr=[point.rate_error for point in own],
            fmt="o",
            color=COLOURS[chapter],
            label=name,
        )
    _label_points(ax, points)
    ax.set(xlim=(0, top), ylim=(0, top))
    ax.set(xlabel="bipartite information $I(A;B)$ (nats)", ylabel="rate (nats)")
    ax.legend(loc="upper left")


def _label_points(ax: Axes, points: Sequence[RatePoint]) -> None:
    """Name the fits that fall short."""
    for point in points:
        if point.rate < point.information:
            ax.annotate(
                case_title(point.label),
                (point.information, point.rate),
                xytext=(6, -8),
                textcoords="offset points",
                size=6,
                color=COLOURS[point.chapter],
            )


def _draw_gaps(ax: Axes, points: Sequence[RatePoint]) -> None:
    """The gap is never under I(A;B) - rate."""
    bounds = [point.information - point.rate for point in points]
    low = min([-0.5, *bounds]) * 1.05
    high = max([0.5, *bounds]) * 2
    ax.fill_between([low, 0, high], [1e-4, 1e-4, high], 1e-4, color="0.9", linewidth=0)
    ax.plot([1e-4, high], [1e-4, high], color="0.25")
    ax.text(0.97 * high, 2e-4, "impossible", ha="right", color="0.35")
    for point, bound in zip(points, bounds, strict=True):
        colour = COLOURS[point.chapter]
        ax.errorbar(
            [bound], [point.gap or 0.0], yerr=point.gap_error, fmt="o", color=colour
        )
    ax.set(xlim=(low, high), yscale="log", ylim=(1e-4, None))
    ax.set(xlabel="certified bound $I(A;B)$ - rate (nats)", ylabel="gap (nats)")

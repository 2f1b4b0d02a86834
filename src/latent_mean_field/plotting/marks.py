"""What panels have in common: notes, names at the ends of lines, scales."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

# Of a name beside a panel, as a share of the panel's height.
LINE_HEIGHT = 0.07


def note(ax: Axes, text: str, *, top: bool = False) -> None:
    """A few words in the right corner of a panel, at the bottom or at the top."""
    at, va = (0.97, "top") if top else (0.03, "bottom")
    place: dict[str, Any] = {"ha": "right", "va": va, "transform": ax.transAxes}
    ax.text(0.97, at, text, color="0.35", size=7, **place)


def show_legend(ax: Axes, **style: Any) -> None:
    """A legend, where there is something to explain."""
    if ax.get_legend_handles_labels()[0]:
        ax.legend(**style)


def note_if_empty(ax: Axes) -> bool:
    """Whether nothing was drawn yet; the panel then says so."""
    if ax.has_data():
        return False
    place: dict[str, Any] = {"ha": "center", "transform": ax.transAxes}
    ax.text(0.5, 0.5, "not in this run", color="0.5", **place)
    ax.set(xticks=[], yticks=[])
    ax.minorticks_off()
    return True


def span_a_decade(ax: Axes) -> None:
    """Widen a logarithmic y axis until it has a labelled tick."""
    low, high = ax.get_ylim()
    widen = max(1.0, (11 * low / high) ** 0.5)
    ax.set(ylim=(low / widen, high * widen))


def set_symlog(
    ax: Axes, axis: str, threshold: float, limits: tuple[float, float]
) -> None:
    """Logarithmic beyond the threshold, of either sign, with ticks at decades.

    Args:
        ax: the panel.
        axis: `x` or `y`.
        threshold: the scale is linear below it.
        limits: of the axis.
    """
    decades = [10.0**n for n in range(-3, 5) if 10.0**n >= threshold]
    ticks = [-value for value in decades] + [0.0, *decades]
    getattr(ax, f"set_{axis}scale")("symlog", linthresh=threshold, linscale=0.5)
    shown = [value for value in ticks if limits[0] <= value <= limits[1]]
    ax.set(**{f"{axis}lim": limits, f"{axis}ticks": shown})
    getattr(ax, f"{axis}axis").set_minor_locator(NullLocator())
    getattr(ax, f"{axis}axis").set_major_formatter("{x:g}")


def label_ends(ax: Axes, ends: Sequence[tuple[float, str, str]]) -> None:
    """Names right of the panel, at the heights of what they name but apart.

    Args:
        ax: with its final limits and scale.
        ends: y, text and colour of each.
    """
    taken = -1.0
    for y, text, colour in sorted(ends):
        half = LINE_HEIGHT * (1 + text.count("\n")) / 2
        height = ax.transAxes.inverted().transform(ax.transData.transform((1, y)))[1]
        at = max(height, taken + half)
        place: dict[str, Any] = {"transform": ax.transAxes, "va": "center"}
        ax.text(1.03, at, text, color=colour, size=7, **place)
        taken = at + half

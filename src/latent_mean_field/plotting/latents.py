"""What more latents buy: all of mean-field matter, and never a lattice."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from latent_mean_field.plotting.marks import label_ends, note_if_empty
from latent_mean_field.plotting.rows import (
    Row,
    draw_line,
    draw_points,
    largest_group,
    largest_information,
    select,
    series,
)
from latent_mean_field.plotting.style import (
    COLOURS,
    THEORY,
    TWO_COLUMNS,
    case_title,
    letter,
    panels,
)
from latent_mean_field.quantities import Quantity

SHOWN: dict[str, dict[str, str]] = {
    "hopfield": {},
    "ising_1d": {},
    "ising_2d": {"T": "Tc"},
}


def draw_latents(rows: Sequence[Row]) -> Figure:
    """Rate, gap and the largest I(A;B) against d, one panel for each system.

    Each shows the matter that was fitted with most numbers of latents.
    """
    figure, axes = panels(1, len(SHOWN), TWO_COLUMNS, 2.6)
    informations = largest_information(rows)
    for ax, (system, keys) in zip(axes[0], SHOWN.items(), strict=True):
        fits = select(rows, system=system, d=..., cut=None, run=None, **keys)
        own = largest_group(fits, "d")
        name = own[0].matter if own else system
        _draw_fits(ax, own, system)
        ax.set(title=case_title(name), xlabel="latents $d$")
        if not note_if_empty(ax):
            _draw_demand(ax, own, informations.get(name))
    axes[0, 0].set_ylabel("rate, gap (nats)")
    letter(axes[0])
    return figure


def _draw_fits(ax: Axes, fits: Sequence[Row], system: str) -> None:
    """Filled: rate; open: gap; dotted: ceiling."""
    colour = COLOURS[system]
    ceiling, rate, gap = (
        series(fits, "n_latents", name) for name in ("ceiling", "rate", "gap")
    )
    draw_line(ax, ceiling, color=colour, linestyle=":", marker=".", markersize=3)
    draw_points(ax, rate, fmt="o-", color=colour)
    draw_points(ax, gap, fmt="s--", color=colour, mfc="white", linewidth=0.7)


def _draw_demand(
    ax: Axes, fits: Sequence[Row], demand: tuple[str, Quantity] | None
) -> None:
    """I(A;B) as a line; where the rate stays under it, the certified deficit."""
    rate = series(fits, "n_latents", "rate")
    ax.set(xticks=sorted(row.keys["d"] for row in fits))
    ends = []
    for name, text in (("rate", "rate"), ("gap", "gap"), ("ceiling", "ceiling")):
        last = series(fits, "n_latents", name)
        ends += [(y, text, COLOURS[fits[0].system]) for y in last.y[-1:]]
    if demand:
        value = demand[1]["value"]
        ax.axhline(value, **THEORY)
        short = rate.y < value
        ax.fill_between(
            rate.x, rate.y, value, short, interpolate=True, color="0.9", linewidth=0
        )
        ends.append((value, "$I(A;B)$", THEORY["color"]))
    ax.set(ylim=(min(0.0, ax.get_ylim()[0]), None))
    label_ends(ax, ends)

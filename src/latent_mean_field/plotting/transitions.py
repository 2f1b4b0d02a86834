"""Rate and information through the phase transitions."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from latent_mean_field.plotting.marks import note_if_empty, show_legend
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
from latent_mean_field.systems.ising_torus import CRITICAL_TEMPERATURE

# Key of the temperature, label of its axis and the critical point.
SHOWN = {
    "curie_weiss": ("beta_J", r"temperature $1/\beta J$", 1.0),
    "hopfield": ("beta", r"temperature $1/\beta$", 1.0),
    "ising_2d": ("T", "temperature $T$", CRITICAL_TEMPERATURE),
}


def draw_transitions(rows: Sequence[Row]) -> Figure:
    """Rate, I_q(x;z) and the largest I(A;B) against temperature, a panel per system.

    Each shows the size fitted at most temperatures, with as many latents as it was.
    """
    figure, axes = panels(1, len(SHOWN), TWO_COLUMNS, 2.6)
    for ax, (system, (key, label, critical)) in zip(
        axes[0], SHOWN.items(), strict=True
    ):
        fits = select(rows, system=system, d=..., cut=None, run=None)
        fits = sorted(fits, key=lambda row: row.n_latents, reverse=True)
        own = largest_group(fits, key)
        _draw_transition(ax, rows, own, COLOURS[system])
        ax.set(xlabel=label, title=_title(system, own, key))
        if not note_if_empty(ax):
            ax.axvline(critical, color="0.6", linewidth=0.6, zorder=0)
            low, high = ax.get_ylim()
            ax.set(ylim=(min(0.0, low), high + 0.35 * (high - low)))
    axes[0, 0].set_ylabel("information (nats)")
    for ax in axes[0]:
        show_legend(ax, loc="upper right", ncols=1)
    letter(axes[0])
    return figure


def _title(system: str, fits: Sequence[Row], key: str) -> str:
    """The system, its size and d, without the temperature."""
    keys = fits[0].keys if fits else {}
    fixed = [f"{name}={keys[name]}" for name in keys if name not in ("system", key)]
    return case_title(",".join([system, *fixed]))


def _draw_transition(
    ax: Axes, rows: Sequence[Row], fits: Sequence[Row], colour: str
) -> None:
    """I(A;B) as a line, the rates above or below it as points."""
    demands = largest_information(rows)

    def demand(row: Row) -> Quantity | None:
        return demands[row.matter][1] if row.matter in demands else None

    exact = series(fits, "temperature", demand)
    draw_line(ax, exact, label="$I(A;B)$", marker=".", markersize=3, **THEORY)
    channel = series(fits, "temperature", "encoder_information")
    draw_points(ax, series(fits, "temperature", "rate"), color=colour, label="rate")
    draw_points(
        ax, channel, fmt="D", mfc="none", markersize=5, color=colour, label="$I_q(x;z)$"
    )

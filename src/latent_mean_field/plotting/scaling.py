"""How I(A;B) grows with the system, and what d latents pay for."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from latent_mean_field.plotting.marks import (
    label_ends,
    note_if_empty,
    show_legend,
    span_a_decade,
)
from latent_mean_field.plotting.rows import (
    Row,
    draw_line,
    draw_points,
    exact_information,
    information,
    select,
    series,
)
from latent_mean_field.plotting.style import (
    COLOURS,
    NAMES,
    THEORY,
    TWO_COLUMNS,
    letter,
    panels,
)

# What is added to ¼ log N at beta J = 1 for large N: theory.md, section 4 and below
# equation 10.
HALVES_CONSTANT = -0.64598
LATENT_CONSTANT = 0.0472
PLACES = {"contiguous": 0, "random": 1, "interleaved": 2, "checkerboard": 2}


def draw_scaling(rows: Sequence[Row]) -> Figure:
    """Curie-Weiss against N, lattices against N, and the three cuts compared."""
    figure, axes = panels(1, 3, TWO_COLUMNS, 2.9)
    _draw_mean_field(
        axes[0, 0], select(rows, system="curie_weiss", n=..., beta_J=1, run=None)
    )
    _draw_lattices(axes[0, 1], rows)
    _draw_cuts(axes[0, 2], select(rows, d=None, run=None))
    letter(axes[0])
    return figure


def _draw_mean_field(ax: Axes, rows: Sequence[Row]) -> None:
    """Critical Curie-Weiss matter: both informations grow like ¼ log N."""
    halves, fits = select(rows, d=None, cut="contiguous"), select(rows, d=1, cut=None)
    ceiling, channel = (
        series(fits, "n_spins", name) for name in ("ceiling", "encoder_information")
    )
    style: dict[str, Any] = {"color": COLOURS["curie_weiss"]}
    draw_line(ax, ceiling, ls="--", lw=0.8, label="ceiling, equation 5", **style)
    draw_points(ax, channel, mfc="white", label="VAE, $I_q(x;z)$", **style)
    estimate = series(halves, "n_spins", "mutual_information")
    draw_points(ax, estimate, label="$I(A;B)$, estimate", **style)
    ends = []
    for name, line in (
        ("$I(m;s)$", series(rows, "n_spins", "latent_information")),
        ("$I(A;B)$", series(halves, "n_spins", exact_information)),
    ):
        draw_line(ax, line, zorder=1, **THEORY)
        ends += [(y, name, THEORY["color"]) for y in line.y[-1:]]
    ax.set(xscale="log", xlabel="spins $N$", ylabel="information (nats)")
    ax.set_title(r"Curie-Weiss, $\beta J=1$")
    if note_if_empty(ax):
        return
    _draw_asymptotes(ax)
    low, high = ax.get_ylim()
    ax.set(ylim=(low, high + 0.5 * (high - low)))
    _tick_sizes(ax, rows)
    label_ends(ax, ends)
    show_legend(ax, loc="upper left")


def _draw_asymptotes(ax: Axes) -> None:
    """¼ log N and a constant, over the range of N shown."""
    N = np.array(ax.get_xlim())
    for constant in (HALVES_CONSTANT, LATENT_CONSTANT):
        ax.plot(N, np.log(N) / 4 + constant, ":", color="0.5", linewidth=0.8)
    ax.set(xlim=N)


def _tick_sizes(ax: Axes, rows: Sequence[Row]) -> None:
    """Ticks at some of the N that there are."""
    sizes = sorted({row.n_spins for row in rows})
    sizes = sizes[:: 1 + len(sizes) // 5]
    ax.set_xticks(sizes, labels=[str(size) for size in sizes])
    ax.minorticks_off()


def _draw_lattices(ax: Axes, rows: Sequence[Row]) -> None:
    """At T_c a compact cut costs its length, an interleaved one the number of spins."""
    lattice = select(rows, system="ising_2d", T="Tc", run=None)
    scalar = select(rows, system="curie_weiss", n=..., beta_J=1, run=None)
    sets = (
        (lattice, "checkerboard", "s", "checkerboard\n$\\propto L^2$"),
        (lattice, "contiguous", "o", "halves\n$\\propto L$"),
        (scalar, "contiguous", "o", "Curie-Weiss,\nhalves"),
    )
    ends = []
    for matter, cut, marker, name in sets:
        own = select(matter, d=None, cut=cut)
        colour = COLOURS[own[0].system] if own else ""
        estimate = series(own, "n_spins", "mutual_information")
        draw_line(ax, series(own, "n_spins", exact_information), **THEORY)
        draw_points(ax, estimate, fmt=marker, color=colour)
        best = series(own, "n_spins", information)
        ends += [(y, name, colour) for y in best.y[-1:]]
    fits = select(lattice, d=4, cut=None)
    rate, colour = series(fits, "n_spins", "rate"), COLOURS["ising_2d"]
    draw_points(ax, rate, fmt="^", color=colour, mfc="white")
    ends += [(y, "rate of VAE,\n$d=4$", colour) for y in rate.y[-1:]]
    ax.set(xscale="log", yscale="log", xlabel="spins $N$", title="critical points")
    ax.set(ylabel="information (nats)")
    if not note_if_empty(ax):
        span_a_decade(ax)
        _tick_sizes(ax, lattice or scalar)
        label_ends(ax, ends)


def _place(row: Row) -> float:
    """Of a cut on the axis; the systems stand side by side."""
    return PLACES[row.keys["cut"]] + 0.1 * list(NAMES).index(row.system)


def _draw_cuts(ax: Axes, rows: Sequence[Row]) -> None:
    """Exchangeable matter is the same for every cut; a lattice is not."""
    tops: dict[str, float] = {}
    for matter in dict.fromkeys(row.matter for row in select(rows, cut=...)):
        own = [row for row in select(rows, cut=...) if row.matter == matter]
        system = own[0].system
        best, exact, estimate = (
            series(own, _place, number)
            for number in (information, exact_information, "mutual_information")
        )
        if len(best.x) < 3:
            continue
        colour = COLOURS[system]
        ax.plot(best.x, best.y, color=colour, alpha=0.4, linewidth=0.6)
        ax.plot(exact.x, exact.y, "_", color="0.25", markersize=6)
        draw_points(ax, estimate, color=colour, markersize=2.5)
        tops[system] = max(tops.get(system, 0.0), best.y[-1])
    ax.set(yscale="log", ylabel="$I(A;B)$ (nats)", title="three cuts")
    if note_if_empty(ax):
        return
    ax.set_xticks([0.2, 1.2, 2.2], labels=["halves", "random", "inter-\nleaved"])
    # An error bar down to zero would stretch the axis without end.
    ax.set(ylim=(max(ax.get_ylim()[0], 0.02), None))
    span_a_decade(ax)
    label_ends(ax, [(y, NAMES[name], COLOURS[name]) for name, y in tops.items()])

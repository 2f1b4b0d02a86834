"""Recovered parameters against the Cramér-Rao bound and against other methods."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from latent_mean_field.plotting.marks import note_if_empty
from latent_mean_field.plotting.rows import (
    Row,
    Series,
    draw_line,
    draw_points,
    known,
    largest_group,
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

DEFAULT_SAMPLES = 20_000


class Method(NamedTuple):
    """How the numbers of a method end, what it is called and how it is drawn."""

    suffix: str
    label: str
    style: dict[str, Any]


METHODS = (
    Method(
        "_principal_components",
        "PCA, Cocco et al.",
        {"fmt": "v", "color": "0.6"},
    ),
    Method("_pseudo_likelihood", "pseudo-likelihood", {"fmt": "^", "color": "#0072B2"}),
    Method(
        "_restricted_boltzmann",
        "Boltzmann machine",
        {"fmt": "D", "color": "#56B4E9"},
    ),
    Method(
        "_maximum_likelihood",
        "exact likelihood",
        {"fmt": "s", "color": "0.25", "mfc": "white"},
    ),
    Method("", "VAE", {"fmt": "o", "color": COLOURS["hopfield"]}),
)
ERROR = "coupling_relative_error"
# Methods stand side by side around x, each so much of it further right.
APART = 0.012


def draw_recovery(rows: Sequence[Row]) -> Figure:
    """Errors in units of the bound, against temperature and against samples."""
    figure, axes = panels(1, 3, TWO_COLUMNS, 2.7)
    plain = select(rows, d=None, vae=None)
    scalar = select(plain, system="curie_weiss")
    _draw_curie_weiss(axes[0, 0], largest_group(scalar, "beta_J"))
    fair = select(plain, system="hopfield", beta=..., patterns=None, beta_h=None)
    hopfield = [row for row in fair if ERROR in row.numbers]
    _draw_errors(axes[0, 1], largest_group(select(hopfield, samples=None), "beta"))
    grown = largest_group(hopfield, "samples")
    _draw_errors(axes[0, 2], grown if len(grown) > 1 else [], against="samples")
    handles, labels = axes[0, 1].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=6, columnspacing=1)
    letter(axes[0])
    return figure


def _draw_curie_weiss(ax: Axes, rows: Sequence[Row]) -> None:
    """Root-mean-square error of beta J over the Cramér-Rao bound."""
    for place, (suffix, _, style) in enumerate(METHODS):
        points = series(
            rows, lambda row: row.keys["beta_J"], f"rmse_over_cramer_rao{suffix}"
        )
        draw_points(ax, _moved(points, place), **style)
    ax.set(xlabel=r"$\beta J$", ylabel=r"error of $\beta J$ / bound")
    ax.set_title("Curie-Weiss")
    if not note_if_empty(ax):
        ax.axhline(1, zorder=0, **THEORY)
        ax.set(ylim=(0, max(2.0, ax.get_ylim()[1])))


def _moved(points: Series, place: int) -> Series:
    """The points a little aside, by a share of their x."""
    return points._replace(x=points.x * (1 + APART * (place - len(METHODS) // 2)))


def _draw_errors(ax: Axes, rows: Sequence[Row], against: str = "beta") -> None:
    """Relative error of K of every method, and the bound."""

    def x(row: Row) -> float:
        return row.keys.get(against, DEFAULT_SAMPLES)

    for place, (suffix, label, style) in enumerate(METHODS):
        points = series(rows, x, f"{ERROR}{suffix}")
        draw_points(ax, _moved(points, place), label=label, **style)
    bound = series(rows, x, lambda row: known(row.numbers[ERROR]))
    draw_line(ax, bound, label="Cramér-Rao bound", zorder=0, **THEORY)
    ax.set(xlabel=r"$\beta$" if against == "beta" else "samples")
    ax.set_ylabel("relative error of $K$")
    if rows:
        keys = [key for key in rows[0].keys if key not in (against, "system")]
        fixed = [f"{key}={rows[0].keys[key]}" for key in keys]
        ax.set_title(case_title(",".join(["hopfield", *fixed])))
    if note_if_empty(ax):
        return
    ax.set(yscale="log")
    for axis in (ax.yaxis, ax.xaxis):
        axis.set_minor_formatter(NullFormatter())
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 3)))
    ax.yaxis.set_major_formatter("{x:g}")
    if against == "samples":
        ax.set(xscale="log")

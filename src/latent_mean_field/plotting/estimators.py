"""How far three estimators of I(A;B) can be trusted."""

from collections.abc import Callable, Sequence
from math import hypot, sqrt

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from scipy.stats import norm

from latent_mean_field.plotting.marks import (
    note,
    note_if_empty,
    set_symlog,
    show_legend,
)
from latent_mean_field.plotting.rows import (
    Row,
    draw_points,
    exact_information,
    known,
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
from latent_mean_field.quantities import Quantity, nats

# Nats that an estimator may be off: the band.
ALLOWANCE = 0.02
Z_SHOWN = 4.0
LATTICES = ("ising_1d", "ising_2d")


def draw_estimators(rows: Sequence[Row]) -> Figure:
    """Errors of the three estimators against I(A;B), and the calibration of one."""
    figure, axes = panels(1, 4, TWO_COLUMNS, 2.5)
    cuts = select(rows, d=None, cut=..., run=None)
    fits = [row for row in select(rows, d=..., cut=..., run=None) if _has_enough(row)]
    for ax, title, own, name in (
        (axes[0, 0], "autoregressive", cuts, "mutual_information"),
        (axes[0, 1], "contrastive", cuts, "mutual_information_contrastive"),
        (axes[0, 2], "from the VAE", fits, "mutual_information_model"),
    ):
        ax.set_title(title)
        _draw_errors(ax, own, name)
    _share_limits(axes[0, :3])
    axes[0, 0].set_ylabel("estimate - exact (nats)")
    show_legend(axes[0, 1], loc="upper left", handlelength=1)
    _draw_calibration(axes[0, 3], select(rows, d=None, cut=...))
    letter(axes[0])
    return figure


def _has_enough(row: Row) -> bool:
    """Whether the latents could hold the order parameter; a lattice has none."""
    return row.system in LATTICES or row.keys["d"] >= row.keys.get("p", 1)


def _exact(row: Row, name: str) -> Quantity | None:
    """What the estimate should have been."""
    number = row.numbers[name]
    return exact_information(row) or known(number)


def _deviation(name: str) -> Callable[[Row], Quantity | None]:
    """Estimate minus exact value with the error of both, of a row that has both."""

    def deviation(row: Row) -> Quantity | None:
        if name not in row.numbers or (exact := _exact(row, name)) is None:
            return None
        estimate = row.numbers[name]
        error = hypot(estimate["error"] or 0.0, exact["error"] or 0.0)
        return nats(estimate["value"] - exact["value"], error)

    return deviation


def _draw_errors(ax: Axes, rows: Sequence[Row], name: str) -> None:
    """Estimate minus exact against exact, in proportion beyond the allowance."""

    def exact(row: Row) -> float:
        number = _exact(row, name)
        return number["value"] if number else np.nan

    for system, title in NAMES.items():
        own = [row for row in select(rows, system=system) if name in row.numbers]
        points = series(own, exact, _deviation(name))
        style = {"color": COLOURS[system], "label": title, "markersize": 2.5}
        draw_points(ax, points, **style)
    ax.set(xlabel="exact $I(A;B)$ (nats)")
    if note_if_empty(ax):
        return
    ax.axhspan(-ALLOWANCE, ALLOWANCE, color="0.9", linewidth=0, zorder=0)
    ax.axhline(0, zorder=0, **THEORY)
    # Linear near zero, where the control without information lies.
    set_symlog(ax, "x", 0.1, (-0.05, max(2.0, 1.5 * ax.get_xlim()[1])))


def _share_limits(axes: NDArray) -> None:
    """One symmetric logarithmic scale of errors for all panels that hold any."""
    filled = [ax for ax in axes if ax.has_data()]
    reach = max([0.1, *(1.5 * abs(y) for ax in filled for y in ax.get_ylim())])
    for ax in filled:
        set_symlog(ax, "y", ALLOWANCE, (-reach, reach))
    for ax in filled[1:]:
        ax.tick_params(labelleft=False)


def _draw_calibration(ax: Axes, rows: Sequence[Row]) -> None:
    """Deviations in units of the stated error; outliers count at the edge."""
    deviations = (_deviation("mutual_information")(row) for row in rows)
    z = np.array([d["value"] / d["error"] for d in deviations if d and d["error"]])
    ax.set(xlabel="deviation / stated error", ylabel="density", title="calibration")
    if len(z):
        edges = np.linspace(-Z_SHOWN, Z_SHOWN, 17)
        shown = np.clip(z, -Z_SHOWN, Z_SHOWN)
        ax.hist(shown, list(edges), density=True, color="0.75", linewidth=0)
    if note_if_empty(ax):
        return
    x = np.linspace(-Z_SHOWN, Z_SHOWN, 201)
    ax.plot(x, norm.pdf(x), **THEORY)
    ax.set(ylim=(0, 1.35 * ax.get_ylim()[1]), xticks=[-4, -2, 0, 2, 4])
    # The binomial error that the normal law itself would have.
    nominal = norm.cdf(1) - norm.cdf(-1)
    error = sqrt(nominal * (1 - nominal) / len(z))
    coverage = 100 * np.mean(np.abs(z) < 1)
    text = f"{coverage:.0f} ± {100 * error:.0f} % within $1\\sigma$\nnormal: 68 %"
    note(ax, text, top=True)

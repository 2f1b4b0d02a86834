"""The two-dimensional Ising model: what a decoder of few latents makes of it."""

from collections.abc import Mapping, Sequence

import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from latent_mean_field.assessment.capacity import N_SIGMA
from latent_mean_field.plotting.marks import note, note_if_empty
from latent_mean_field.plotting.rows import (
    Row,
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
    letter,
    panels,
)
from latent_mean_field.quantities import Quantity
from latent_mean_field.systems.ising_torus import CRITICAL_TEMPERATURE, IsingTorus

N_TEMPERATURES = 150
LABELS = {
    "energy": "energy per spin ($J$)",
    "magnetisation": r"magnetisation $\langle |m| \rangle$",
    "heat_capacity": "heat capacity per spin ($k_B$)",
}


def draw_lattice(rows: Sequence[Row], snapshots: Mapping[str, NDArray]) -> Figure:
    """Thermodynamics of the decoder, the certified deficit, and snapshots.

    Args:
        rows: of any system; the side fitted most often is shown.
        snapshots: title and spins ±1, shape (side, side), of each.
    """
    fits = select(rows, system="ising_2d", d=..., cut=None, run=None)
    fits = largest_group(fits, "T", "d")
    figure, axes = panels(2, 3, TWO_COLUMNS, 4.5)
    for ax, name in zip(axes[0], LABELS, strict=True):
        _draw_thermodynamics(ax, fits, name)
    side = fits[0].keys["L"] if fits else None
    cuts = select(rows, system="ising_2d", L=side, d=..., cut="checkerboard", run=None)
    _draw_deficit(axes[1, 0], cuts)
    images = _draw_snapshots(figure, axes[1, 1:], snapshots)
    handles = axes[0, 0].get_legend_handles_labels()
    figure.legend(*handles, loc="outside upper center", ncols=10, handlelength=1)
    letter([*axes[0], axes[1, 0], images[0]])
    return figure


def _by_latents(rows: Sequence[Row]) -> dict[int, tuple[list[Row], tuple]]:
    """For each d its rows and a shade of the system's colour, darker for larger d."""
    numbers = sorted({row.keys["d"] for row in rows})
    shades = sns.light_palette(COLOURS["ising_2d"], len(numbers) + 2)[2:]
    return {
        d: (select(rows, d=d), shade) for d, shade in zip(numbers, shades, strict=True)
    }


def _draw_thermodynamics(ax: Axes, fits: Sequence[Row], name: str) -> None:
    """Decoder samples as points, by d; the exact answer as a line."""
    own = [row for row in fits if name in row.numbers]
    for d, (rows, shade) in _by_latents(own).items():
        points = series(rows, "temperature", name)
        draw_points(ax, points, color=shade, label=f"$d={d}$")
    ax.set(xlabel="temperature $T$", ylabel=LABELS[name])
    if note_if_empty(ax):
        return
    if name == "magnetisation":
        exact = series(own, "temperature", lambda row: known(row.numbers[name]))
        draw_line(ax, exact, **THEORY)
    else:
        _draw_exact(ax, own, name)
    ax.axvline(CRITICAL_TEMPERATURE, color="0.6", linewidth=0.6, zorder=0)


def _draw_exact(ax: Axes, fits: Sequence[Row], name: str) -> None:
    """Energy or heat capacity per spin of the torus of the same side."""
    side = fits[0].keys["L"]
    measured = [row.temperature for row in fits]
    T = np.linspace(0.95 * min(measured), 1.05 * max(measured), N_TEMPERATURES)
    exact = [getattr(IsingTorus(side, t), name)() / side**2 for t in T]
    ax.plot(T, exact, label="exact", **THEORY)


def _draw_deficit(ax: Axes, cuts: Sequence[Row]) -> None:
    """Filled where the deficit is certain, open where it is within its error."""
    for rows, shade in _by_latents(cuts).values():
        for certain, face in ((True, shade), (False, "white")):
            own = [row for row in rows if _is_certain(row) == certain]
            points = series(own, "temperature", "deficit")
            draw_points(ax, points, color=shade, mfc=face)
    ax.set(xlabel="temperature $T$", ylabel="$I(A;B)$ - rate (nats)")
    if note_if_empty(ax):
        return
    low, high = ax.get_ylim()
    low, high = min(low, -0.1 * high), high + 0.2 * (high - low)
    ax.axhspan(0, max(high, 0), color="0.92", linewidth=0, zorder=0)
    ax.axhline(0, zorder=0, **THEORY)
    ax.axvline(CRITICAL_TEMPERATURE, color="0.6", linewidth=0.6, zorder=0)
    ax.set(ylim=(low, high))
    note(ax, "no faithful VAE", top=True)


def _is_certain(row: Row) -> bool:
    """Whether I(A;B) exceeds the rate beyond doubt."""
    sigma: Quantity | None = row.numbers.get("deficit_sigma")
    return sigma is not None and sigma["value"] > N_SIGMA


def _draw_snapshots(
    figure: Figure, places: NDArray, snapshots: Mapping[str, NDArray]
) -> list[Axes]:
    """Spins side by side, in the place of two panels."""
    row = places[0].get_gridspec()[1, 1:].subgridspec(1, max(1, len(snapshots)))
    for ax in places:
        ax.remove()
    axes = [figure.add_subplot(cell) for cell in row]
    for ax, (title, spins) in zip(axes, snapshots.items(), strict=False):
        ax.imshow(spins, cmap="Greys", vmin=-1.3, vmax=1.6, interpolation="nearest")
        ax.set_title(title)
        ax.set_axis_off()
    note_if_empty(axes[0])
    return axes

"""How many patterns there are, whether they are bilinear, and whether errors hold."""

from collections.abc import Sequence

import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from latent_mean_field.plotting.marks import note_if_empty, show_legend
from latent_mean_field.plotting.rows import Row, draw_points, select, series
from latent_mean_field.plotting.style import (
    COLOURS,
    NAMES,
    THEORY,
    TWO_COLUMNS,
    letter,
    panels,
)

COVERED = {
    "coverage_68": r"$\beta J$",
    "coverage_68_couplings": "$K_{ij}$",
    "coverage_68_patterns": r"$\Xi_{i\mu}$",
}
PLAIN = "Textbook VAE"


def draw_evidence(rows: Sequence[Row]) -> Figure:
    """Evidence against d, the gauge's residual by kind of matter, and coverage."""
    figure, axes = panels(1, 3, TWO_COLUMNS, 2.6)
    _draw_dimensions(axes[0, 0], select(rows, system="hopfield", d=..., vae=None))
    _draw_residuals(axes[0, 1], select(rows, d=None))
    _draw_coverage(axes[0, 2], select(rows, d=None))
    letter(axes[0])
    return figure


def _draw_dimensions(ax: Axes, rows: Sequence[Row]) -> None:
    """What each number of latents gains over the chosen one, by number of patterns."""
    numbers = sorted({row.keys["p"] for row in rows if "evidence_gain" in row.numbers})
    shades = sns.light_palette(COLOURS["hopfield"], len(numbers) + 2)[2:]
    for p, shade in zip(numbers, shades, strict=True):
        points = series(select(rows, p=p), "n_latents", "evidence_gain")
        draw_points(ax, points, fmt="o-", color=shade, label=f"$p={p}$")
        ax.axvline(p, color=shade, linewidth=0.6, linestyle=":", zorder=0)
    ax.set(xlabel="latents $d$", ylabel="evidence gained (nats)")
    ax.set_title("How many patterns?")
    if note_if_empty(ax):
        return
    ax.set_yscale("symlog", linthresh=0.01)
    ax.set(xticks=sorted({row.keys["d"] for row in rows}))
    ax.axhline(0, zorder=0, **THEORY)
    show_legend(ax, loc="lower right")


def _draw_residuals(ax: Axes, rows: Sequence[Row]) -> None:
    """KL divergence of each decoder's fields to the nearest bilinear law."""
    kinds: dict[str, list[Row]] = {}
    for row in rows:
        if "gauge_residual" in row.numbers and row.keys.get("vae") != "bootstrap":
            name = PLAIN if row.keys.get("vae") == "plain" else NAMES[row.system]
            kinds.setdefault(name, []).append(row)
    for place, (name, own) in enumerate(kinds.items()):
        x = np.linspace(-0.2, 0.2, len(own)) if len(own) > 1 else [0.0]
        for offset, row in zip(x, own, strict=True):
            number = row.numbers["gauge_residual"]
            ax.errorbar(
                place + offset,
                number["value"],
                number["error"] or 0.0,
                fmt="o",
                color=COLOURS[row.system],
                mfc="white" if name == PLAIN else COLOURS[row.system],
            )
    ax.set(ylabel="residual of the gauge (nats)", title="Is it bilinear?")
    if note_if_empty(ax):
        return
    ax.set(yscale="log", xticks=range(len(kinds)))
    names = [name.replace(" ", "\n").replace("-", "-\n") for name in kinds]
    ax.set_xticklabels(names)


def _draw_coverage(ax: Axes, rows: Sequence[Row]) -> None:
    """Share of the numbers within their stated intervals; band: 55 to 80 %."""
    found = [
        (label, row.system, row.numbers[name])
        for row in rows
        for name, label in COVERED.items()
        if name in row.numbers
    ]
    for place, (_, system, number) in enumerate(found):
        error = number["error"] or 0.0
        ax.errorbar(place, number["value"], error, fmt="o", color=COLOURS[system])
    ax.set(ylabel="within 68 % interval", title="Do errors hold?")
    if note_if_empty(ax):
        return
    ax.axhspan(0.55, 0.80, color="0.92", linewidth=0, zorder=0)
    ax.axhline(0.68, zorder=0, **THEORY)
    ax.set(xticks=range(len(found)), xlim=(-0.7, len(found) - 0.3), ylim=(0, 1))
    ax.set_xticklabels([label for label, _, _ in found])

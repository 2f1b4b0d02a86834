"""Heat capacity and entropy of a population as cells are added."""

from collections.abc import Mapping

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from latent_mean_field.plotting.style import (
    COLOURS,
    THEORY,
    TWO_COLUMNS,
    letter,
    panels,
    stamp,
)
from latent_mean_field.quantities import Quantity

HIDDEN, LEFT, GAIN = "#0072B2", "0.6", "#CC79A7"
Arrays = Mapping[str, NDArray]
Numbers = Mapping[str, Mapping[str, Quantity]]


def draw_thermodynamics(arrays: Arrays, numbers: Numbers, provenance: str) -> Figure:
    """Heat capacity over temperature and size, shared information, and P(K).

    Args:
        arrays: curves by number of cells, and P(K) of the largest subset.
        numbers: by number of cells, what was measured.
        provenance: where the raster came from.
    """
    figure, axes = panels(2, 2, TWO_COLUMNS, 4.6)
    _draw_heat_capacity(axes[0, 0], arrays)
    _draw_at_one(axes[0, 1], numbers)
    _draw_information(axes[1, 0], numbers)
    _draw_spike_counts(axes[1, 1], arrays)
    letter(axes.ravel())
    stamp(figure, provenance)
    return figure


def _draw_heat_capacity(ax: Axes, arrays: Arrays) -> None:
    T, sizes = arrays["temperatures"], arrays["n_cells"]
    colours = plt.get_cmap("viridis_r")(np.linspace(0.1, 0.95, len(sizes)))
    curves, errors = arrays["heat_capacity"], arrays["heat_capacity_error"]
    for n, curve, error, colour in zip(sizes, curves, errors, colours, strict=True):
        ax.fill_between(
            T, curve - error, curve + error, color=colour, alpha=0.3, linewidth=0
        )
        ax.plot(T, curve, "o-", markersize=2, color=colour, label=f"$N={n}$")
    style = {**THEORY, "linestyle": "--"}
    ax.plot(T, arrays["independent_heat_capacity"], label="independent", **style)
    ax.axvline(1, color="0.8", linewidth=0.8, zorder=0)
    ax.set(xlabel="temperature $T$", ylabel="heat capacity $C/N$")
    ax.set_title("A peak that grows with the cells")
    ax.legend()


def _series(numbers: Numbers, name: str) -> tuple[NDArray, NDArray, NDArray]:
    """Numbers of cells, values, and errors, those unknown as zero; fewest first."""
    sizes = sorted(map(int, numbers))
    found = [numbers[str(n)][name] for n in sizes]
    return (
        np.array(sizes),
        np.array([number["value"] for number in found]),
        np.array([number["error"] or 0.0 for number in found]),
    )


def _draw_at_one(ax: Axes, numbers: Numbers) -> None:
    """C / N at T = 1, split into what the mean field makes and what is left."""
    for name, label, colour, marker in (
        ("heat_capacity", "all", COLOURS["retina"], "o"),
        ("hidden_heat_capacity", "of the hidden mean field", HIDDEN, "s"),
        ("heat_capacity_left", "the rest", LEFT, "^"),
    ):
        n, values, errors = _series(numbers, name)
        ax.errorbar(n, values, errors, fmt=f"{marker}-", color=colour, label=label)
    largest = numbers[str(n.max())]["heat_capacity_left"]
    style = {**THEORY, "linestyle": "--"}
    ax.axhline(largest["theory"] or 0.0, label="at a fixed field", **style)
    ax.set(xlabel="cells $N$", ylabel="$C/N$ at $T=1$", xlim=(0, None))
    # Room for the legend above the points.
    ax.set_ylim(0, 1.45 * ax.get_ylim()[1])
    ax.set_title("What grows is the mean field's")
    ax.legend(loc="upper left")


def _draw_information(ax: Axes, numbers: Numbers) -> None:
    for name, label, colour, marker in (
        ("multi_information", "of the law", COLOURS["retina"], "o"),
        ("gain", "on held-out words", GAIN, "s"),
    ):
        n, values, errors = _series(numbers, name)
        ax.errorbar(n, values, errors, fmt=f"{marker}-", color=colour, label=label)
    ax.set(xlabel="cells $N$", ylabel="shared information\n(bits per cell)")
    ax.set(xlim=(0, None), ylim=(0, None), title="More cells, more shared")
    ax.legend(loc="lower right")


def _draw_spike_counts(ax: Axes, arrays: Arrays) -> None:
    model, data, train = arrays["spike_counts"]
    shown = np.flatnonzero(data)[-1] + 1
    K = np.arange(shown)
    ax.plot(K, train[:shown], ".", color="0.7", label="training words")
    ax.plot(K, data[:shown], "o", color="0.3", markersize=2.5, label="held-out words")
    ax.plot(K, model[:shown], color=COLOURS["retina"], label="law")
    ax.set(yscale="log", ylim=(0.3 * data[data > 0].min(), 1))
    ax.set(xlabel="cells $K$ in a word", ylabel="$P(K)$")
    ax.set_title(f"Synchrony of $N={int(arrays['n_shown'])}$ cells")
    ax.legend()

"""Laws of spike words against one another: who tells held-out words best."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from latent_mean_field.plotting.marks import note_if_empty, show_legend
from latent_mean_field.plotting.rows import Row, known
from latent_mean_field.plotting.style import (
    COLOURS,
    THEORY,
    TWO_COLUMNS,
    letter,
    panels,
    stamp,
)

OURS, ORACLE = "generalised_hopfield", "stimulus_locked"
LAW_NAMES = {
    OURS: "Hopfield, $p={p}$",
    "independent": "independent",
    "summed_activity": "P(K) alone",
    "bernoulli_mixture": "{components} mixed states",
    "pairwise": "pairwise",
    "k_pairwise": "K-pairwise",
    "dichotomised_gaussian": "threshold Gaussian",
    "boltzmann_machine": "Boltzmann, {hidden} hidden",
}
FEW, MANY = "#56B4E9", COLOURS["retina"]
N_SHOWN = 20_000
BESIDE: dict[str, Any] = {"textcoords": "offset points"}
Arrays = Mapping[str, NDArray]


def draw_rivals(
    rows: Sequence[Row],
    recording: Arrays,
    models: Mapping[int, Arrays],
    provenance: str,
) -> Figure:
    """Ranking, statistics of our law's own words, and its landscape.

    Args:
        rows: of every law, and of the whole chapter.
        recording: statistics of held-out and training words.
        models: by number of patterns, statistics and landscape of our law.
        provenance: where the raster came from.
    """
    figure, axes = panels(2, 3, 1.1 * TWO_COLUMNS, 4.6)
    # Laws have parameters; what follows subsets of the cells has not.
    laws = [
        row
        for row in rows
        if row.keys.get("split") == "repeat" and "n_parameters" in row.numbers
    ]
    _draw_ranking(axes[0, 0], laws)
    _draw_spike_counts(axes[0, 1], recording, models)
    for ax, part, text in (
        (axes[0, 2], "correlations", "pair correlation"),
        (axes[1, 0], "triplets", "triplet moment, $10^{-3}$"),
    ):
        _draw_scatter(ax, recording, models, part, text)
    _draw_patterns_needed(axes[1, 1], laws)
    _draw_landscape(axes[1, 2], models)
    letter(axes.ravel())
    stamp(figure, provenance)
    return figure


def law_name(keys: Mapping[str, Any]) -> str:
    """The name of a law with its size."""
    name = LAW_NAMES[keys["system"]].format(**{"p": 2, **keys})
    sheet = [f"$d={keys['d']}$"] if "d" in keys else []
    return ", ".join([name, *sheet, *([keys["vae"]] if "vae" in keys else [])])


def _draw_ranking(ax: Axes, laws: Sequence[Row]) -> None:
    """Gain of each law, best on top, and its number of parameters."""
    ranked = sorted(
        (row for row in laws if row.system != ORACLE),
        key=lambda row: row.numbers["gain"]["value"],
    )
    for place, row in enumerate(ranked):
        gain, n = row.numbers["gain"], row.numbers["n_parameters"]["value"]
        ours = row.system == OURS
        style: dict[str, Any] = {"color": MANY if ours else "0.35", "fmt": "o"}
        mfc = MANY if ours else "white"
        ax.errorbar(gain["value"], place, xerr=gain["error"], mfc=mfc, **style)
        at: dict[str, Any] = {"va": "center", "size": 5, "color": "0.5"}
        ax.annotate(f"{n:,.0f}", (gain["value"], place), (5, 0), **BESIDE, **at)
    for row in laws:
        if row.system == ORACLE:
            ax.axvline(row.numbers["gain"]["value"], **{**THEORY, "linestyle": ":"})
    ax.set_yticks(range(len(ranked)), [law_name(row.keys) for row in ranked], size=6)
    ax.set(xlabel="gain (bits per cell)", title="Held-out likelihood")
    ax.set(ylim=(-0.7, len(ranked) - 0.3))
    ax.margins(x=0.12)


def _ends(models: Mapping[int, Arrays]) -> dict[int, str]:
    """The fewest and the most patterns, with their colours."""
    return dict(zip(sorted({min(models), max(models)}), (FEW, MANY), strict=False))


def _draw_spike_counts(
    ax: Axes, recording: Arrays, models: Mapping[int, Arrays]
) -> None:
    data = recording["data_spike_counts"]
    shown = np.flatnonzero(data)[-1] + 1
    spread = recording["resamples_spike_counts"].std(0)[:shown]
    style: dict[str, Any] = {"fmt": "o", "color": "0.3", "markersize": 2}
    ax.errorbar(np.arange(shown), data[:shown], spread, label="data", **style)
    for p, colour in _ends(models).items():
        law = models[p]["model_spike_counts"][:shown]
        ax.plot(np.arange(shown), law, color=colour, label=f"$p={p}$")
    ax.set(yscale="log", ylim=(0.3 * data[data > 0].min(), 1))
    ax.set(xlabel="cells $K$ in a word", ylabel="$P(K)$", title="Synchrony")
    ax.legend()


def _draw_scatter(
    ax: Axes, recording: Arrays, models: Mapping[int, Arrays], part: str, text: str
) -> None:
    """Model against data, cell pair by cell pair or triplet by triplet."""
    scale = 1e3 if part == "triplets" else 1.0
    data = scale * recording[f"data_{part}"]
    chosen = slice(None, None, 1 + len(data) // N_SHOWN)
    ends = [data[chosen].min(), data[chosen].max()]
    for p, colour in _ends(models).items():
        model = scale * models[p][f"model_{part}"]
        style: dict[str, Any] = {"markersize": 1, "alpha": 0.3, "rasterized": True}
        ax.plot(data[chosen], model[chosen], ".", color=colour, **style)
    ax.plot(ends, ends, zorder=3, **THEORY)
    ax.set(xlabel=f"{text}, held out", ylabel="model")


def _draw_patterns_needed(ax: Axes, laws: Sequence[Row]) -> None:
    """Pearson r of pairs and triplets against the number of patterns."""
    ours = [
        row for row in laws if row.system == OURS and not row.keys.keys() & {"d", "vae"}
    ]
    ours.sort(key=lambda row: row.keys.get("p", 2))
    p = [row.keys.get("p", 2) for row in ours]
    for name, colour in (("pair", COLOURS["retina"]), ("triplet", "#CC79A7")):
        found = [row.numbers[f"{name}_correlation_r"] for row in ours]
        style: dict[str, Any] = {"fmt": "o-", "color": colour, "label": f"{name}s"}
        values = [number["value"] for number in found]
        errors = [number["error"] or 0.0 for number in found]
        ax.errorbar(p, values, errors, **style)
        if found and (floor := known(found[0])):
            ax.axhline(floor["value"], color=colour, linewidth=0.8, linestyle="--")
    if note_if_empty(ax):
        return
    ax.set(xlabel="patterns $p$", ylabel="Pearson $r$ with data", xticks=p)
    show_legend(ax, loc="lower right")


def _draw_landscape(ax: Axes, models: Mapping[int, Arrays]) -> None:
    """Phi of the fewest patterns, with the held-out words."""
    arrays = models[min(models)] if models else {}
    if "landscape" not in arrays:
        note_if_empty(ax)
        return
    first, second = arrays["grid"]
    levels = np.linspace(arrays["landscape"].min(), arrays["landscape"].max(), 20)
    cmap = plt.get_cmap("viridis")
    ax.contour(first, second, arrays["landscape"].T, levels, cmap=cmap, linewidths=0.7)
    ax.plot(*arrays["overlaps"].T, ".", color="0.2", markersize=1, alpha=0.4)
    ax.set(xlabel=r"overlap $\xi_1 \cdot x$", ylabel=r"overlap $\xi_2 \cdot x$")
    ax.set_title(r"Landscape $\Phi(\xi^T x)$")

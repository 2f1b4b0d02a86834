"""Samples and phases: the order parameter of the samples and its exact law."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from latent_mean_field.plotting.style import (
    COLOURS,
    THEORY,
    TWO_COLUMNS,
    case_title,
    letter,
    panels,
)


def draw_phases(
    curie_weiss: Mapping[str, tuple[NDArray, NDArray, NDArray]],
    hopfield: Mapping[str, NDArray],
) -> Figure:
    """Curie-Weiss magnetisation above, Hopfield overlaps below.

    Args:
        curie_weiss: for each case, support, exact law and sampled frequency of M/N.
        hopfield: for each case, overlaps (n_samples, 2) with the first two patterns.
    """
    n_columns = max(len(curie_weiss), len(hopfield))
    figure, axes = panels(2, n_columns, TWO_COLUMNS, 3.2)
    for ax, (name, law) in zip(axes[0], curie_weiss.items(), strict=False):
        _draw_law(ax, name, *law)
    for ax, (name, overlaps) in zip(axes[1], hopfield.items(), strict=False):
        _draw_overlaps(ax, name, overlaps)
    for row, used in zip(axes, (curie_weiss, hopfield), strict=True):
        for ax in row[len(used) :]:
            ax.set_visible(False)
    axes[0, 0].set_ylabel("probability / max")
    handles = axes[0, 0].get_legend_handles_labels()
    figure.legend(*handles, loc="lower right", handlelength=1)
    if next(iter(hopfield.values())).shape[1] > 1:
        axes[1, 0].set_ylabel("overlap $m_2$")
    letter([axes[0, 0], axes[1, 0]])
    return figure


def _draw_law(
    ax: Axes, name: str, support: NDArray, law: NDArray, frequency: NDArray
) -> None:
    """Frequencies with Poisson errors, and the exact law as a line."""
    ax.plot(support, law / law.max(), label="exact", **THEORY)
    ax.plot(
        support,
        frequency / law.max(),
        ".",
        markersize=2,
        color=COLOURS["curie_weiss"],
        label="samples",
    )
    ax.set(xlabel="$M/N$", xlim=(-1, 1), ylim=(0, None), yticks=[0, 1])
    ax.set_title(case_title(name))


def _draw_overlaps(ax: Axes, name: str, overlaps: NDArray) -> None:
    """Density of the overlaps with two patterns: one cloud, or four valleys.

    Of a single pattern, the histogram of its overlap.
    """
    edges = np.linspace(-1.05, 1.05, 43)
    ax.set_title(case_title(name))
    if overlaps.shape[1] == 1:
        ax.hist(overlaps[:, 0], list(edges), color=COLOURS["hopfield"])
        ax.set(xlabel="overlap $m_1$", ylabel="samples", xticks=[-1, 0, 1])
        return
    counts, _, _ = np.histogram2d(overlaps[:, 0], overlaps[:, 1], bins=[edges, edges])
    ax.pcolormesh(edges, edges, np.log1p(counts).T, cmap="Oranges", rasterized=True)
    ax.set(xlabel="overlap $m_1$", aspect="equal", xticks=[-1, 0, 1], yticks=[-1, 0, 1])

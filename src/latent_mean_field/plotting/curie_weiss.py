"""Curie-Weiss: the decoder's field is the exact transport map; beta J comes out."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from latent_mean_field.plotting.style import (
    COLOURS,
    ONE_COLUMN,
    THEORY,
    TWO_COLUMNS,
    case_title,
    letter,
    panels,
)
from latent_mean_field.quantities import Quantity


def draw_transport(cases: Mapping[str, Mapping[str, NDArray]]) -> Figure:
    """Local field against the standard normal latent, decoded and exact.

    Args:
        cases: for each case, `zeta`, `exact_transport` and `transport` (one row per
            replica).
    """
    figure, axes = panels(1, len(cases), TWO_COLUMNS, 2.1)
    for ax, (title, arrays) in zip(axes[0], cases.items(), strict=True):
        zeta, replicas = arrays["zeta"], arrays["transport"]
        ax.plot(zeta, arrays["exact_transport"], label="exact", zorder=3, **THEORY)
        ax.fill_between(
            zeta,
            replicas.min(axis=0),
            replicas.max(axis=0),
            color=COLOURS["curie_weiss"],
            alpha=0.3,
            linewidth=0,
        )
        ax.plot(
            zeta[::3],
            np.median(replicas, axis=0)[::3],
            "o",
            markersize=2.5,
            color=COLOURS["curie_weiss"],
            label="decoded",
        )
        ax.set(xlabel=r"latent $\zeta$", xticks=[-2, 0, 2])
        ax.set_title(case_title(title).replace(", ", "\n"))
    axes[0, 0].set_ylabel("local field $y$")
    lines, names = axes[0, 0].get_legend_handles_labels()
    figure.legend(lines, names, loc="outside lower center", ncols=2)
    letter(axes[0])
    return figure


def draw_couplings(
    points: Sequence[Mapping[str, Quantity]],
    true_couplings: NDArray,
    couplings: NDArray,
    case: str,
) -> Figure:
    """Recovered against true: beta J over temperatures, and every K_ij of one case.

    Args:
        points: `beta_J` and `beta_J_maximum_likelihood` of each case.
        true_couplings: K, shape (n_spins, n_spins).
        couplings: K as decoded.
        case: name of the case of the couplings.
    """
    figure, axes = panels(1, 2, 2 * ONE_COLUMN, 2.7)
    _draw_deviation(axes[0, 0], points)
    _draw_scatter(axes[0, 1], true_couplings, couplings, case)
    letter(axes[0])
    return figure


def _draw_deviation(ax: Axes, points: Sequence[Mapping[str, Quantity]]) -> None:
    """Relative deviation of beta J with its error, and the Cramér-Rao bound."""
    decoded = pd.DataFrame([point["beta_J"] for point in points])
    exact = pd.DataFrame([point["beta_J_maximum_likelihood"] for point in points])
    percent = 100 / decoded.theory
    # Cases of equal beta J, with a field and without, stand side by side.
    at = decoded.theory + 0.04 * decoded.groupby("theory").cumcount()
    ax.axhline(0, **THEORY)
    ax.errorbar(
        at,
        percent * (exact.value - exact.theory),
        yerr=percent * exact.error,
        fmt="_",
        color="0.72",
        elinewidth=6,
        markeredgecolor="0.35",
        markersize=9,
        label="exact likelihood ± Cramér-Rao",
    )
    ax.errorbar(
        at,
        percent * (decoded.value - decoded.theory),
        yerr=percent * decoded.error.fillna(0),
        fmt="o",
        color=COLOURS["curie_weiss"],
        label="decoded",
    )
    ax.set(xlabel=r"true $\beta J$", ylabel=r"decoded $\beta J$, deviation (%)")
    ax.legend(loc="lower right")


def _draw_scatter(ax: Axes, true: NDArray, decoded: NDArray, case: str) -> None:
    """Every off-diagonal coupling, decoded against true, grouped by true value."""
    pairs = np.triu_indices(len(true), 1)
    x, y = len(true) * true[pairs], len(true) * decoded[pairs]
    levels = np.unique(np.round(x, 6))
    ax.plot([x.min(), x.max()], [x.min(), x.max()], label="truth", **THEORY)
    shift = np.random.default_rng(0).normal(0, 0.06, len(x))
    ax.plot(x + shift, y, ".", markersize=1, alpha=0.3, color=COLOURS["hopfield"])
    means = [y[np.isclose(x, level, atol=1e-5)].mean() for level in levels]
    ax.plot(levels, means, "D", color="0.1", markersize=3, label="mean per level")
    ax.set(xlabel="true $N K_{ij}$", ylabel="decoded $N K_{ij}$")
    ax.set_title(case_title(case))
    ax.legend(loc="upper left")

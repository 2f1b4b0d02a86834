"""The table of all variants on all matter, as colours with their numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from latent_mean_field.plotting.style import TWO_COLUMNS, panels

Row = Mapping[str, Any]
VARIANTS = {
    None: "mixture, EM",
    "joint": "mixture, joint",
    "random": "EM, random start",
    "joint_random": "joint, random start",
    "plain": "one Gaussian",
    "diagonal": "diagonal posterior",
    "potential": "linear, potential",
}
# Measures as columns: symbol, and whether more of it is better (1) or less (-1), the
# distance from 1 counts (0), or nothing does (None).
MEASURES: dict[str, tuple[str, int | None]] = {
    "elbo": ("elbo", 1),
    "rate": ("rate", None),
    "gap": ("gap", -1),
    "faithful": ("faithful", 1),
    "order_parameters_r2": ("$R^2$", 1),
    "mcc": ("MCC", 1),
    "c_ima": (r"$C_\mathrm{IMA}$", -1),
    "width_over_laplace": ("width", 0),
    "roughness": ("rough", -1),
    "seed_spread": ("spread", -1),
}


# Differences that count as none.
EQUAL = 2e-3


def draw_variants(tables: Mapping[str, Sequence[Row]]) -> Figure:
    """One panel for each matter: variants down, measures across, the best darkest.

    Args:
        tables: by title of the matter, its rows.
    """
    figure, panel = panels(len(tables), 1, TWO_COLUMNS, 1.95 * len(tables))
    for number, (ax, (title, rows)) in enumerate(
        zip(panel[:, 0], tables.items(), strict=True)
    ):
        _draw_table(ax, rows)
        ax.set_title(title, loc="left")
        if number:
            ax.set_xticklabels([])
    return figure


def _draw_table(ax: Axes, rows: Sequence[Row]) -> None:
    """Colour is the place between the worst and the best of a column."""
    by_variant = {row["keys"].get("vae"): row["numbers"] for row in rows}
    values = np.array(
        [
            [
                by_variant[variant][name]["value"]
                if name in by_variant[variant]
                else np.nan
                for name in MEASURES
            ]
            for variant in VARIANTS
        ]
    )
    ax.imshow(_merit(values), cmap="Blues", vmin=-0.1, vmax=1.6, aspect="auto")
    for (i, j), value in np.ndenumerate(values):
        text = "–" if np.isnan(value) else _short(value)
        ax.text(j, i, text, ha="center", va="center", fontsize=7)
    ax.set_xticks(range(len(MEASURES)), [name for name, _ in MEASURES.values()])
    ax.set_yticks(range(len(VARIANTS)), list(VARIANTS.values()))
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _merit(values: np.ndarray) -> np.ndarray:
    """From 0, the worst of a column, to 1, the best, or all if equal; else NaN."""
    senses = np.array([sense for _, sense in MEASURES.values()], dtype=float)
    merit = np.where(senses == 0, -np.abs(np.log(values.clip(1e-6))), senses * values)
    # Where a whole column has no answer these stay without one, and without a warning.
    low, high = np.fmin.reduce(merit), np.fmax.reduce(merit)
    span = high - low
    return (merit - low + (span < EQUAL)) / np.where(span < EQUAL, 1, span)


def _short(value: float) -> str:
    """Two decimals, three of small numbers, one of large ones."""
    decimals = 3 if abs(value) < 1 else 2 if abs(value) < 100 else 1
    return f"{value:.{decimals}f}".replace("-", "−").replace("−0.000", "0.000")

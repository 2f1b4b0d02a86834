"""The table of all variants on all matter, as colours with their numbers."""

import math
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
# Decimals at most, and half of the last.
DECIMALS, HALF = 3, 5e-4


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
    values = np.full((len(VARIANTS), len(MEASURES)), np.nan)
    for i, variant in enumerate(VARIANTS):
        for j, name in enumerate(MEASURES):
            text = "–"
            if (one := by_variant[variant].get(name)) is not None:
                values[i, j] = one["value"]
                # Words, the same for all, make nearly all of the elbo's error.
                error = None if name == "elbo" else one["error"]
                text = shortened(one["value"], error)
            ax.text(j, i, text, ha="center", va="center", fontsize=6.5)
    ax.imshow(_merit(values), cmap="Blues", vmin=-0.1, vmax=1.6, aspect="auto")
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


def shortened(value: float, error: float | None) -> str:
    """With the error of its last digit, of three decimals at most."""
    if not error or error < HALF:
        decimals = 3 if abs(value) < 1 else 2 if abs(value) < 100 else 1
        text, digit = f"{value:.{decimals}f}", ""
    else:
        # An error of 0.96 is one of the digit before.
        decimals = min(max(0, -math.floor(math.log10(error / 0.95))), DECIMALS)
        text, digit = f"{value:.{decimals}f}", f"({round(error * 10**decimals)})"
    return text.replace("-", "−").replace("−0.000", "0.000") + digit

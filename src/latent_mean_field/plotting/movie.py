"""Collective variables of a population over the movie that it watches."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from latent_mean_field.plotting.style import (
    COLOURS,
    TWO_COLUMNS,
    letter,
    panels,
    stamp,
)
from latent_mean_field.quantities import Quantity

N_BINS, N_POINTS = 300, 4_000
PATTERNS = (COLOURS["retina"], "#CC79A7")


def draw_movie(
    arrays: Mapping[str, NDArray],
    numbers: Mapping[str, Quantity],
    bin_width: float,
    provenance: str,
) -> Figure:
    """Mean fields over time, against each other and against the spike count.

    Args:
        arrays: `mean_fields` (n_repeats, n_bins, p) and `counts`.
        numbers: what was measured of them.
        bin_width: in seconds.
        provenance: where the raster came from.
    """
    figure, axes = panels(2, 2, TWO_COLUMNS, 4.4)
    _draw_time(axes[0, 0], arrays["mean_fields"], numbers, bin_width)
    _draw_repeats(axes[1, 0], arrays["mean_fields"], bin_width)
    _draw_plane(axes[0, 1], arrays)
    _draw_counts(axes[1, 1], arrays, numbers)
    letter([axes[0, 0], axes[0, 1], axes[1, 0], axes[1, 1]])
    stamp(figure, provenance)
    return figure


def _draw_time(
    ax: Axes, fields: NDArray, numbers: Mapping[str, Quantity], bin_width: float
) -> None:
    """Mean over repeats and scatter between them."""
    shown = fields[:, :N_BINS]
    time = bin_width * np.arange(shown.shape[1])
    for mu, colour in zip(range(shown.shape[2]), PATTERNS, strict=False):
        mean, spread = shown[:, :, mu].mean(0), shown[:, :, mu].std(0)
        ax.fill_between(time, mean - spread, mean + spread, color=colour, alpha=0.25)
        share = numbers[f"locked_fraction_{mu + 1}"]["value"]
        label = f"$m_{mu + 1}$: {100 * share:.0f} % locked"
        ax.plot(time, mean, color=colour, linewidth=0.8, label=label)
    ax.set(xlabel="time in the movie (s)", ylabel="mean field $m$")
    ax.set_title("Collective variables, repeat after repeat")
    ax.margins(x=0)
    low, high = ax.get_ylim()
    ax.set(ylim=(low, high + 0.25 * (high - low)))
    ax.legend(loc="upper left", ncols=2)


def _draw_repeats(ax: Axes, fields: NDArray, bin_width: float) -> None:
    """The last of the shown mean fields, repeat by repeat."""
    second = min(1, fields.shape[2] - 1)
    shown = fields[:, :N_BINS, second]
    n_repeats, n_bins = shown.shape
    limit = float(np.quantile(np.abs(shown), 0.99))
    style: dict[str, Any] = {"cmap": "PiYG_r", "vmin": -limit, "vmax": limit}
    extent = (0, bin_width * n_bins, n_repeats, 0)
    image = ax.imshow(shown, aspect="auto", extent=extent, rasterized=True, **style)
    ax.figure.colorbar(image, ax=ax, label=f"$m_{second + 1}$")
    ax.set(xlabel="time in the movie (s)", ylabel="held-out repeat")
    ax.set_title(f"$m_{second + 1}$ in every repeat")


def _draw_plane(ax: Axes, arrays: Mapping[str, NDArray]) -> None:
    """The first two mean fields of some words, by the number of spiking cells."""
    m = arrays["mean_fields"].reshape(-1, arrays["mean_fields"].shape[2])
    second = min(1, m.shape[1] - 1)
    chosen = slice(None, None, 1 + len(m) // N_POINTS)
    counts = arrays["counts"].ravel()[chosen]
    style: dict[str, Any] = {"s": 2, "linewidths": 0, "cmap": "viridis"}
    points = ax.scatter(m[chosen, 0], m[chosen, second], c=counts, **style)
    ax.figure.colorbar(points, ax=ax, label="cells $K$ in the word")
    ax.set(xlabel="$m_1$", ylabel=f"$m_{second + 1}$", title="Words")


def _draw_counts(
    ax: Axes, arrays: Mapping[str, NDArray], numbers: Mapping[str, Quantity]
) -> None:
    """Each mean field against the number of spiking cells."""
    counts = arrays["counts"].ravel()
    for mu, colour in zip(
        range(arrays["mean_fields"].shape[2]), PATTERNS, strict=False
    ):
        m = arrays["mean_fields"][:, :, mu].ravel()
        K = np.arange(np.quantile(counts, 0.999) + 1)
        groups = [m[counts == k] for k in K]
        mean = [group.mean() if len(group) else np.nan for group in groups]
        spread = [group.std() if len(group) else np.nan for group in groups]
        r = numbers[f"count_correlation_{mu + 1}"]["value"]
        label = f"$m_{mu + 1}$: $r={r:.2f}$"
        ax.errorbar(K, mean, spread, color=colour, fmt="o", markersize=2, label=label)
    ax.set(xlabel="cells $K$ in a word", ylabel="mean field $m$")
    ax.set_title("More than the population rate?")
    low, high = ax.get_ylim()
    ax.set(ylim=(low - 0.3 * (high - low), high))
    ax.legend(loc="lower right", ncols=2)

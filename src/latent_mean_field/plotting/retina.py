"""The retina: what a few collective variables reproduce of 160 cells."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from latent_mean_field.plotting.marks import note_if_empty
from latent_mean_field.plotting.style import (
    COLOURS,
    THEORY,
    TWO_COLUMNS,
    letter,
    panels,
    stamp,
)
from latent_mean_field.quantities import Quantity

BAR: dict[str, Any] = {"fmt": "o-", "markersize": 3.5}


def draw_retina(
    arrays: Mapping[str, NDArray],
    decoding: Mapping[str, NDArray],
    fits: Sequence[tuple[Mapping[str, Any], Mapping[str, Quantity]]],
    provenance: str,
) -> Figure:
    """Statistics of the two-latent fit, likelihood against d, spectrum and patterns.

    Args:
        arrays: statistics of model, held-out data and training data.
        decoding: `spectrum` (n_restarts, n) and `patterns` (n_cells, d).
        fits: keys `d` and `split` of each case, and its numbers.
        provenance: where the raster came from.
    """
    figure, axes = panels(2, 3, TWO_COLUMNS, 4.0)
    _draw_rates(axes[0, 0], arrays)
    _draw_correlations(axes[0, 1], arrays)
    _draw_spike_counts(axes[0, 2], arrays)
    _draw_gains(axes[1, 0], fits)
    _draw_spectrum(axes[1, 1], decoding["spectrum"], decoding["patterns"].shape[1])
    _draw_stored_patterns(axes[1, 2], decoding["patterns"])
    letter(axes.ravel())
    stamp(figure, provenance)
    return figure


def _draw_rates(ax: Axes, arrays: Mapping[str, NDArray]) -> None:
    data, model = arrays["data_rates"], arrays["model_rates"]
    limits = [0.5 * min(data.min(), model[model > 0].min()), 1.5 * data.max()]
    ax.loglog(limits, limits, **THEORY)
    ax.loglog(data, model, ".", markersize=3, color=COLOURS["retina"])
    ax.set(xlabel="spike probability, held out", ylabel="model")


def _draw_correlations(ax: Axes, arrays: Mapping[str, NDArray]) -> None:
    data, model = arrays["data_correlations"], arrays["model_correlations"]
    limits = [min(data.min(), model.min()), max(data.max(), model.max())]
    ax.plot(limits, limits, **THEORY)
    ax.plot(
        data,
        model,
        ".",
        markersize=1,
        alpha=0.3,
        color=COLOURS["retina"],
        rasterized=True,
    )
    ax.set(xlabel="pair correlation, held out", ylabel="model")


def _draw_spike_counts(ax: Axes, arrays: Mapping[str, NDArray]) -> None:
    """P(K) of held-out data and of the model, and of independent cells."""
    data, model = arrays["data_spike_counts"], arrays["model_spike_counts"]
    shown = np.flatnonzero(data)[-1] + 1
    counts = np.arange(shown)
    independent = _poisson_binomial(arrays["data_rates"])[:shown]
    ax.semilogy(counts, data[:shown], "o", color="0.3", markersize=2.5, label="data")
    ax.semilogy(counts, model[:shown], color=COLOURS["retina"], label="model")
    ax.semilogy(counts, independent, ":", color="0.5", label="independent")
    low = 0.3 * data[data > 0].min()
    ax.set(xlabel="cells $K$ in a word", ylabel="$P(K)$", ylim=(low, 1))
    ax.legend(loc="upper right")


def _poisson_binomial(rates: NDArray) -> NDArray:
    """Law of the number of independent events of given probabilities."""
    law = np.ones(1)
    for rate in rates:
        law = np.convolve(law, [1 - rate, rate])
    return law


def _draw_gains(
    ax: Axes, fits: Sequence[tuple[Mapping[str, Any], Mapping[str, Quantity]]]
) -> None:
    """Gain in log-likelihood over independent cells, by d and by split, where known."""
    names = {"repeat": "repeats held out", "time": "movie time held out"}
    known = [(case, numbers["gain"]) for case, numbers in fits if "gain" in numbers]
    if not known:
        note_if_empty(ax)
        return
    table = pd.DataFrame([{"vae": "free", **case, **gain} for case, gain in known])
    colours = (COLOURS["retina"], "#CC79A7")
    for colour, (split, own) in zip(colours, table.groupby("split"), strict=False):
        style: dict[str, Any] = {"color": colour, **BAR}
        for fields, fit in own.sort_values("d").groupby("vae"):
            looks = {"label": names[split]}
            if fields == "linear":
                looks = {"mfc": "white", "linestyle": "", "label": "the same, linear"}
            ax.errorbar(fit.d, fit.value, fit.error.fillna(0), **style | looks)
    ax.set(xlabel="latents $d$", ylabel="gain (bits per cell)")
    # Room for the legend under the points.
    low, high = table.value.min(), table.value.max()
    ax.set(xticks=sorted(table.d.unique()), ylim=(low - 1.3 * (high - low), None))
    ax.legend(loc="lower left")


def _draw_spectrum(ax: Axes, spectrum: NDArray, d: int) -> None:
    index = np.arange(1, min(8, spectrum.shape[1]) + 1)
    shares = spectrum[:, : len(index)] / spectrum[:, :1]
    ax.plot(index, shares.T, "o", color=COLOURS["retina"], alpha=0.6)
    ax.axvline(d + 0.5, color="0.25", linewidth=0.8, linestyle=":")
    ax.set(xlabel="singular direction of the logits", ylabel="r.m.s., relative")
    ax.set(xticks=index, ylim=(0, None))


def _draw_stored_patterns(ax: Axes, patterns: NDArray) -> None:
    """The first two stored patterns, cell by cell."""
    ax.axhline(0, color="0.8", linewidth=0.6)
    ax.axvline(0, color="0.8", linewidth=0.6)
    ax.plot(patterns[:, 0], patterns[:, -1], ".", color=COLOURS["retina"])
    ax.set(xlabel=r"pattern $\xi_1$ (logit)", ylabel=r"pattern $\xi_2$ (logit)")

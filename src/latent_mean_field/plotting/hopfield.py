"""Hopfield: the whole pattern matrix from equilibrium samples."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from latent_mean_field.decoding.recovery import align_columns
from latent_mean_field.plotting.style import (
    COLOURS,
    TWO_COLUMNS,
    case_title,
    letter,
    panels,
)


def draw_patterns(
    arrays: Mapping[str, NDArray],
    beta: float,
    title: str,
    spare: Mapping[str, NDArray],
    spare_title: str,
) -> Figure:
    """True patterns, decoded ones, their entries' histogram and the field spectrum.

    Args:
        arrays: `true_patterns` xi (n_spins, p) and `patterns` Ξ O (n_spins, p).
        beta: decoded inverse temperature.
        title: name of the case.
        spare: `true_patterns` and `spectrum`, singular values of the fields
            (n_replicas, n), of the case with most latents to spare.
        spare_title: its name.
    """
    true = arrays["true_patterns"]
    scaled = align_columns(arrays["patterns"], true) / np.sqrt(beta)
    figure, axes = panels(2, 2, TWO_COLUMNS, 3.0)
    for ax, matrix, label in (
        (axes[0, 0], true, "true $\\xi$"),
        (axes[1, 0], scaled, r"decoded $\Xi O/\sqrt{\beta}$"),
    ):
        image = ax.imshow(matrix.T, aspect="auto", cmap="RdBu_r", vmin=-1.3, vmax=1.3)
        ax.set(yticks=range(true.shape[1]), ylabel="pattern", title=label)
        ax.set_yticklabels(range(1, true.shape[1] + 1))
    axes[1, 0].set_xlabel("site")
    figure.colorbar(image, ax=axes[:, 0], shrink=0.8, pad=0.02)
    _draw_entries(axes[0, 1], scaled, true)
    _draw_spectrum(axes[1, 1], spare["spectrum"], spare["true_patterns"].shape[1])
    axes[1, 1].set_title(case_title(spare_title).replace("\n", ", "))
    figure.suptitle(case_title(title), size=8)
    letter(axes.ravel()[[0, 2, 1, 3]])
    return figure


def _draw_entries(ax: Axes, scaled: NDArray, true: NDArray) -> None:
    """Decoded entries, split by their true sign: two peaks, none on the wrong side."""
    edges = np.linspace(-1.6, 1.6, 81)
    for sign, colour in ((-1, "#0072B2"), (1, COLOURS["hopfield"])):
        ax.hist(scaled[true == sign], list(edges), color=colour, alpha=0.8)
        ax.axvline(sign, color="0.25", linewidth=0.8)
    wrong = int((np.sign(scaled) != true).sum())
    ax.set(xlabel="decoded entry", ylabel="entries")
    ax.set_title(f"{wrong} of {true.size} signs wrong")


def _draw_spectrum(ax: Axes, spectrum: NDArray, p: int) -> None:
    """Singular values of the fields under the prior, every replica."""
    # Rounding alone is left beyond the number of latents.
    shown = int((spectrum[0] > 1e-4 * spectrum[0, 0]).sum())
    index = np.arange(1, shown + 1)
    ax.plot(index, spectrum[:, :shown].T, "o", color=COLOURS["hopfield"], alpha=0.5)
    ax.axvline(p + 0.5, color="0.25", linewidth=0.8, linestyle=":")
    ax.set(xlabel=f"singular direction, {shown} latents", ylabel="field (r.m.s.)")
    ax.set(xticks=index, ylim=(0, None))

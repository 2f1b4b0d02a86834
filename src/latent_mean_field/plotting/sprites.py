"""What latents of sprites stand for: pictures along them, sources, and rates."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from latent_mean_field.plotting.style import THEORY, TWO_COLUMNS, letter, panels
from latent_mean_field.systems.sprites import SIDE

Arrays = Mapping[str, NDArray]
SOURCES = ("x", "y", "size", "hue")
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
# Rates that are drawn as one line, nats.
CLOSE = 0.4


def draw_sprites(sprites: Arrays) -> Figure:
    """Decoded pictures, latents against sources, and the rate as precision rises.

    Args:
        sprites: what `assessment.mechanisms` and `assessment.sprites` found.
    """
    figure, panel = panels(1, 3, TWO_COLUMNS, 2.3)
    axes = panel.ravel()
    _draw_pictures(axes[0], sprites["traversal"])
    _draw_sources(axes[1], sprites)
    _draw_opening(axes[2], sprites)
    letter(axes)
    return figure


def _draw_pictures(ax: Axes, traversal: NDArray) -> None:
    """A row for each latent, from low to high."""
    d, n, _ = traversal.shape
    tiles = traversal.reshape(d, n, SIDE, SIDE, 3).transpose(0, 2, 1, 3, 4)
    ax.imshow(tiles.reshape(d * SIDE, n * SIDE, 3), interpolation="none")
    lines = np.arange(SIDE, max(d, n) * SIDE, SIDE) - 0.5
    ax.vlines(lines[: n - 1], -0.5, d * SIDE - 0.5, color="0.5", linewidth=0.3)
    ax.hlines(lines[: d - 1], -0.5, n * SIDE - 0.5, color="0.5", linewidth=0.3)
    ax.set_xticks(
        SIDE * np.array([0.5, n / 2, n - 0.5]), [r"$-2\sigma$", "mean", r"$+2\sigma$"]
    )
    ax.set_yticks(SIDE * (np.arange(d) + 0.5), [f"{k + 1}" for k in range(d)])
    ax.set(ylabel="latent", xlabel="along it")
    ax.tick_params(length=0)
    ax.set_title("Latents are place, size, hue")


def _draw_sources(ax: Axes, sprites: Arrays) -> None:
    """Both in units of their standard deviations, one source above the other."""
    truth, found = (
        (values - values.mean(axis=0)) / values.std(axis=0)
        for values in (sprites["shown_truth"], sprites["shown"])
    )
    for k, (name, colour) in enumerate(zip(SOURCES, COLOURS, strict=True)):
        up = 6 * (len(SOURCES) - 1 - k)
        ax.plot([-3, 3], [up - 3, up + 3], zorder=0, **THEORY)
        style: dict[str, Any] = {"markersize": 1.5, "alpha": 0.4, "rasterized": True}
        ax.plot(truth[:, k], found[:, k] + up, ".", color=colour, **style)
        text = f"{name}\n$r$ = {sprites['matched'][k]:.3f}"
        ax.annotate(text, (3.3, up), color=colour, fontsize=7, va="center")
    ax.set(xlabel=r"true source ($\sigma$)", ylabel=r"latent matched to it ($\sigma$)")
    # Each has an axis of its own, zero in the middle.
    middles = 6 * np.arange(len(SOURCES))
    ax.set(xlim=(-3.2, 6.8), xticks=[-2, 0, 2])
    ax.set_yticks(middles, ["0"] * len(SOURCES))
    ax.set_title("each is one source")


def _draw_opening(ax: Axes, sprites: Arrays) -> None:
    """The rate along the training, and what independent sources would carry."""
    precisions, lines = sprites["precisions"], sprites["source_rates"]
    ax.plot(precisions, sprites["rates"], "o", color="0.5", label="rate in training")
    ax.plot(precisions, lines.sum(axis=1), label="closed form", **THEORY)
    for k, (name, colour) in enumerate(zip(SOURCES, COLOURS, strict=True)):
        own = lines[:, k]
        # Two sources may carry as much: their names stand side by side.
        behind = (np.abs(lines[-1, :k] - own[-1]) < CLOSE).any()
        ax.plot(precisions, own, "--", color=colour, linewidth=0.8)
        ax.annotate(
            name,
            (precisions[-1], own[-1]),
            (10 if behind else 3, 0),
            textcoords="offset points",
            color=colour,
            fontsize=7,
            va="center",
            annotation_clip=False,
        )
    ax.set(xscale="log", xlabel=r"precision $\gamma^2$", ylabel="rate (nats)")
    ax.set(ylim=(0, None))
    ax.set_title("Certainty opens the channel")
    ax.legend(loc="upper left")

"""Latents of three wells laid over the true coordinates, method by method."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray

from latent_mean_field.plotting.style import TWO_COLUMNS, letter, panels

Arrays = Mapping[str, NDArray]
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "0.6"
METHODS = {
    "dynae": "DynAE",
    "dynae_improved": "DynAE, finite steps",
    "beta_vae": r"$\beta$-VAE",
    "swae": "SWAE",
    "sde_vae": "SDE-VAE",
}
RANGE = 26
RADIUS = 1.3
ARROW = 2.5


def draw_isometry(found: Mapping[str, Arrays]) -> Figure:
    """Circles and mean steps of the latents of every method, and their errors.

    Args:
        found: by method, what `assessment.walks` and `assessment.wells` found.
    """
    figure, panel = panels(2, 3, TWO_COLUMNS, 4.7)
    axes = panel.ravel()
    for ax, (method, arrays) in zip(axes, found.items(), strict=False):
        _draw_latents(ax, arrays)
        ax.set_title(METHODS[method])
    _draw_errors(axes[-1], found)
    letter(axes)
    return figure


def _draw_latents(ax: Axes, arrays: Arrays) -> None:
    """Latents, scaled, turned and shifted; unit circles as the latents have them."""
    ax.plot(*arrays["shown"].T, ",", color=GREY, alpha=0.4, rasterized=True)
    turn = np.linspace(0, 2 * np.pi, 40)
    circle = RADIUS * np.stack([np.cos(turn), np.sin(turn)])
    rings = arrays["places"][:, :, None] + arrays["circles"] @ circle
    outlines = list(rings.swapaxes(1, 2))
    ax.add_collection(
        PolyCollection(outlines, facecolors="none", edgecolors=BLUE, linewidths=0.7)
    )
    if "steps" in arrays:
        for places, steps, colour in (
            ("true_places", "true_steps", "0.2"),
            ("places", "steps", ORANGE),
        ):
            _draw_arrows(ax, arrays[places], arrays[steps], colour)
    ax.set(xlim=(-RANGE, RANGE), ylim=(-RANGE, RANGE), aspect="equal")
    ax.set(xlabel="latent 1", ylabel="latent 2")


def _draw_arrows(ax: Axes, places: NDArray, steps: NDArray, colour: str) -> None:
    ax.quiver(
        *places.T,
        *(ARROW * steps).T,
        angles="xy",
        scale_units="xy",
        scale=1,
        color=colour,
        width=0.005,
        headwidth=4,
    )


def _draw_errors(ax: Axes, found: Mapping[str, Arrays]) -> None:
    """Every seed, mean over the last epochs, as it is and after a common scale."""
    for row, arrays in enumerate(found.values()):
        for name, mark, colour, shift in (
            ("aligned", "o", BLUE, -0.12),
            ("scaled", "x", ORANGE, 0.12),
        ):
            seeds = arrays[name].mean(axis=1)
            ax.plot(seeds, np.full(len(seeds), row + shift), mark, color=colour)
    ax.plot([], [], "o", color=BLUE, label="rotated")
    ax.plot([], [], "x", color=ORANGE, label="and scaled")
    ax.set(xscale="log", xlabel="error / variance", xlim=(1e-4, 2))
    # The second is the first with finite steps: its place says the rest.
    names = [METHODS[method].rpartition(", ")[2] for method in found]
    ax.set_yticks(range(len(found)), names)
    ax.invert_yaxis()
    ax.legend(loc="lower left")
    ax.set_title("Distance from the truth")

"""What latents of dynamics stand for: photographs of a spot, angles of a peptide."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from latent_mean_field.plotting.style import THEORY, TWO_COLUMNS, letter, panels

Arrays = Mapping[str, NDArray]
BLUE, ORANGE = "#0072B2", "#D55E00"


def draw_traversals(spot: Arrays, peptide: Arrays) -> Figure:
    """Decoded photographs, latents beside truth, and latents by both angles.

    Args:
        spot: what `assessment.watched` found of a moving spot.
        peptide: the same of a model peptide.
    """
    figure, panel = panels(1, 4, TWO_COLUMNS, 2.3)
    axes = panel.ravel()
    _draw_photographs(axes[0], spot["traversal"])
    _draw_places(axes[1], spot)
    for k, name in enumerate(("phi", "psi")):
        _draw_angle(figure, axes[2 + k], peptide, k, name)
    letter(axes)
    return figure


def _draw_photographs(ax: Axes, traversal: NDArray) -> None:
    """Frames side by side, the second latent upwards."""
    n, _, n_sites = traversal.shape
    side = round(np.sqrt(n_sites))
    tiles = traversal[::-1].reshape(n, n, side, side)
    ax.imshow(tiles.transpose(0, 2, 1, 3).reshape(n * side, n * side), cmap="gray")
    ax.set(xticks=[], yticks=[], xlabel="latent 1", ylabel="latent 2")
    ax.set_title("A spot, decoded")


def _draw_places(ax: Axes, spot: Arrays) -> None:
    """Latents turned, against the truth."""
    truth, found = spot["shown_truth"], spot["shown"]
    for k, (name, colour) in enumerate((("x", BLUE), ("y", ORANGE))):
        ax.plot(truth[:, k], found[:, k], ",", color=colour, rasterized=True)
        ax.plot([], [], "o", color=colour, label=name)
    reach = np.array([truth.min(), truth.max()])
    ax.plot(reach, reach, **THEORY)
    ax.set(xlabel="true place", ylabel="latent, turned", aspect="equal")
    ax.set_title("and where it is")
    ax.legend()


def _draw_angle(figure: Figure, ax: Axes, peptide: Arrays, k: int, name: str) -> None:
    """Latents of a peptide, coloured by an angle."""
    angle = np.rad2deg(peptide["shown_angles"][:, k])
    x, y = peptide["shown"].T
    points = ax.scatter(x, y, s=1, c=angle, cmap="twilight", vmin=-180, vmax=180)
    points.set_rasterized(True)
    ax.set(xlabel="latent 1, turned", ylabel="latent 2, turned", aspect="equal")
    ax.set_title(f"A peptide by its $\\{name}$")
    figure.colorbar(
        points, ax=ax, location="bottom", label="degrees", ticks=[-180, 0, 180]
    )

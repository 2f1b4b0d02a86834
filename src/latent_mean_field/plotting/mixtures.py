"""Components of mixture priors beside physical regimes."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from latent_mean_field.plotting.style import THEORY, TWO_COLUMNS, letter, panels

Arrays = Mapping[str, NDArray]
COLOURS = {
    "em": "#0072B2",
    "joint": "#D55E00",
    "random": "#56B4E9",
    "joint_random": "#E69F00",
    "plain": "0.5",
}
NAMES = {
    "em": "EM",
    "joint": "joint",
    "random": "EM, random",
    "joint_random": "joint, random",
    "plain": "one Gaussian",
}
FATES = ("#CC79A7", "#009E73")


def draw_mixtures(
    shown: Arrays, compared: Mapping[str, Arrays], quantities: Sequence[str]
) -> Figure:
    """A latent space with its components, clusters against regimes, and smoothness.

    Args:
        shown: of reactions, `assessment.mixtures`.
        compared: by title of the matter, the same of each.
        quantities: names of the reactions' quantities, as axis labels.
    """
    figure, panel = panels(1, 3, TWO_COLUMNS, 2.6)
    _draw_latents(panel[0, 0], shown)
    _draw_rand(panel[0, 1], compared)
    _draw_roughness(panel[0, 2], shown, quantities)
    letter(panel.ravel())
    return figure


def _draw_latents(ax: Axes, shown: Arrays) -> None:
    """Latents coloured by fate, and two standard deviations of every component."""
    z, labels = shown["latents"], shown["labels"]
    for fate, name in enumerate(("dies out", "stays high")):
        own = z[labels == fate]
        ax.plot(*own.T, ".", markersize=2, color=FATES[fate], alpha=0.4, label=name)
    angle = np.linspace(0, 2 * np.pi, 100)
    circle = np.stack([np.cos(angle), np.sin(angle)])
    for mean, covariance in zip(shown["means"], shown["covariances"], strict=True):
        ring = mean[:, None] + 2 * np.linalg.cholesky(covariance) @ circle
        ax.plot(*ring, color="k", linewidth=0.8)
    ax.set(xlabel="latent $z_1$", ylabel="latent $z_2$", title="A latent space in two")
    ax.legend(loc="best", markerscale=4)


def _draw_rand(ax: Axes, compared: Mapping[str, Arrays]) -> None:
    """Every restart of every training."""
    rng = np.random.default_rng(0)
    for place, arrays in enumerate(compared.values()):
        for number, name in enumerate(list(NAMES)[:4]):
            values = arrays[f"rand_{name}"]
            shift = 0.2 * (number - 1.5)
            spread = place + shift + rng.uniform(-0.06, 0.06, len(values))
            label = NAMES[name] if not place else None
            style: dict[str, Any] = {"color": COLOURS[name], "alpha": 0.6}
            ax.plot(spread, values, ".", label=label, **style)
    ax.axhline(1, **THEORY)
    titles = [title.replace("-", "-\n") for title in compared]
    ax.set_xticks(range(len(compared)), titles)
    ax.set(ylabel="adjusted Rand index", title="Where they start decides")
    ax.set(xlim=(-0.5, len(compared) - 0.5), ylim=(-0.15, 1.05))
    # Where the reaction has no points: each of its trainings is right.
    ax.legend(loc="lower left", handletextpad=0.1, borderaxespad=0, fontsize=6)


def _draw_roughness(ax: Axes, shown: Arrays, quantities: Sequence[str]) -> None:
    """Of each quantity, mean over restarts and scatter."""
    for shift, name in ((-0.1, "em"), (0.1, "plain")):
        values = shown[f"roughness_{name}"]
        style: dict[str, Any] = {"fmt": "o", "color": COLOURS[name]}
        places = np.arange(values.shape[1]) + shift
        spread = values.std(axis=0, ddof=1)
        ax.errorbar(places, values.mean(axis=0), spread, label=NAMES[name], **style)
    ax.axhline(1, label="neighbours unrelated", **THEORY)
    ax.set_xticks(range(len(quantities)), list(quantities))
    ax.set(ylabel="roughness", title="One Gaussian is as smooth", ylim=(0, 1.1))
    ax.legend(loc="center right")

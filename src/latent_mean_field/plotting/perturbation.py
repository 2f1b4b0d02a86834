"""Levels of latent densities, tunnelling, and latent axes that agree."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from latent_mean_field.plotting.style import (
    COLOURS,
    THEORY,
    TWO_COLUMNS,
    letter,
    panels,
)

Arrays = Mapping[str, NDArray]
GROUND, EXCITED = "#0072B2", "#D55E00"
RATES = (0.05, 0.1, 0.2, 0.5)


def draw_perturbation(levels: Arrays, learned: Arrays, axes: Arrays) -> Figure:
    """Orders of perturbation theory, splittings known and learned, and latent axes.

    Args:
        levels: what `assessment.latent_levels` solved.
        learned: what `assessment.learned_levels` solved.
        axes: overlaps pair by pair, of `assessment.latent_axes`.
    """
    figure, panel = panels(2, 3, TWO_COLUMNS, 4.2)
    _draw_orders(panel[0, 0], levels)
    _draw_well(panel[0, 1], levels)
    _draw_splitting(panel[0, 2], levels)
    _draw_learned_well(panel[1, 0], learned)
    _draw_gaps(panel[1, 1], learned)
    _draw_axes(panel[1, 2], axes)
    letter(panel.ravel())
    return figure


def _draw_orders(ax: Axes, arrays: Arrays) -> None:
    eps = arrays["epsilons"]
    ax.plot(eps, arrays["exact"], **THEORY)
    for name, mark, colour in (("first", ".", EXCITED), ("second", "x", GROUND)):
        lines = ax.plot(eps, arrays[name], mark, color=colour)
        lines[0].set_label(f"{name} order")
    ax.set(xlabel=r"anisotropy $\epsilon$", ylabel="level $E$", ylim=(-0.1, 1.8))
    ax.set_title("A degeneracy lifted")
    ax.legend(loc="upper left")


def _draw_well(ax: Axes, arrays: Arrays) -> None:
    """The potential, and the two lowest states lifted to their levels."""
    z, V = arrays["z"], arrays["potential"]
    shown = np.abs(z) < 2.2
    ax.plot(z[shown], V[shown], **THEORY)
    _draw_states(ax, z, V, arrays["states"], arrays["levels"])
    ax.set(xlabel="latent $z$", ylabel="potential $V$", title="Two Gaussians")
    ax.set(ylim=(None, 1.4 * V[shown].max()))
    ax.legend(loc="upper center", ncols=2)


def _draw_states(
    ax: Axes, z: NDArray, V: NDArray, states: NDArray, levels: NDArray
) -> None:
    """The two lowest states, upright and lifted to their levels."""
    shown = np.abs(z) < 2.2
    height = 0.5 * np.ptp(V[np.abs(z) < 1]) / np.abs(states).max()
    colours, labels = (GROUND, EXCITED), ("$E_0$", "$E_1$")
    for state, level, colour, label in zip(
        states, levels, colours, labels, strict=True
    ):
        upright = state * np.sign(state[z > 0].sum())
        ax.plot(z[shown], level + height * upright[shown], color=colour, label=label)


def _draw_learned_well(ax: Axes, learned: Arrays) -> None:
    """The potential of a trained prior beside the exact one."""
    z, V = learned["learned_z"], learned["learned_potential"]
    shown = np.abs(z) < 2.2
    ax.plot(z[shown], learned["exact_potential"][shown], label="exact", **THEORY)
    ax.plot(z[shown], V[shown], "--", color=COLOURS["curie_weiss"], label="learned")
    _draw_states(ax, z, V, learned["learned_states"], learned["learned_levels"])
    depth = -learned["exact_potential"].min()
    ax.set(xlabel="trained latent, standardised", ylabel="potential $V$")
    ax.set(xlim=(-1.9, 1.9), ylim=(-1.4 * depth, 4.5 * depth))
    ax.set_title(rf"Curie-Weiss, $\beta J = {learned['shown']:g}$")
    ax.legend(loc="upper center", ncols=2)


def _draw_gaps(ax: Axes, learned: Arrays) -> None:
    """Of trained latents beside the exact curve."""
    ax.plot(learned["curve_couplings"], learned["curve_gaps"], label="exact", **THEORY)
    style: dict[str, Any] = {"fmt": "o", "color": COLOURS["curie_weiss"]}
    ax.errorbar(
        learned["couplings"],
        learned["gaps"],
        learned["gap_errors"],
        label="trained prior",
        **style,
    )
    ax.set(xlabel=r"$\beta J$", ylabel=r"$E_1 \langle z^2 \rangle$")
    ax.set_title("The gap closes")
    ax.legend(loc="lower left")


def _draw_splitting(ax: Axes, arrays: Arrays) -> None:
    ax.plot(arrays["places"], arrays["splittings"], label="splitting $E_1$", **THEORY)
    style: dict[str, Any] = {"fmt": "o", "color": COLOURS["hopfield"]}
    ax.errorbar(
        arrays["measured_places"],
        arrays["rates"],
        arrays["rate_errors"],
        label="walkers relax",
        **style,
    )
    ax.set(yscale="log", xlabel="half their distance", ylabel="rate")
    ticks = [tick for tick in RATES if tick >= arrays["splittings"].min()]
    ax.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.minorticks_off()
    ax.set_title("A splitting is a rate")
    ax.legend()


def _draw_axes(ax: Axes, axes: Arrays) -> None:
    names = ("uncorrected", "corrected", "trained")
    rng = np.random.default_rng(0)
    for place, name in enumerate(names):
        values = axes[name]
        spread = place + rng.uniform(-0.2, 0.2, len(values))
        style: dict[str, Any] = {"alpha": 0.5, "color": COLOURS["hopfield"]}
        ax.plot(spread, values, ".", **style)
        ax.hlines(values.mean(), place - 0.3, place + 0.3, color="k", linewidth=1.2)
    low, middle, high = np.quantile(axes["random"], [0.16, 0.5, 0.84])
    ax.axhspan(low, high, color="0.9", zorder=0)
    ax.axhline(middle, color="0.6", linewidth=0.8, zorder=0)
    ax.set_xticks(range(len(names)), ["as\ntrained", "corrected", "with\npotential"])
    ax.set(ylabel=r"$|\cos|$ between axes", xlim=(-0.5, 2.5), ylim=(None, 1.02))
    ax.set_title("One set of axes, once corrected")

"""Sources found behind nearly certain decoders, and what the elbo costs there."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from latent_mean_field.plotting.style import THEORY, TWO_COLUMNS, letter, panels

Arrays = Mapping[str, NDArray]
BLUE, ORANGE, GREEN = "#0072B2", "#D55E00", "#009E73"
PRECISION = r"precision $\gamma^2$"


def draw_mechanisms(
    moebius: Mapping[float, Arrays],
    stretched: Arrays,
    smooth: Mapping[float, Arrays],
    gaps: Arrays,
) -> Figure:
    """MCC and contrast, with and without a matrix; encoder variance; gap of the elbo.

    Args:
        moebius: by precision, what `assessment.mechanisms` found of conformal mixings.
        stretched: the same of conformal mixings followed by a matrix.
        smooth: by precision, of smooth networks of normal sources.
        gaps: what `assessment.elbo_gap` found.
    """
    figure, panel = panels(2, 2, TWO_COLUMNS, 4.8)
    _draw_recovery(panel[0, 0], moebius)
    _draw_stretched(panel[0, 1], moebius, stretched)
    _draw_variance(panel[1, 0], smooth)
    _draw_gaps(panel[1, 1], gaps)
    letter(panel.ravel())
    return figure


def _draw_recovery(ax: Axes, moebius: Mapping[float, Arrays]) -> None:
    """Every data set, and their mean."""
    rng = np.random.default_rng(0)
    for precision, arrays in moebius.items():
        mcc = arrays["mcc"]
        spread = precision * 10 ** rng.uniform(-0.12, 0.12, len(mcc))
        ax.plot(spread, mcc, ".", color=BLUE, alpha=0.5)
    means = [arrays["mcc"].mean() for arrays in moebius.values()]
    ax.plot(list(moebius), means, "-", color=BLUE, label="mean of data sets")
    ax.axhline(1, **THEORY)
    ax.set(xscale="log", xlabel=PRECISION, ylabel="MCC", ylim=(0, 1.05))
    ax.set_title("Conformal mixings are undone")
    ax.legend(loc="lower right")


def _draw_stretched(
    ax: Axes, moebius: Mapping[float, Arrays], stretched: Arrays
) -> None:
    """With the contrast of the mixing: conformal ones at the left, at zero."""
    style: dict[str, Any] = {"alpha": 0.8}
    ax.plot(stretched["c_ima_true"], stretched["mcc"], "o", color=ORANGE, **style)
    nearest = min(moebius, key=lambda precision: abs(np.log10(precision) - 5))
    mcc = moebius[nearest]["mcc"]
    ax.plot(np.zeros_like(mcc), mcc, "o", color=BLUE, label="conformal", **style)
    ax.plot([], [], "o", color=ORANGE, label="and then a matrix", **style)
    ax.set(xlabel=r"$C_\mathrm{IMA}$ of the mixing (nats)", ylabel="MCC")
    ax.set(ylim=(0, 1.05))
    ax.set_title("Mechanisms that are not independent")
    ax.legend(loc="lower left")


def _draw_variance(ax: Axes, smooth: Mapping[float, Arrays]) -> None:
    precisions = np.array(list(smooth))
    closed = [arrays["log10_variance_closed"].mean() for arrays in smooth.values()]
    ax.plot(precisions, closed, label="closed form", **THEORY)
    for name, mark, colour, label in (
        ("log10_variance", "o", BLUE, "variance of the encoder"),
        ("log10_squared_error", "x", ORANGE, "squared error of the decoder"),
    ):
        values = [arrays[name].mean() for arrays in smooth.values()]
        errors = [np.std(arrays[name], ddof=1) for arrays in smooth.values()]
        style: dict[str, Any] = {"fmt": mark, "color": colour, "label": label}
        ax.errorbar(precisions, values, errors, **style)
    ax.set(
        xscale="log", xlabel=PRECISION, ylabel=r"variance, squared error ($\log_{10}$)"
    )
    ax.set_title("Encoders invert their decoders")
    ax.legend()


def _draw_gaps(ax: Axes, gaps: Arrays) -> None:
    precisions = gaps["precisions"]
    for name, colour, label in (
        ("linear", GREEN, "linear"),
        ("triangular_mlp", ORANGE, "triangular network"),
    ):
        ax.plot(precisions, gaps[f"{name}_theory"], **THEORY)
        style: dict[str, Any] = {"fmt": "o", "color": colour, "label": label}
        ax.errorbar(precisions, gaps[name], gaps[f"{name}_error"], **style)
    ax.set(xscale="log", xlabel=PRECISION, ylabel=r"$\log p - $elbo (nats)")
    ax.set(ylim=(0, None))
    ax.set_title("The elbo ends at the contrast")
    ax.legend()

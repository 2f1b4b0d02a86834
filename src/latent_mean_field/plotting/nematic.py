"""Molecules read off their decoder: order, its law, and the molecules themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray

from latent_mean_field.plotting.marks import note
from latent_mean_field.plotting.rows import known
from latent_mean_field.plotting.style import (
    COLOURS,
    THEORY,
    TWO_COLUMNS,
    letter,
    panels,
)
from latent_mean_field.quantities import Quantity

COLOUR = COLOURS["maier_saupe"]
N_BINS = 60
ROD = 0.42


@dataclass(frozen=True)
class Nematic:
    """One fit to molecules.

    Attributes:
        keys: of the case, `T` and perhaps `dimension`.
        numbers: decoded and assessed.
        arrays: `order_samples` and `order_decoded`, the eigenvalues of Q by sample;
            `fields` and `molecules`.
    """

    keys: Mapping[str, Any]
    numbers: Mapping[str, Quantity]
    arrays: Mapping[str, NDArray]


def draw_nematic(fits: Sequence[Nematic], theory: Mapping[str, NDArray]) -> Figure:
    """Order against temperature, its laws, latents; and decoded molecules below.

    Args:
        fits: by temperature; those in the plane are shown as rods only.
        theory: `temperature` and `order` of infinitely many molecules in space.
    """
    figure, axes = panels(2, 4, 1.1 * TWO_COLUMNS, 4.0)
    space = [fit for fit in fits if fit.keys.get("dimension", 3) == 3]
    plane = [fit for fit in fits if fit not in space]
    order, laws, eigenvalues, latent = axes[0]
    _draw_order(order, space, theory)
    _draw_laws(laws, space)
    ends = space[0], space[-1]
    _draw_eigenvalues(eigenvalues, ends)
    _draw_fields(latent, ends)
    for ax in axes[1]:
        ax.axis("off")
    middle = sorted({0, len(space) // 2, len(space) - 1})
    rods = [*(space[i] for i in middle), *plane[:1]]
    for ax, fit in zip(axes[1], rods, strict=False):
        _draw_rods(ax, fit)
    letter(axes.flatten())
    return figure


def _draw_order(
    ax: Axes, fits: Sequence[Nematic], theory: Mapping[str, NDArray]
) -> None:
    """Mean S at the decoded temperature, samples' mean, and the infinite system's."""
    ax.plot(theory["temperature"], theory["order"], **THEORY)
    for fit in fits:
        S = fit.numbers["order_parameter"]
        truth = known(S)
        assert truth is not None
        ax.plot(fit.keys["T"], truth["value"], "s", color="0.25", mfc="white", zorder=2)
        if "temperature" not in fit.numbers:
            continue
        T = fit.numbers["temperature"]
        style: dict[str, Any] = {"fmt": "o", "color": COLOUR, "markersize": 2.2}
        ax.errorbar(T["value"], S["value"], S["error"], T["error"], zorder=3, **style)
    ax.set(xlabel="$T/J$", ylabel="order parameter $S$", ylim=(0, 0.8))
    ax.set_title("Order")
    note(ax, "line: $N=\\infty$", top=True)


def _draw_laws(ax: Axes, fits: Sequence[Nematic]) -> None:
    """Law of S: samples filled, decoded as a line."""
    edges = np.linspace(0, 1, N_BINS + 1)
    for fit, shade in zip(fits, _shades(len(fits)), strict=True):
        samples, decoded = (
            np.histogram(fit.arrays[f"order_{who}"][:, -1], edges, density=True)[0]
            for who in ("samples", "decoded")
        )
        ax.stairs(samples, edges, fill=True, color=shade, alpha=0.3, linewidth=0)
        ax.stairs(decoded, edges, color=shade, linewidth=0.9)
        peak = edges[np.argmax(samples)]
        place: dict[str, Any] = {"ha": "center", "color": shade, "size": 6}
        top = max(samples.max(), decoded.max()) + 0.3
        ax.text(peak, top, f"{fit.keys['T']:g}", **place)
    ax.set(xlabel="$S$", ylabel="density", title="Law of $S$, by $T/J$")
    ax.set(yticks=[], ylim=(0, None))


def _draw_eigenvalues(ax: Axes, fits: Sequence[Nematic]) -> None:
    """Laws of the eigenvalues of Q: samples filled, decoded as a line."""
    edges = np.linspace(-0.5, 1, N_BINS + 1)
    for fit, shade in zip(fits, _shades(len(fits)), strict=True):
        for samples, decoded in zip(
            fit.arrays["order_samples"].T, fit.arrays["order_decoded"].T, strict=True
        ):
            law = np.histogram(samples, edges, density=True)[0]
            ax.stairs(law, edges, fill=True, color=shade, alpha=0.3, linewidth=0)
            law = np.histogram(decoded, edges, density=True)[0]
            ax.stairs(law, edges, color=shade, linewidth=0.9)
        ax.plot([], [], color=shade, label=f"$T={fit.keys['T']:g}$")
    ax.set(xlabel="eigenvalues of $Q$", ylabel="density", yticks=[])
    ax.set_title("Uniaxial below, isotropic above")


def _shades(n: int) -> NDArray:
    """Colours from cold to hot, (n, 4)."""
    return plt.get_cmap("viridis")(np.linspace(0, 0.85, n))


def _draw_fields(ax: Axes, fits: Sequence[Nematic]) -> None:
    """Strength and shape of the field tensor of latents drawn from the prior."""
    for fit, shade in zip(fits, _shades(len(fits)), strict=True):
        strength, shape = fit.arrays["fields"].T
        label = f"$T={fit.keys['T']:g}$"
        ax.plot(strength, shape, ".", color=shade, markersize=1, alpha=0.5, label=label)
    ax.set(xlabel="field $|B|$", ylabel=r"shape $\cos 3\varphi$", ylim=(-1.05, 1.05))
    ax.set_title("Latents: rods on a shell")


def _draw_rods(ax: Axes, fit: Nematic) -> None:
    """Decoded molecules on a lattice of places, seen along their least ordered axis.

    Colour: how well a molecule lies along the director.
    """
    u = fit.arrays["molecules"]
    side = int(np.sqrt(len(u)))
    u = u[: side**2]
    _, axes = np.linalg.eigh(u.T @ u)
    seen = u @ axes[:, ::-1]
    place = np.stack(np.divmod(np.arange(len(u)), side)[::-1], axis=1).astype(float)
    # The director upright.
    half = ROD * seen[:, [1, 0]]
    rods = np.stack([place - half, place + half], axis=1)
    shades = plt.get_cmap("viridis")(1 - seen[:, 0] ** 2)
    ax.add_collection(LineCollection(list(rods), colors=shades, linewidths=1.6))
    ax.set(xlim=(-1, side), ylim=(-1, side), aspect="equal")
    where = "Planar" if "dimension" in fit.keys else "Decoded"
    ax.set_title(f"{where}, $T={fit.keys['T']:g}\\,J$")
    ax.axis("off")

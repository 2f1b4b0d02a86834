"""Snapshots of wakes at many Reynolds numbers, some at rest and some shedding."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.systems.cylinder_flow import CylinderFlow, seen, vorticity

# Reynolds numbers: on a logarithmic scale a third of them sheds nothing.
LOWEST, HIGHEST = 20.0, 300.0
# Time until the first snapshot and from it to the last, D / U. Within the first an
# unstable wake 5 % above the onset has grown, within the second it sheds six times.
WAIT, SPAN = 150.0, 40.0
# Deviation of the velocity across, of U, above which a wake counts as shedding: it is
# reached 1 % above the onset.
RESTLESS = 0.05
# Where it is measured: diameters behind the axis.
PROBE = 3
# Standard deviation of what a pixel errs by, U / D.
NOISE = 0.1
# Flows that are advanced at once: more do not fit in a processor's cache.
AT_ONCE = 4


class Wakes(NamedTuple):
    """Snapshots, and what is true of them.

    Attributes:
        vorticity: of the pixels, with noise, U / D, shape (n, 512).
        reynolds: Re, shape (n,).
        unrest: rms deviation of u_y / U from its mean on the axis of the wake this
            snapshot is of, shape (n,).
    """

    vorticity: NDArray
    reynolds: NDArray
    unrest: NDArray

    @property
    def shedding(self) -> NDArray:
        """Whether the wake sheds vortices, shape (n,)."""
        return self.unrest > RESTLESS


def draw_wakes(
    n: int, n_flows: int, rng: np.random.Generator, flow: CylinderFlow | None = None
) -> Wakes:
    """Snapshots of flows at Reynolds numbers at random, in random order.

    Args:
        n: snapshots in all.
        n_flows: Reynolds numbers, one in each of as many equal logarithmic intervals.
        rng: of Reynolds numbers, order and noise.
        flow: the lattice.
    """
    flow = flow or CylinderFlow()
    reynolds, n_frames = draw_reynolds(n_flows, rng), -(-n // n_flows)
    parts = np.array_split(reynolds, -(-n_flows // AT_ONCE))
    watched = [_watch(flow, part, n_frames) for part in parts]
    pixels, unrest = map(np.concatenate, zip(*watched, strict=True))
    which = rng.permutation(n_flows * n_frames)[:n]
    found = pixels.reshape(n_flows * n_frames, -1)[which]
    of_flow = which // n_frames
    noisy = found + NOISE * rng.normal(size=found.shape)
    return Wakes(noisy, reynolds[of_flow], unrest[of_flow])


def draw_split_wakes(
    n_train: int, n_held_out: int, n_flows: int, rng: np.random.Generator
) -> Wakes:
    """Snapshots to learn from, then some of as many other flows to judge on."""
    parts = (draw_wakes(n, n_flows, rng) for n in (n_train, n_held_out))
    return Wakes(*map(np.concatenate, zip(*parts, strict=True)))


def draw_reynolds(n: int, rng: np.random.Generator) -> NDArray:
    """Ascending Reynolds numbers (n,), log-uniform, one in each n-th of the range."""
    share = (np.arange(n) + rng.random(n)) / n
    return LOWEST * (HIGHEST / LOWEST) ** share


def _watch(
    flow: CylinderFlow, reynolds: NDArray, n_frames: int
) -> tuple[NDArray, NDArray]:
    """Pixels (n_flows, n_frames, 512) and unrest (n_flows,) of some flows."""
    x, y = flow.places()
    probe = np.unravel_index(np.hypot(x - PROBE, y).argmin(), x.shape)
    pixels, across = [], []
    for velocity in flow.frames(reynolds, WAIT, n_frames, SPAN / n_frames):
        pixels.append(seen(vorticity(velocity, flow.diameter), flow.diameter))
        across.append(velocity[:, 1, *probe])
    return np.stack(pixels, axis=1), np.std(across, axis=0)

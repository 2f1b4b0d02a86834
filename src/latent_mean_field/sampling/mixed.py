"""Data sets of known mixings: sources drawn at random, and what they are mixed into."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.randomness import data_set_seeds, stream
from latent_mean_field.systems.mixings import Mixing, draw_sources, known_mixing


class Mixed(NamedTuple):
    """A mixing, its sources (n, d) and their observations (n, d), of mean zero."""

    mixing: Mixing
    sources: NDArray
    observations: NDArray


def known_mixings(system: str, d: int, root_seed: int, n_sets: int) -> list[Mixing]:
    """The mixings of independent data sets, `systems.mixings.known_mixing`."""
    return [
        known_mixing(system, d, stream(seed, "mixing", system))
        for seed in data_set_seeds(root_seed, n_sets)
    ]


def draw_mixed(
    system: str, d: int, n: int, *, root_seed: int, n_sets: int
) -> list[Mixed]:
    """Independent data sets, each of n observations of a mixing of its own."""
    mixings = known_mixings(system, d, root_seed, n_sets)
    return [
        _draw(mixing, n, d, stream(seed, "sources", system))
        for mixing, seed in zip(mixings, data_set_seeds(root_seed, n_sets), strict=True)
    ]


def _draw(mixing: Mixing, n: int, d: int, rng: np.random.Generator) -> Mixed:
    sources = draw_sources(mixing, n, d, rng)
    x = mixing.mix(sources)
    return Mixed(mixing, sources, x - x.mean(axis=0))

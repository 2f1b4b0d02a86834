"""Data sets of known mixings: sources drawn at random, and what they are mixed into."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.randomness import data_set_seeds, stream
from latent_mean_field.sampling.pictures import Lens, fit_lens
from latent_mean_field.systems.mixings import Mixing, known_mixing
from latent_mean_field.systems.sprites import Sprites


class Mixed(NamedTuple):
    """A data set.

    Attributes:
        mixing: of the sources.
        sources: shape (n, d).
        observations: of mean zero, shape (n, m).
        lens: what pictures are seen through; None of other observations.
    """

    mixing: Mixing
    sources: NDArray
    observations: NDArray
    lens: Lens | None = None


def known_mixings(system: str, d: int, root_seed: int, n_sets: int) -> list[Mixing]:
    """The mixings of independent data sets, `systems.mixings.known_mixing`."""
    return [
        known_mixing(system, d, stream(seed, "mixing", system))
        for seed in data_set_seeds(root_seed, n_sets)
    ]


def draw_mixed(
    system: str, d: int, n: int, *, root_seed: int, n_sets: int, n_components: int
) -> list[Mixed]:
    """Independent data sets, each of n observations of a mixing of its own.

    Of pictures, `n_components` principal components are seen.
    """
    mixings = known_mixings(system, d, root_seed, n_sets)
    return [
        _draw(mixing, n, n_components, stream(seed, "sources", system))
        for mixing, seed in zip(mixings, data_set_seeds(root_seed, n_sets), strict=True)
    ]


def _draw(mixing: Mixing, n: int, n_components: int, rng: np.random.Generator) -> Mixed:
    sources = mixing.draw(n, rng)
    if isinstance(mixing, Sprites):
        lens = fit_lens(mixing, sources, n_components)
        return Mixed(mixing, sources, lens.see(mixing, sources), lens)
    x = mixing.mix(sources)
    return Mixed(mixing, sources, x - x.mean(axis=0))

"""Physical regimes that clusters of a latent space should be, and quantities on it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.sampling.wakes import Wakes
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.hopfield import Hopfield
from latent_mean_field.systems.surface_reaction import Reactions


class Regimes(NamedTuple):
    """What is true of each sample.

    Attributes:
        labels: number of the regime, shape (n,).
        quantities: physical quantities by name, each (n,).
    """

    labels: NDArray
    quantities: dict[str, NDArray]


def regimes_of_matter(system: CurieWeiss | Hopfield, spins: NDArray) -> Regimes:
    """Valleys of ordered matter: the pattern that spins ±1 (n, n_spins) lie nearest to.

    Each pattern and its negative are two valleys; quantities are the overlaps.
    """
    if isinstance(system, CurieWeiss):
        patterns = np.ones((spins.shape[1], 1))
    else:
        patterns = system.xi
    overlaps = spins @ patterns / spins.shape[1]
    nearest = np.abs(overlaps).argmax(axis=1)
    up = np.take_along_axis(overlaps, nearest[:, None], axis=1)[:, 0] > 0
    quantities = {f"overlap_{k + 1}": m for k, m in enumerate(overlaps.T)}
    return Regimes(2 * nearest + up, quantities)


def regimes_of_reactions(reactions: Reactions) -> Regimes:
    """Fates of reactions; their two rates and the coverage at the end."""
    quantities = {
        "adsorption": reactions.adsorption,
        "desorption": reactions.desorption,
        "final_coverage": reactions.coverage[:, -1],
    }
    return Regimes(reactions.high.astype(int), quantities)


def regimes_of_wakes(wakes: Wakes) -> Regimes:
    """Wakes at rest and those that shed vortices; their Reynolds number."""
    return Regimes(wakes.shedding.astype(int), {"reynolds": wakes.reynolds})

"""The solvable systems by the name of their chapter."""

from collections.abc import Mapping
from typing import Any

from latent_mean_field.randomness import stream
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.hopfield import Hopfield, random_patterns


def solvable_system(
    chapter: str, parameters: Mapping[str, Any], root_seed: int
) -> CurieWeiss | Hopfield:
    """The system of a chapter with the given parameters.

    Hopfield patterns depend on the sizes and the root seed alone, so that a sweep of
    temperature is a sweep over the same matter.
    """
    if chapter == "curie_weiss":
        return CurieWeiss(**parameters)
    n_spins, n_patterns = parameters["n_spins"], parameters["n_patterns"]
    rng = stream(root_seed, "hopfield patterns", str(n_spins), str(n_patterns))
    return Hopfield(random_patterns(n_spins, n_patterns, rng), parameters["beta"])

"""Ways to cut a system in two.

The bound gap ≥ I(A;B) - rate holds for every cut, so the one that shares most counts.
Exchangeable matter does not care; short-range matter shares an area law across
contiguous halves and a volume law between interleaved ones.
"""

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.randomness import stream

# On a lattice of two dimensions interleaved halves are a checkerboard.
INTERLEAVED = ("interleaved", "checkerboard")
CUTS = ("contiguous", "random", *INTERLEAVED)


def contiguous_halves(n_sites: int) -> NDArray[np.bool_]:
    """True for the first half of the sites, shape (n_sites,)."""
    return np.arange(n_sites) < n_sites // 2


def interleaved_halves(shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """True where the coordinates of a site sum to an even number, shape (n_sites,)."""
    return (np.indices(shape).sum(0) % 2 == 0).ravel()


def random_halves(n_sites: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """True for half of the sites, drawn at random, shape (n_sites,)."""
    return rng.permutation(n_sites) < n_sites // 2


def cut_in_two(cut: str, shape: tuple[int, ...], root_seed: int) -> NDArray[np.bool_]:
    """The cut of that name; a random one depends on the shape and the root seed alone.

    Args:
        cut: one of `CUTS`.
        shape: of the lattice, or (n_sites,).
        root_seed: of the project.

    Raises:
        ValueError: there is no such cut.
    """
    n_sites = int(np.prod(shape))
    if cut == "contiguous":
        return contiguous_halves(n_sites)
    if cut in INTERLEAVED:
        return interleaved_halves(shape)
    if cut == "random":
        return random_halves(n_sites, stream(root_seed, "random cut", str(shape)))
    raise ValueError(f"there is no cut called {cut}, only {', '.join(CUTS)}")

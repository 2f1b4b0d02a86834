"""Exact samples of Maier-Saupe matter: first the field tensor, then the molecules."""

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.directions import sample_bingham
from latent_mean_field.systems.maier_saupe import (
    MaierSaupe,
    TensorLaw,
    unit_eigenvalues,
)
from latent_mean_field.tensors import BASES, DIMENSIONS

# Molecules drawn at once.
BLOCK = 1_000_000


def sample_nematic(
    system: MaierSaupe, n_samples: int, rng: np.random.Generator
) -> NDArray:
    """Independent configurations, unit vectors, float32, (n_samples, N, D).

    m from its law, a random orientation, and molecules that are independent given m.
    No Markov chain, so that coexisting phases have their right weights.
    """
    m = sample_tensors(system.law, n_samples, rng, system.n_components)
    n_blocks = 1 + n_samples * system.n_molecules // BLOCK
    blocks = [
        sample_bingham(system.strength * fields, system.n_molecules, rng)
        for fields in np.array_split(m, n_blocks)
    ]
    return np.concatenate([block.astype(np.float32) for block in blocks])


def sample_tensors(
    law: TensorLaw, n_samples: int, rng: np.random.Generator, n_components: int
) -> NDArray:
    """Components of m, shape (n_samples, k): a cell of its law, and a place in it."""
    dimension, basis = DIMENSIONS[n_components], BASES[DIMENSIONS[n_components]]
    cells = rng.choice(law.probabilities.size, n_samples, p=law.probabilities.ravel())
    row, column = np.unravel_index(cells, law.probabilities.shape)
    radius = _uniform(law.radii, row, rng)
    values = unit_eigenvalues(_uniform(law.shapes, column, rng), dimension)
    frame, _ = np.linalg.qr(rng.standard_normal((n_samples, dimension, dimension)))
    tensors = (frame * values[:, None]) @ frame.swapaxes(1, 2)
    return radius[:, None] * np.einsum("nij,aij->na", tensors, basis)


def _uniform(edges: NDArray, cell: NDArray, rng: np.random.Generator) -> NDArray:
    """A uniform place in each of the cells."""
    return edges[cell] + rng.random(len(cell)) * (edges[cell + 1] - edges[cell])

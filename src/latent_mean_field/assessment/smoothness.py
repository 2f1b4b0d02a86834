"""Is a physical quantity smooth on a latent space? A graph Laplacian tells.

Every latent is joined to its nearest neighbours; W is the symmetric adjacency and D the
degrees. The roughness of a quantity f of mean zero (weighted by D) is the Rayleigh
quotient of the random walk's Laplacian,

    R = ½ Σ_ij W_ij (f_i - f_j)² / Σ_i D_i f_i²,

from 0 to 2: near 0 if neighbours agree, near 1 if they know nothing of each other. (Fan
et al. 2025 project on eigenvectors of a graph Laplacian; their normalisation is not
public.) A quantity that only tells unconnected clusters apart has no roughness at all.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.neighbors import kneighbors_graph

N_NEIGHBOURS, N_PERMUTATIONS = 15, 100


def neighbour_graph(latents: NDArray, n_neighbours: int = N_NEIGHBOURS) -> csr_array:
    """W of latents (n, d), each axis in units of its own deviation; shape (n, n)."""
    scaled = (latents - latents.mean(axis=0)) / latents.std(axis=0)
    joined = csr_array(kneighbors_graph(scaled, n_neighbours))
    return csr_array((joined + joined.T) / 2)


def roughness(graph: csr_array, quantity: NDArray) -> float:
    """R of a quantity (n,)."""
    degrees = graph.sum(axis=1)
    f = quantity - degrees @ quantity / degrees.sum()
    norm = degrees @ f**2
    return float((norm - f @ (graph @ f)) / norm)


def roughness_z(graph: csr_array, quantity: NDArray, rng: np.random.Generator) -> float:
    """Deviations by which a quantity is smoother than the same with words permuted."""
    null = [roughness(graph, rng.permutation(quantity)) for _ in range(N_PERMUTATIONS)]
    return float((np.mean(null) - roughness(graph, quantity)) / np.std(null))

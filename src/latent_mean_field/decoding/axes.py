"""Which axes a latent space has, and whether they are the same in every training.

With a standard normal prior every rotation of the latent gives the same elbo: trainings
end in many states of one energy. Degenerate perturbation theory chooses among them: to
first order in a potential U, the ground state is the one whose aggregate posterior has
the least <U>.
"""

from itertools import combinations, pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.stats import ortho_group

from latent_mean_field.vae.model import VAE

N_STARTS, N_ITERATIONS, SETTLED = 8, 200, 1e-10


def aggregate_posterior(
    vae: VAE, words: NDArray, generator: torch.Generator
) -> NDArray:
    """One latent of q(z|x) for every word and replica, (n_replicas, n_words, d)."""
    batch = torch.as_tensor(words).float().expand(vae.n_replicas, *words.shape)
    with torch.no_grad():
        z = vae.encoder(batch).sample(1, generator)
    return z[:, :, 0].double().numpy()


def latent_axes(vae: VAE) -> NDArray:
    """Directions of the fields along each latent axis, (n_replicas, d, n_sites)."""
    return vae.decoder.loadings.detach().double().numpy()


def preferred_axes(z: NDArray, rng: np.random.Generator) -> NDArray:
    """The rotation R that makes <U> of R z least, `vae.potential`, shape (d, d).

    With n = z / |z|, Σ_j <(R n)_j⁴> is to be greatest. It is convex in R: the rotation
    nearest to its gradient never lowers it.

    Args:
        z: latents, shape (n, d).
        rng: of the starts, of which the best counts.
    """
    d = z.shape[1]
    n = z / np.linalg.norm(z, axis=1, keepdims=True)
    best, found = -np.inf, np.eye(d)
    for _ in range(N_STARTS):
        R = ortho_group.rvs(d, random_state=rng) if d > 1 else np.eye(1)
        for _ in range(N_ITERATIONS):
            left, _, right = np.linalg.svd((n @ R.T).T ** 3 @ n)
            before, R = R, left @ right
            if np.abs(R - before).max() < SETTLED:
                break
        value = float(((n @ R.T) ** 4).mean(axis=0).sum())
        if value > best:
            best, found = value, R
    return found


def axis_overlaps(first: NDArray, second: NDArray) -> NDArray:
    """|cos| between axes matched one to one, shape (d,).

    Args:
        first: axes as rows, shape (d, n_sites).
        second: axes as rows, of any order and sign.
    """
    lengths = [np.linalg.norm(axes, axis=1) for axes in (first, second)]
    cosines = np.abs(first @ second.T) / np.outer(*lengths)
    return cosines[linear_sum_assignment(-cosines)]


def pair_overlaps(axes: NDArray, *, neighbours: bool = False) -> NDArray:
    """`axis_overlaps` of pairs of trainings, shape (n_pairs, d).

    Args:
        axes: shape (n_replicas, d, n_sites).
        neighbours: only of each with the next, rather than of all pairs.
    """
    pairs = pairwise(axes) if neighbours else combinations(axes, 2)
    return np.array([axis_overlaps(*pair) for pair in pairs])

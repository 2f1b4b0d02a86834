"""Overlaps of the two parts of mean-field matter: what is known to share information.

The quadratic part of log p(s) - log p(s_A) - log p(s_B) in the overlaps of A and B is
known on average from the field integral, which makes these the control variates of
the mutual information.
"""

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.systems.mean_field import MeanField


def overlap_products(system: MeanField, values: NDArray, left: NDArray) -> NDArray:
    """Overlaps Ξ^T s / sqrt(N) of A and of B, and all their products.

    Args:
        system: the matter.
        values: s, or its mean, of each site, shape (n, n_spins).
        left: True for the sites of A, shape (n_spins,).

    Returns:
        Shape (n, n_products): products within A, within B, between them, then the
        overlaps of A and of B themselves.
    """
    patterns = system.patterns / np.sqrt(len(left))
    a, b = values[:, left] @ patterns[left], values[:, ~left] @ patterns[~left]
    between = (a[:, :, None] * b[:, None, :]).reshape(len(a), -1)
    return np.column_stack([_pairs(a), _pairs(b), between, a, b])


def expected_overlap_products(
    system: MeanField, tanh_y: NDArray, left: NDArray
) -> NDArray:
    """Mean of `overlap_products` given the field m, from tanh y(m), (n, n_spins).

    Given m the spins are independent: their variances add to products within a part.
    """
    products = overlap_products(system, tanh_y, left)
    squares, variance = _pairs(system.patterns) / len(left), 1 - tanh_y**2
    n_pairs = squares.shape[1]
    products[:, :n_pairs] += variance[:, left] @ squares[left]
    products[:, n_pairs : 2 * n_pairs] += variance[:, ~left] @ squares[~left]
    return products


def _pairs(a: NDArray) -> NDArray:
    """a_mu a_nu of each row, mu <= nu, shape (n, p (p + 1) / 2)."""
    first, second = np.triu_indices(a.shape[1])
    return a[:, first] * a[:, second]

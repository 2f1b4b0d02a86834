"""Decoded parameters against the true ones; the truth is used for scoring only."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment


def relative_coupling_error(decoded: NDArray, true: NDArray) -> float:
    """||K - K_true|| / ||K_true|| in Frobenius norm, off the diagonal."""
    off = ~np.eye(len(true), dtype=bool)
    return float(np.linalg.norm((decoded - true)[off]) / np.linalg.norm(true[off]))


def align_columns(decoded: NDArray, true: NDArray) -> NDArray:
    """Decoded columns permuted and flipped to face the true ones.

    The symmetries of the energy, permutation and sign, cannot be decoded; they are
    resolved here by the best one-to-one assignment of overlaps.

    Args:
        decoded: real or binary patterns, shape (n_spins, p).
        true: patterns ±1, shape (n_spins, p).
    """
    overlap = true.T.astype(float) @ decoded
    _, columns = linear_sum_assignment(-np.abs(overlap))
    chosen = overlap[np.arange(len(columns)), columns]
    return decoded[:, columns] * np.where(chosen < 0, -1, 1)


def signs_right(decoded: NDArray, true: NDArray) -> float:
    """Fraction of the true entries ±1 that the aligned decoded patterns have right.

    With fewer decoded patterns than true ones, those left over count as wrong by half.
    """
    overlap = np.abs(true.T.astype(float) @ decoded) / len(true)
    rows, columns = linear_sum_assignment(-overlap)
    missing = true.shape[1] - len(rows)
    right = ((1 + overlap[rows, columns]) / 2).sum() + 0.5 * missing
    return float(right / true.shape[1])

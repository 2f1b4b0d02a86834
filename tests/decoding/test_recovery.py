"""Scores of decoded parameters."""

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from latent_mean_field.decoding.recovery import (
    align_columns,
    relative_coupling_error,
    signs_right,
)


def signs(n_spins: int, p: int, seed: int) -> NDArray:
    return 2 * np.random.default_rng(seed).integers(0, 2, (n_spins, p)) - 1


def symmetric(seed: int) -> NDArray:
    matrix = np.random.default_rng(seed).normal(size=(6, 6))
    return matrix + matrix.T


def test_true_couplings_have_no_error():
    assert relative_coupling_error(symmetric(0), symmetric(0)) == 0


def test_the_error_is_the_ratio_of_norms_over_pairs():
    decoded, true = symmetric(1), symmetric(2)
    pairs = list(itertools.combinations(range(6), 2))
    difference = sum((decoded[pair] - true[pair]) ** 2 for pair in pairs)
    size = sum(true[pair] ** 2 for pair in pairs)
    expected = np.sqrt(difference / size)
    assert relative_coupling_error(decoded, true) == pytest.approx(expected)


def test_the_diagonal_does_not_count():
    true = symmetric(3)
    assert relative_coupling_error(true + np.diag(np.arange(6.0)), true) == 0


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_any_order_and_sign_of_the_columns_is_undone(order):
    true = signs(30, 3, seed=4)
    for flips in itertools.product([-1, 1], repeat=3):
        decoded = true[:, order] * np.array(flips)
        assert (align_columns(decoded, true) == true).all()
        assert signs_right(decoded, true) == 1


def test_real_columns_keep_their_values():
    true = signs(30, 2, seed=5)
    real = true * np.random.default_rng(0).uniform(0.5, 1.5, (30, 2))
    np.testing.assert_array_equal(align_columns(-real[:, ::-1], true), real)


def test_wrong_signs_stay_wrong_and_are_counted():
    true = signs(30, 3, seed=6)
    decoded = true[:, [1, 2, 0]] * [-1, 1, -1]
    decoded[:4, 0] *= -1
    aligned = align_columns(decoded, true)
    assert (aligned != true).sum() == 4
    assert (aligned[4:] == true[4:]).all()
    assert signs_right(decoded, true) == pytest.approx(1 - 4 / 90)


def test_columns_are_matched_one_to_one():
    # Both decoded columns are nearest to the first true one; one must do for the other.
    true = np.array([[1, 1]] * 4 + [[1, -1]] * 4)
    decoded = np.array([[1, 1]] * 7 + [[-1, 1]])
    aligned = align_columns(decoded, true)
    assert {tuple(column) for column in aligned.T} == {
        tuple(column) for column in decoded.T
    }
    best = max(
        (aligned_to == true).mean()
        for order in ([0, 1], [1, 0])
        for flips in itertools.product([-1, 1], repeat=2)
        for aligned_to in [decoded[:, order] * flips]
    )
    assert (aligned == true).mean() == best
    assert signs_right(decoded, true) == pytest.approx(best)


def test_a_pattern_that_was_not_decoded_is_right_by_half():
    true = signs(30, 3, seed=7)
    assert signs_right(true[:, :2], true) == pytest.approx((1 + 1 + 0.5) / 3)


def test_guesses_are_right_by_little_more_than_half():
    # One overlap of fair signs is about (2 / pi n)^1/2.
    fraction = signs_right(signs(10_000, 1, seed=8), signs(10_000, 1, seed=9))
    assert 0.5 <= fraction < 0.5 + 4 * 0.5 / 100

"""Binary patterns hidden behind a rotation."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.linalg import expm

from latent_mean_field.decoding.patterns import BinaryPatterns, binary_rotation

N_SPINS = 40


def signs(p: int, n_spins: int = N_SPINS, seed: int = 0) -> NDArray:
    return 2 * np.random.default_rng(seed + p).integers(0, 2, (n_spins, p)) - 1


def rotation(p: int, seed: int = 1) -> NDArray:
    """An orthogonal matrix that mixes all columns."""
    generator = np.random.default_rng(seed).normal(size=(p, p))
    return expm(generator - generator.T)


def decode(patterns: NDArray, seed: int = 2) -> BinaryPatterns:
    return binary_rotation(patterns, np.random.default_rng(seed))


def same_up_to_order_and_sign(one: NDArray, other: NDArray) -> bool:
    """Whether each column of one is, up to a sign, a different column of the other."""
    overlaps = np.abs(one.T @ other) == len(one)
    return bool((overlaps.sum(axis=0) == 1).all() and (overlaps.sum(axis=1) == 1).all())


@pytest.mark.parametrize("beta", [0.5, 2.0])
@pytest.mark.parametrize("p", [1, 2, 3, 8])
def test_a_rotation_is_undone_exactly(p, beta):
    found = decode(np.sqrt(beta) * signs(p) @ rotation(p))
    assert same_up_to_order_and_sign(found.xi, signs(p))
    assert set(np.unique(found.xi)) == {-1, 1}
    assert found.beta == pytest.approx(beta)
    assert found.scale == pytest.approx(np.sqrt(beta))
    assert found.residual == pytest.approx(0, abs=1e-6)
    np.testing.assert_allclose(found.rotated, found.scale * found.xi, atol=1e-6)


def test_what_is_undone_is_a_rotation_and_no_other_map():
    patterns = np.random.default_rng(4).normal(size=(N_SPINS, 3))
    rotated = decode(patterns).rotated
    np.testing.assert_allclose(rotated @ rotated.T, patterns @ patterns.T)


@pytest.mark.parametrize("p", [2, 4])
def test_noise_in_the_patterns_flips_no_sign_and_is_told_as_residual(p):
    n_spins = 100
    noise = 0.2 * np.random.default_rng(5).normal(size=(n_spins, p))
    xi = signs(p, n_spins)
    found = decode((xi + noise) @ rotation(p))
    assert same_up_to_order_and_sign(found.xi, xi)
    # Mean and root-mean-square of n_spins p entries, five standard errors wide.
    assert found.scale == pytest.approx(1, abs=5 * 0.2 / np.sqrt(n_spins * p))
    relative = 5 / np.sqrt(2 * n_spins * p)
    assert found.residual == pytest.approx(0.2, rel=relative)


def test_scale_and_residual_follow_the_size_of_the_patterns():
    patterns = signs(2) + 0.2 * np.random.default_rng(5).normal(size=(N_SPINS, 2))
    one, larger = decode(patterns), decode(3 * patterns)
    assert larger.scale == pytest.approx(3 * one.scale)
    assert larger.residual == pytest.approx(one.residual)


def test_patterns_that_are_not_binary_leave_a_large_residual():
    patterns = np.random.default_rng(6).normal(size=(200, 3))
    assert decode(patterns).residual > 0.4


def test_one_pattern_is_read_off_without_a_search():
    values = np.array([0.5, -2.0, 1.0, -1.0, -0.5])
    found = decode(values[:, None])
    assert same_up_to_order_and_sign(found.xi, np.sign(values)[:, None])
    assert found.scale == pytest.approx(1.0)
    assert found.residual == pytest.approx(np.sqrt((0.25 + 1 + 0 + 0 + 0.25) / 5))


def test_the_same_generator_finds_the_same_columns():
    patterns = signs(3) @ rotation(3)
    assert (decode(patterns, 7).xi == decode(patterns, 7).xi).all()

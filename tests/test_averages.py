"""Means with their errors: against plain formulas and against repeated experiments."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import sem

from latent_mean_field.averages import (
    block_deviations,
    blocked_mean,
    crossed_mean,
    deviation_error,
    jackknife_error,
)

N_BLOCKS = 40
BLOCK_SIZE = 25
N_EXPERIMENTS = 1_200


def blocked_values(rng: np.random.Generator) -> tuple[NDArray, NDArray]:
    """Values that share half their variance within a block, and their blocks."""
    shared = rng.normal(size=(N_BLOCKS, 1))
    values = shared + rng.normal(size=(N_BLOCKS, BLOCK_SIZE))
    return values.ravel(), np.repeat(np.arange(N_BLOCKS), BLOCK_SIZE)


def test_a_crossed_mean_errs_as_repeated_trainings_on_other_words_do():
    """Trainings and words each have an effect of their own, and there is noise."""
    rng = np.random.default_rng(3)
    found = [
        crossed_mean(
            0.2 * rng.normal(size=(10, 1))
            + rng.normal(size=(1, 100))
            + 0.1 * rng.normal(size=(10, 100))
        )
        for _ in range(N_EXPERIMENTS)
    ]
    means, errors = np.transpose(found)
    assert np.sqrt(np.mean(errors**2)) == pytest.approx(means.std(), rel=0.1)


def test_independent_values_have_the_plain_standard_error():
    values = np.random.default_rng(0).normal(size=50)
    mean, error = blocked_mean(values)
    assert mean == pytest.approx(values.mean())
    assert error == pytest.approx(sem(values))


def test_blocks_of_one_value_are_independent_values():
    values = np.random.default_rng(1).normal(size=50)
    one_each = blocked_mean(values, np.arange(50))
    assert one_each == pytest.approx(blocked_mean(values))


def test_equal_blocks_have_the_standard_error_of_their_means():
    values, blocks = blocked_values(np.random.default_rng(2))
    means = values.reshape(N_BLOCKS, BLOCK_SIZE).mean(axis=1)
    assert blocked_mean(values, blocks) == pytest.approx((means.mean(), sem(means)))


def test_names_and_order_of_the_blocks_do_not_matter():
    values, blocks = blocked_values(np.random.default_rng(3))
    expected = blocked_mean(values, blocks)
    shuffled = np.random.default_rng(4).permutation(len(values))
    renamed = 1000 - 7 * blocks[shuffled]
    assert blocked_mean(values[shuffled], renamed) == pytest.approx(expected)


def test_the_mean_is_over_words_where_blocks_differ_in_size():
    mean, _ = blocked_mean(np.array([0.0, 3.0, 3.0, 3.0]), np.array([0, 1, 1, 1]))
    assert mean == pytest.approx(9 / 4)


@pytest.mark.parametrize("small", [BLOCK_SIZE, 2])
def test_the_error_is_the_scatter_of_repeated_experiments(small):
    rng = np.random.default_rng(5)
    # Of every second block only so many words are kept.
    rows = np.tile(np.arange(BLOCK_SIZE), N_BLOCKS)
    results, naive = [], []
    for _ in range(N_EXPERIMENTS):
        values, blocks = blocked_values(rng)
        kept = (rows < small) | (blocks % 2 == 0)
        results.append(blocked_mean(values[kept], blocks[kept]))
        naive.append(blocked_mean(values[kept])[1])
    means, errors = np.array(results).T
    # A standard deviation of n experiments is known to (2n)^-1/2, here 2 per cent.
    assert np.sqrt(np.mean(errors**2)) == pytest.approx(means.std(), rel=0.09)
    assert np.mean(naive) < 0.5 * means.std()


@pytest.mark.parametrize("blocks", [np.zeros(9, int), np.full(9, 7)])
def test_one_block_tells_no_error(blocks):
    with pytest.raises(ValueError, match="at least two blocks"):
        blocked_mean(np.arange(9.0), blocks)


def test_the_jackknife_of_a_mean_is_its_standard_error():
    values = np.random.default_rng(5).normal(size=20)
    left_out = [np.delete(values, place).mean() for place in range(20)]
    assert jackknife_error(left_out) == pytest.approx(sem(values))


def test_the_jackknife_tells_how_a_ratio_scatters_from_experiment_to_experiment():
    rng = np.random.default_rng(6)
    pairs = rng.normal([1, 4], 0.5, size=(N_EXPERIMENTS, 30, 2))
    ratios = np.divide(*pairs.mean(1).T)
    errors = [
        jackknife_error([np.divide(*np.delete(one, k, 0).mean(0)) for k in range(30)])
        for one in pairs[:100]
    ]
    # Errors of a scatter of 1200 and of 100 errors from 30 values each: 2 and 1.3 %.
    assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(ratios.std(), rel=0.08)


def test_two_means_over_the_same_words_are_compared_without_what_they_share():
    rng = np.random.default_rng(4)
    shared, blocks = blocked_values(rng)
    one, other = (shared + 0.1 * rng.normal(size=shared.size) for _ in range(2))
    paired = block_deviations(one, blocks) - block_deviations(other, blocks)
    _, expected = blocked_mean(one - other, blocks)
    assert deviation_error(paired) == pytest.approx(expected)
    assert expected < 0.1 * blocked_mean(one, blocks)[1]

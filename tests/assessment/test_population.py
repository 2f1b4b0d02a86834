"""Statistics of words against numpy, and generated words against their own law."""

from itertools import combinations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from latent_mean_field.assessment.population import (
    block_moments,
    correlation_of,
    population_statistics,
    sample_words,
    statistics_of,
    total_variation,
)
from oracles import g_test
from tiny_vae import all_words, exact_log_likelihood, random_vae


def correlated_words(n_words: int = 3_000, n_cells: int = 7) -> NDArray:
    rng = np.random.default_rng(0)
    drive = rng.normal(size=(n_words, 1))
    return (drive + rng.normal(size=(n_words, n_cells)) > 1).astype(np.uint8)


# The larger recording does not fit into one block of the second moments.
@pytest.mark.parametrize("n_words", [3_000, 130_001])
def test_rates_and_correlations_are_those_of_numpy(n_words):
    words = correlated_words(n_words)
    statistics = population_statistics(words)
    np.testing.assert_allclose(statistics.rates, words.mean(axis=0))
    matrix = np.corrcoef(words.T)
    expected = [matrix[i, j] for i in range(7) for j in range(i + 1, 7)]
    np.testing.assert_allclose(statistics.correlations, expected, rtol=1e-6)


def test_blocks_are_weighed_in_the_precision_of_their_sums():
    words = correlated_words()
    blocks = np.arange(len(words)) % 2
    weighed = block_moments(words, blocks).weighted(np.array([2, 0]))
    assert weighed.triplets.dtype == np.float32
    twice = statistics_of(weighed)
    expected = population_statistics(words[blocks == 0])
    for name, values in vars(expected).items():
        np.testing.assert_allclose(getattr(twice, name), values, atol=1e-6)


def test_spike_counts_are_the_law_of_the_sum():
    words = correlated_words()
    spike_counts = population_statistics(words).spike_counts
    assert spike_counts.shape == (8,)
    expected = [(words.sum(axis=1) == k).mean() for k in range(8)]
    np.testing.assert_allclose(spike_counts, expected)


def test_many_cells_spiking_together_are_counted_without_overflow():
    spike_counts = population_statistics(np.ones((10, 300), np.uint8)).spike_counts
    assert spike_counts[300] == 1
    assert spike_counts.sum() == 1


def test_a_silent_cell_is_correlated_with_none():
    words = correlated_words()
    words[:, 0] = 0
    statistics = population_statistics(words)
    assert statistics.rates[0] == 0
    np.testing.assert_allclose(statistics.correlations[:6], 0, atol=1e-6)
    assert (statistics.correlations[6:] > 0.1).all()


def test_total_variation_is_one_for_disjoint_laws_and_zero_for_equal_ones():
    law = np.array([0.2, 0.3, 0.5])
    assert total_variation(law, law) == 0
    assert total_variation(np.array([1.0, 0, 0]), np.array([0, 0.4, 0.6])) == 1
    assert total_variation(law, np.array([0.3, 0.3, 0.4])) == pytest.approx(0.1)


def test_correlation_of_lists_ignores_scale_and_offset():
    values = np.array([0.1, 0.4, 0.2, 0.9])
    assert correlation_of(values, 3 * values + 1) == pytest.approx(1)
    assert correlation_of(values, -values) == pytest.approx(-1)
    assert correlation_of(np.array([1.0, 2, 3]), np.array([1.0, 3, 2])) == 0.5


def test_generated_words_follow_the_law_of_the_first_replica():
    vae = random_vae(6, 2, prior_components=2, decoder_hidden_dim=4)
    states = all_words(6)
    probabilities = np.exp(exact_log_likelihood(vae, states))
    words = sample_words(vae, 20_000, torch.Generator().manual_seed(0))
    assert words.shape == (20_000, 6)
    assert words.dtype == np.uint8
    counts = np.bincount(words @ 2 ** np.arange(6)[::-1], minlength=64)
    assert g_test(counts, probabilities) > 1e-3
    # Independent cells of the same rates would be told apart.
    rates = probabilities @ states
    independent = np.where(states == 1, rates, 1 - rates).prod(axis=1)
    assert g_test(counts, independent) < 1e-6


def test_triplets_are_third_central_moments():
    words = correlated_words(n_cells=5)
    centred = words - words.mean(axis=0)
    expected = [
        (centred[:, i] * centred[:, j] * centred[:, k]).mean()
        for i, j, k in combinations(range(5), 3)
    ]
    found = population_statistics(words).triplets
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-8)


def test_blocks_add_up_to_the_whole():
    words = correlated_words()
    blocks = np.arange(len(words)) % 4
    moments = block_moments(words, blocks)
    whole = statistics_of(moments.weighted(np.ones(4)))
    for name, value in vars(population_statistics(words)).items():
        np.testing.assert_allclose(getattr(whole, name), value, rtol=1e-5, atol=1e-9)
    # A block taken twice and another left out.
    chosen = np.concatenate([words[blocks == b] for b in (0, 0, 2, 3)])
    resample = statistics_of(moments.weighted(np.array([2, 0, 1, 1])))
    expected = population_statistics(chosen)
    np.testing.assert_allclose(resample.triplets, expected.triplets, atol=1e-8)

"""Generalised Hopfield models against all words of a few cells."""

import itertools

import numpy as np
import pytest
from scipy.stats import bernoulli

from latent_mean_field.systems.generalised_hopfield import GeneralisedHopfield
from oracles import g_test
from tiny_vae import all_words

N_CELLS, N_NODES = 7, 4


def small_law(seed: int = 0) -> GeneralisedHopfield:
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.ones(N_NODES))
    return GeneralisedHopfield(
        rng.normal(-1, 0.5, N_CELLS),
        rng.normal(size=(N_CELLS, 2)),
        rng.normal(size=(N_NODES, 2)),
        np.log(weights),
    )


def mixture_probabilities(law: GeneralisedHopfield) -> np.ndarray:
    """Of every word, as a mixture of products, by scipy and loops."""
    found = []
    for word in itertools.product((0, 1), repeat=N_CELLS):
        total = 0.0
        for m, log_weight in zip(law.nodes, law.log_weights, strict=True):
            p = 1 / (1 + np.exp(-(law.field + law.patterns @ m)))
            total += np.exp(log_weight) * bernoulli.pmf(word, p).prod()
        found.append(total)
    return np.array(found)


def test_the_law_is_normalised_and_is_a_mixture_of_mean_fields():
    law = small_law()
    probabilities = np.exp(law.log_prob(all_words(N_CELLS)))
    assert probabilities.sum() == pytest.approx(1)
    np.testing.assert_allclose(probabilities, mixture_probabilities(law), rtol=1e-10)


def test_many_words_are_told_block_by_block():
    law, words = small_law(), np.tile(all_words(N_CELLS), (80, 1))
    values = law.log_prob(words)
    np.testing.assert_allclose(values[:128], values[-128:])


def test_exact_samples_follow_the_law():
    law = small_law()
    words = law.sample(50_000, np.random.default_rng(1))
    codes = words @ (1 << np.arange(N_CELLS)[::-1])
    counts = np.bincount(codes, minlength=2**N_CELLS)
    assert g_test(counts, mixture_probabilities(law)) > 1e-3
    # A law of other patterns is told apart.
    assert g_test(counts, mixture_probabilities(small_law(1))) < 1e-6


def test_parameters_are_counted_without_the_gauge():
    # Fields, patterns, nodes and free weights, less a linear map and a shift of m.
    assert small_law().n_parameters == 7 + 14 + 8 + 3 - 6


def test_the_number_of_spikes_follows_from_all_words():
    law = small_law()
    exact = np.bincount(all_words(N_CELLS).sum(1), mixture_probabilities(law))
    np.testing.assert_allclose(law.spike_counts(), exact, rtol=1e-10)


def test_some_cells_follow_the_law_with_the_others_summed_out():
    law, cells = small_law(), np.array([0, 2, 5])
    codes = all_words(N_CELLS)[:, cells] @ [4, 2, 1]
    exact = np.bincount(codes, mixture_probabilities(law))
    marginal = np.exp(law.marginal(cells).log_prob(all_words(3)))
    np.testing.assert_allclose(marginal, exact, rtol=1e-10)

"""The dichotomised Gaussian against scipy's orthants and all words of a few cells."""

from itertools import combinations

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from latent_mean_field.peers.dichotomised_gaussian import (
    DichotomisedGaussian,
    fit_dichotomised_gaussian,
    orthant,
)
from oracles import g_test
from tiny_vae import all_words

N_CELLS = 4
WORDS = all_words(N_CELLS)


def true_law() -> DichotomisedGaussian:
    common = np.array([0.7, 0.6, -0.5, 0.4])
    correlations = np.outer(common, common)
    np.fill_diagonal(correlations, 1)
    return DichotomisedGaussian(np.array([-1.0, -0.3, -0.6, -1.4]), correlations)


def probabilities(law: DichotomisedGaussian) -> np.ndarray:
    """Of every word: the orthant of its mirrored Gaussians, by scipy."""
    found = []
    for word in WORDS:
        signs = 2.0 * word - 1
        mirrored = law.correlations * np.outer(signs, signs)
        gaussian = multivariate_normal(np.zeros(N_CELLS), mirrored, abseps=1e-7)
        found.append(gaussian.cdf(signs * law.thresholds))
    return np.array(found)


@pytest.mark.parametrize("r", [-0.95, -0.4, 0.0, 0.3, 0.9])
@pytest.mark.parametrize("corner", [(-1.8, -1.7), (-2.5, 0.4), (0.7, 1.1)])
def test_orthants_of_pairs_are_scipys(r, corner):
    exact = multivariate_normal([0, 0], [[1, r], [r, 1]]).cdf(corner)
    value = orthant(*map(np.array, corner), np.array(r))
    assert value == pytest.approx(exact, abs=1e-6)


def test_every_word_has_the_weight_of_its_orthant():
    law = true_law()
    once, exact = np.exp(law.log_prob(WORDS)), probabilities(law)
    np.testing.assert_allclose(once, exact, rtol=0.2)
    # Unbiased: many draws of one word are as good as one orthant.
    many = np.exp(law.log_prob(np.tile(WORDS, (300, 1)))).reshape(300, -1)
    np.testing.assert_allclose(many.mean(axis=0), exact, rtol=0.01)


def test_words_follow_the_law_and_not_another():
    law = true_law()
    words = law.sample(40_000, np.random.default_rng(0))
    counts = np.bincount(words @ [8, 4, 2, 1], minlength=2**N_CELLS)
    assert g_test(counts, probabilities(law)) > 1e-3
    free = DichotomisedGaussian(law.thresholds, np.eye(N_CELLS))
    assert g_test(counts, probabilities(free)) < 1e-6


def test_thresholds_and_correlations_come_back_from_words():
    law = true_law()
    fit = fit_dichotomised_gaussian(law.sample(400_000, np.random.default_rng(1)))
    np.testing.assert_allclose(fit.thresholds, law.thresholds, atol=0.01)
    np.testing.assert_allclose(fit.correlations, law.correlations, atol=0.02)
    exact = np.linalg.eigvalsh(law.correlations)[0]
    assert fit.least_eigenvalue == pytest.approx(exact, abs=0.02)
    assert fit.n_parameters == 10


def test_pairs_that_no_gaussian_has_are_told_and_a_law_nearby_is_given():
    """Three cells, no two of which ever fire together, each in a third of the words."""
    words = np.tile(np.eye(3, dtype=np.uint8), (1_000, 1))
    fit = fit_dichotomised_gaussian(words)
    assert fit.least_eigenvalue < -0.5
    assert np.linalg.eigvalsh(fit.correlations)[0] > 0.01
    np.testing.assert_allclose(np.diag(fit.correlations), 1)
    pairs = [fit.correlations[i, j] for i, j in combinations(range(3), 2)]
    assert max(pairs) < -0.3


def test_draws_count_fully_where_cells_are_independent():
    law = true_law()
    free = DichotomisedGaussian(law.thresholds, np.eye(N_CELLS))
    np.testing.assert_allclose(free.effective_share(WORDS), 1)
    assert (law.effective_share(WORDS) < 1).all()
    assert (law.effective_share(WORDS) > 0.05).all()


def test_a_pair_never_seen_together_is_given_half_a_word():
    words = np.zeros((1_000, 2), np.uint8)
    words[:100, 0] = words[100:200, 1] = 1
    fit = fit_dichotomised_gaussian(words)
    together = orthant(*fit.thresholds, fit.correlations[0, 1])
    assert together == pytest.approx(0.0005, rel=1e-3)

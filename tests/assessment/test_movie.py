"""Mean fields and metastable states over a movie that two states make."""

import numpy as np
import pytest

from latent_mean_field.assessment.movie import (
    agreement,
    chance,
    follow_movie,
    locked_fraction,
    metastable_states,
    over_repeats,
)
from latent_mean_field.storage import Words
from latent_mean_field.systems.generalised_hopfield import GeneralisedHopfield
from tiny_vae import all_words

N_CELLS, N_REPEATS, N_BINS = 8, 30, 60


def law_of_two_states() -> GeneralisedHopfield:
    """The first four cells fire, or the last four."""
    pattern = np.repeat([1.0, -1.0], N_CELLS // 2)[:, None]
    nodes, log_weights = np.array([[-1.0], [1.0]]), np.log([0.5, 0.5])
    return GeneralisedHopfield(np.full(N_CELLS, -0.5), 3 * pattern, nodes, log_weights)


def movie(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Node of each bin, and words (n_repeats * n_bins, n_cells) that follow it."""
    rng, law = np.random.default_rng(seed), law_of_two_states()
    nodes = rng.integers(2, size=N_BINS)
    logits = law.field + law.nodes[nodes] @ law.patterns.T
    p = 1 / (1 + np.exp(-logits))
    words = rng.random((N_REPEATS, N_BINS, N_CELLS)) < p
    return nodes, words.reshape(-1, N_CELLS).astype(np.uint8)


def test_mean_fields_are_averages_over_the_nodes():
    law, words = law_of_two_states(), all_words(N_CELLS)
    joint = []
    for m in law.nodes:
        p = 1 / (1 + np.exp(-(law.field + law.patterns @ m)))
        joint.append(np.where(words == 1, p, 1 - p).prod(1))
    expected = (joint[1] - joint[0]) / (joint[0] + joint[1])
    np.testing.assert_allclose(law.mean_fields(words)[:, 0], expected, atol=1e-12)


def test_states_are_words_that_no_flip_makes_likelier():
    law = law_of_two_states()
    maxima, labels, occupation = metastable_states(law, all_words(N_CELLS))
    assert occupation.sum() == pytest.approx(1)
    assert labels.max() == len(maxima) - 1
    log_p = law.log_prob(maxima)
    for site in range(N_CELLS):
        flipped = maxima.copy()
        flipped[:, site] ^= 1
        assert (law.log_prob(flipped) <= log_p + 1e-4).all()
    two = [[1] * 4 + [0] * 4, [0] * 4 + [1] * 4]
    assert sorted(maxima[:2].tolist()) == sorted(two)


def test_a_movie_of_two_states_is_followed():
    nodes, words = movie()
    blocks = np.repeat(np.arange(N_REPEATS), N_BINS)
    numbers, arrays = follow_movie(law_of_two_states(), Words(words, words, blocks))
    assert numbers["metastable_states"]["value"] >= 2
    assert numbers["locked_fraction_1"]["value"] > 0.9
    agreed = numbers["state_agreement"]
    assert agreed["value"] > 0.85 > 0.6 > agreed["theory"]
    mean = arrays["mean_fields"][:, :, 0].mean(0)
    assert ((mean > 0) == (nodes == 1)).all()
    assert arrays["counts"].shape == (N_REPEATS, N_BINS)


def test_shuffled_repeats_are_locked_to_nothing():
    _, words = movie()
    shuffled = np.random.default_rng(1).permutation(words)
    m = law_of_two_states().mean_fields(shuffled).reshape(N_REPEATS, N_BINS)
    assert locked_fraction(m) == pytest.approx(0, abs=0.03)


def test_the_scatter_of_few_repeats_locks_nothing():
    # Uncorrected, the mean of five would have a sixth of the variance.
    values = np.random.default_rng(2).normal(size=(5, 4_000))
    assert locked_fraction(values) == pytest.approx(0, abs=0.02)
    movie_alone = np.random.default_rng(3).normal(size=4_000)
    assert locked_fraction(values + movie_alone) == pytest.approx(0.5, abs=0.03)


def test_agreement_counts_pairs_of_repeats():
    states = np.array([[0, 1], [0, 1], [0, 2]])
    # In the first bin all three pairs agree, in the second one of three.
    assert agreement(states) == pytest.approx((3 + 1) / 6)
    assert chance(states) == pytest.approx((9 + 4 + 1) / 36)


def test_the_error_of_a_locked_fraction_is_its_scatter_between_recordings():
    law, found, errors = law_of_two_states(), [], []
    nodes, _ = movie()
    p = 1 / (1 + np.exp(-law.field - law.nodes[nodes] @ law.patterns.T))
    for seed in range(40):
        coins = np.random.default_rng(seed).random((N_REPEATS, N_BINS, N_CELLS))
        words = (coins < p).reshape(-1, N_CELLS).astype(np.uint8)
        m = law.mean_fields(words).reshape(N_REPEATS, N_BINS)
        number = over_repeats(locked_fraction, m)
        found.append(number["value"])
        errors.append(number["error"])
    # The scatter of 40 is known to 11 %.
    assert np.mean(errors) == pytest.approx(np.std(found, ddof=1), rel=0.35)


def test_too_few_repeats_have_no_error():
    m = np.random.default_rng(0).normal(size=(3, N_BINS))
    assert over_repeats(locked_fraction, m)["error"] is None

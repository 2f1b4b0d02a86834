"""The number of latents, from evidences made by hand."""

import numpy as np
import pytest

from latent_mean_field.assessment.dimension import choose_dimension, gain

RNG = np.random.default_rng(0)
BASE = RNG.normal(-50, 3, 4_000)


def evidence(means: dict[int, float]) -> dict[int, np.ndarray]:
    """The same words, each d better by its mean, with noise of its own."""
    return {
        d: BASE + mean + RNG.normal(0, 0.05, len(BASE)) for d, mean in means.items()
    }


def test_the_least_number_that_no_larger_one_beats_is_chosen():
    assert choose_dimension(evidence({1: -1.0, 2: -0.3, 3: 0.0, 4: -0.01})) == 3


def test_a_gain_within_its_error_buys_no_latent():
    # The mean difference has an error of 0.05 * sqrt(2 / 4000) = 0.0011 nats.
    assert choose_dimension(evidence({1: 0.0, 2: 0.0005})) == 1
    assert choose_dimension(evidence({1: 0.0, 2: 0.01})) == 2


def test_words_are_compared_one_by_one():
    mean, error = gain(BASE, BASE + 0.1)
    assert mean == pytest.approx(0.1)
    assert error == pytest.approx(0.0, abs=1e-12)


def test_the_only_number_there_is_is_chosen():
    assert choose_dimension(evidence({4: -2.0})) == 4

"""Laws of spike words against all words of a few cells."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import logsumexp
from scipy.stats import bernoulli

from latent_mean_field.peers.bernoulli_mixture import BernoulliMixture
from latent_mean_field.peers.boltzmann_machine import (
    BoltzmannMachine,
    fit_boltzmann_machine,
)
from latent_mean_field.peers.independent_cells import (
    IndependentCells,
    fit_independent_cells,
)
from latent_mean_field.peers.markov import annealed_log_normaliser
from latent_mean_field.peers.maximum_entropy import MaximumEntropy, fit_maximum_entropy
from latent_mean_field.peers.populations import fit_rival
from latent_mean_field.peers.stimulus_locked import (
    StimulusLocked,
    fit_stimulus_locked,
)
from latent_mean_field.peers.summed_activity import SummedActivity
from latent_mean_field.storage import Words
from oracles import g_test
from tiny_vae import all_words

N_CELLS, N_WORDS = 5, 40_000
WORDS = all_words(N_CELLS)


def energy(strength: float = 0.8) -> MaximumEntropy:
    rng = np.random.default_rng(0)
    J = strength * np.triu(rng.normal(size=(N_CELLS, N_CELLS)), 1)
    potential = np.append(0.0, 0.4 * rng.normal(size=N_CELLS))
    return MaximumEntropy(rng.normal(-1, 0.3, N_CELLS), J + J.T, potential)


def log_weights(law: MaximumEntropy) -> np.ndarray:
    """Of every word, pair by pair."""
    found = []
    for x in WORDS.astype(float):
        pairs = sum(
            law.couplings[i, j] * x[i] * x[j]
            for i in range(N_CELLS)
            for j in range(i + 1, N_CELLS)
        )
        found.append(law.field @ x + pairs + law.potential[int(x.sum())])
    return np.array(found)


def maximum_entropy(strength: float = 0.8) -> MaximumEntropy:
    own = energy(strength)
    log_Z = float(logsumexp(log_weights(own)))
    return replace(own, log_normaliser=log_Z)


def boltzmann_machine() -> BoltzmannMachine:
    rng = np.random.default_rng(1)
    b, c, W = rng.normal(-1, 0.3, N_CELLS), rng.normal(size=2), rng.normal(size=(5, 2))
    free = BoltzmannMachine(b, c, W)
    return replace(free, log_normaliser=float(logsumexp(free.log_weight(WORDS))))


RNG = np.random.default_rng(2)
LAWS = {
    "independent": IndependentCells(RNG.uniform(0.1, 0.6, N_CELLS)),
    "summed_activity": SummedActivity(RNG.dirichlet(np.ones(N_CELLS + 1))),
    "mixture": BernoulliMixture(
        RNG.uniform(0.1, 0.6, (3, N_CELLS)), RNG.dirichlet(np.ones(3))
    ),
    "maximum_entropy": maximum_entropy(),
    "boltzmann_machine": boltzmann_machine(),
}


def drawn(law, n: int = N_WORDS, seed: int = 0) -> np.ndarray:
    return law.sample(n, np.random.default_rng(seed))


def counts_of(words: np.ndarray) -> np.ndarray:
    codes = words @ (1 << np.arange(N_CELLS)[::-1])
    return np.bincount(codes, minlength=2**N_CELLS)


def samples_of(words: np.ndarray) -> Words:
    return Words(words, words[:100], np.repeat([0, 1], 50))


@pytest.mark.parametrize("name", LAWS)
def test_every_law_is_normalised(name):
    assert np.exp(LAWS[name].log_prob(WORDS)).sum() == pytest.approx(1, rel=1e-5)


@pytest.mark.parametrize("name", LAWS)
def test_words_follow_their_law(name):
    law, other = LAWS[name], LAWS["summed_activity" if name == "mixture" else "mixture"]
    counts = counts_of(drawn(law))
    assert g_test(counts, np.exp(law.log_prob(WORDS))) > 1e-4
    assert g_test(counts, np.exp(other.log_prob(WORDS))) < 1e-6


def test_independent_cells_are_products_of_their_training_rates():
    train, held_out = drawn(LAWS["mixture"], 3_000), drawn(LAWS["mixture"], 50, seed=1)
    expected = bernoulli.logpmf(held_out, train.mean(axis=0)).sum(axis=1)
    values = fit_independent_cells(train).log_prob(held_out)
    np.testing.assert_allclose(values, expected)


@pytest.mark.parametrize("constant", [0, 1])
def test_a_spike_never_seen_in_training_is_improbable_and_not_impossible(constant):
    train = drawn(LAWS["mixture"], 1_000)
    train[:, 2] = constant
    usual = np.full((1, N_CELLS), constant, np.uint8)
    surprise = usual.copy()
    surprise[0, 2] = 1 - constant
    values = fit_independent_cells(train).log_prob(np.concatenate([usual, surprise]))
    # Half a count in a thousand words.
    assert values[1] - values[0] == pytest.approx(np.log(0.0005 / 0.9995))


def test_a_machine_sums_its_hidden_units_out():
    law = boltzmann_machine()
    hidden = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    joint = (
        WORDS @ law.field[:, None]
        + hidden @ law.hidden_field
        + WORDS @ law.weights @ hidden.T
    )
    expected = logsumexp(joint, axis=1)
    np.testing.assert_allclose(law.log_weight(WORDS), expected, rtol=1e-5)


def test_annealing_finds_the_normaliser():
    rng = np.random.default_rng(0)
    own = energy(strength=4)
    rest, start = np.full(N_CELLS, np.log(0.3 / 0.7)), rng.random((1_000, 5)) < 0.3
    found, error = annealed_log_normaliser(own, start, rest, rng, n_steps=200)
    assert error < 0.02
    assert found == pytest.approx(logsumexp(log_weights(own)), abs=4 * error)
    # At once, without words that follow, the same runs are worth much less.
    _, at_once = annealed_log_normaliser(own, start, rest, rng, n_steps=1)
    assert at_once > 5 * error


def test_maximum_entropy_matches_moments_and_normaliser():
    truth = maximum_entropy()
    words = drawn(truth)
    law = fit_maximum_entropy(words, with_potential=True, rng=np.random.default_rng(1))
    own = drawn(law)
    np.testing.assert_allclose(own.mean(0), words.mean(0), atol=0.015)
    np.testing.assert_allclose(np.cov(own.T), np.cov(words.T), atol=0.015)
    assert np.exp(law.log_prob(WORDS)).sum() == pytest.approx(1, abs=0.03)
    p = np.exp(truth.log_prob(WORDS))
    assert p @ (truth.log_prob(WORDS) - law.log_prob(WORDS)) < 0.01


def test_maximum_entropy_has_no_words_of_more_cells_than_it_was_shown():
    """Strong couplings would make a state of all cells, and keep it."""
    words = drawn(maximum_entropy(strength=3.0))
    few = words[words.sum(1) < N_CELLS - 1]
    law = fit_maximum_entropy(few, with_potential=True, rng=np.random.default_rng(1))
    many = WORDS[WORDS.sum(1) >= N_CELLS - 1]
    assert np.exp(law.log_prob(many)).sum() < 1e-6


def test_a_machine_learns_what_independent_cells_cannot():
    truth = maximum_entropy(strength=1.5)
    words = drawn(truth)
    law = fit_boltzmann_machine(words, 4, np.random.default_rng(0))
    p = np.exp(truth.log_prob(WORDS))
    assert np.exp(law.log_prob(WORDS)).sum() == pytest.approx(1, abs=0.05)
    rates = IndependentCells(words.mean(0))
    lost, all_lost = (
        p @ (truth.log_prob(WORDS) - one.log_prob(WORDS)) for one in (law, rates)
    )
    assert lost < 0.2 * all_lost


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ({"system": "independent"}, "independent"),
        ({"system": "summed_activity"}, "summed_activity"),
        ({"system": "bernoulli_mixture", "components": 3}, "mixture"),
    ],
)
def test_a_rival_learns_its_own_law(keys, name):
    truth = LAWS[name]
    law = fit_rival(keys, samples_of(drawn(truth)), np.random.default_rng(0))
    p = np.exp(truth.log_prob(WORDS))
    assert p @ (truth.log_prob(WORDS) - law.log_prob(WORDS)) < 2e-3
    assert law.n_parameters == truth.n_parameters


def test_what_is_told_the_stimulus_knows_the_rates_of_every_bin():
    rates = np.random.default_rng(0).uniform(0.1, 0.6, (50, N_CELLS))
    truth = StimulusLocked(rates)
    repeats = np.random.default_rng(1).random((400, 50, N_CELLS)) < rates
    words = repeats.astype(np.uint8).reshape(-1, N_CELLS)
    law = fit_rival({"system": "stimulus_locked"}, samples_of(words), RNG)
    # Five standard errors of a rate of one half from 400 repeats.
    np.testing.assert_allclose(law.rates, rates, atol=0.125)
    expected = np.log(np.where(words[:50] == 1, law.rates, 1 - law.rates)).sum(1)
    np.testing.assert_allclose(law.log_prob(words)[:50], expected, rtol=1e-5)
    assert drawn(truth).mean(0) == pytest.approx(rates.mean(0), abs=0.015)
    with pytest.raises(ValueError, match="whole repeats of 50 bins"):
        law.log_prob(words[:60])


def test_a_silent_cell_costs_no_infinity():
    words = drawn(LAWS["independent"], 200)
    words[:, 0] = 0
    loud = words[:1].copy()
    loud[0, 0] = 1
    for keys in ({"system": "independent"}, {"system": "summed_activity"}):
        law = fit_rival(keys, samples_of(words), RNG)
        assert np.isfinite(law.log_prob(loud)).all()


def test_an_unknown_rival_is_named():
    with pytest.raises(ValueError, match="no rival is called psychic"):
        fit_rival({"system": "psychic"}, samples_of(WORDS), RNG)


def test_cells_that_always_fire_in_training_or_never_may_yet_do_otherwise():
    words = np.zeros((40, 3), np.uint8)
    words[:, 0], words[::2, 1] = 1, 1
    law = fit_stimulus_locked(words, 10)
    assert np.isfinite(law.log_prob(np.array([[0, 0, 1]] * 10, np.uint8))).all()

"""A fit to a population is judged on held-out words, against the exact law of them."""

import logging

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import gammaln

from latent_mean_field.assessment import likelihood
from latent_mean_field.assessment.likelihood import LikelihoodError
from latent_mean_field.assessment.recording import assess_recording
from latent_mean_field.assessment.recording_statistics import measure_recording
from latent_mean_field.storage import Words
from latent_mean_field.vae.fit import Fit
from perfect_vae import curie_weiss_counts, curie_weiss_words, perfect_vae
from tiny_vae import small_settings

N_CELLS, BETA_J, N_WORDS = 10, 1.2, 4000


def judged() -> dict:
    """Numbers of the perfect fit to cells which are Curie-Weiss spins."""
    words = curie_weiss_words(N_CELLS, BETA_J, N_WORDS)
    train, held_out = np.split(words, 2)
    samples = Words(train, held_out, np.arange(len(held_out)) // 20)
    rng = np.random.default_rng(1)
    fit = Fit(perfect_vae(N_CELLS, BETA_J), small_settings(), np.zeros(1), [])
    numbers, _ = assess_recording(fit, samples, measure_recording(samples, rng), rng)
    return numbers


def exact_log_prob() -> NDArray:
    """Log p of the held-out words: P(K) shared by all words of K spikes."""
    k = np.arange(N_CELLS + 1)
    log_choices = gammaln(N_CELLS + 1) - gammaln(k + 1) - gammaln(N_CELLS - k + 1)
    log_prob = np.log(curie_weiss_counts(N_CELLS, BETA_J)) - log_choices
    words = curie_weiss_words(N_CELLS, BETA_J, N_WORDS)
    return log_prob[words[N_WORDS // 2 :].sum(axis=1)]


def test_a_perfect_fit_has_the_likelihood_of_the_law():
    numbers = judged()
    own, alone = (
        numbers[name]["value"]
        for name in ("log_likelihood", "independent_log_likelihood")
    )
    assert own == pytest.approx(exact_log_prob().mean(), abs=1e-4)
    assert alone == pytest.approx(-N_CELLS * np.log(2), abs=0.02)
    gain = numbers["gain"]
    assert gain["value"] == pytest.approx((own - alone) / (N_CELLS * np.log(2)))
    assert gain["value"] > 4 * gain["error"] > 0
    assert numbers["pair_correlation_r"]["error"] > 0


def test_a_likelihood_that_is_refused_is_missing_and_all_else_is_there(
    monkeypatch, caplog
):
    def refuse(*_, **__):
        message = "too few"
        raise LikelihoodError(message)

    everything = judged()
    monkeypatch.setattr(likelihood, "log_likelihood", refuse)
    with caplog.at_level(logging.WARNING):
        numbers = judged()
    assert everything.keys() - numbers.keys() == {"log_likelihood", "gain"}
    assert "no log-likelihood: too few" in caplog.messages

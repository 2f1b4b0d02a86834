"""KL(p||p_theta) of laws that are summed over all words."""

import logging

import numpy as np
import pytest

from latent_mean_field.assessment.divergence import divergence
from oracles import boltzmann, curie_weiss_energy
from perfect_vae import curie_weiss_words, perfect_vae

N_SPINS, N_WORDS = 10, 20_000


def log_law(beta_J: float) -> tuple[np.ndarray, np.ndarray]:
    """Log p of every word, and of samples at beta J = 1.2."""
    law = boltzmann(curie_weiss_energy(beta_J), N_SPINS)
    log_prob = np.empty(2**N_SPINS)
    bits = 2 ** np.arange(N_SPINS)
    log_prob[(law.states > 0) @ bits] = np.log(law.probabilities)
    return log_prob, log_prob[curie_weiss_words(N_SPINS, 1.2, N_WORDS) @ bits]


def measured(**changes) -> dict:
    """Divergence of matter at beta J = 1.2 from a VAE that is matter at 0.8."""
    arguments = {"n_samples": 64, "seed": 0, "cost": 0.01, **changes}
    words = curie_weiss_words(N_SPINS, 1.2, N_WORDS)
    _, log_prob = log_law(1.2)
    return divergence(perfect_vae(N_SPINS, 0.8), words, log_prob, **arguments)


def test_divergence_of_a_warmer_law_is_the_sum_over_all_words():
    (p, _), (q, _) = log_law(1.2), log_law(0.8)
    expected = (np.exp(p) * (p - q)).sum()
    found = measured()["kl_nats"]
    assert found["value"] == pytest.approx(expected, abs=4 * found["error"])
    assert 0 < found["error"] < 0.1 * expected
    assert (found["theory"], found["unit"]) == (0.01, "nats")


def test_a_doubt_that_all_words_share_is_part_of_the_error():
    alone, doubtful = (measured(doubt=d)["kl_nats"]["error"] for d in (0.0, 0.3))
    assert doubtful == pytest.approx(np.hypot(alone, 0.3))


def test_a_divergence_that_cannot_be_told_is_missing(monkeypatch, caplog):
    monkeypatch.setattr(
        "latent_mean_field.assessment.likelihood._grid_serves", lambda vae: False
    )
    monkeypatch.setattr(
        "latent_mean_field.assessment.likelihood.MIN_EFFECTIVE_SAMPLES", 1000.0
    )
    with caplog.at_level(logging.WARNING):
        assert measured() == {}
    assert "no log-likelihood: importance sampling has" in caplog.text

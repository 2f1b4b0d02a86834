"""Fits that are known to be right, and to be wrong, get the verdict they deserve."""

import logging
import math

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from latent_mean_field.assessment import matter
from latent_mean_field.assessment.matter import assess_matter
from latent_mean_field.quantities import quantity
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.ising_torus import CRITICAL_TEMPERATURE, IsingTorus
from latent_mean_field.vae.fit import Fit
from latent_mean_field.vae.model import VAE
from oracles import boltzmann, curie_weiss_energy, ising_energy, torus_bonds
from perfect_vae import curie_weiss_words, perfect_vae
from tiny_vae import random_vae, small_settings

N_WORDS = 2000
LATENT = 0.987


def fit_of(vae: VAE) -> Fit:
    """As if it had been trained, one restart."""
    return Fit(vae, small_settings(), np.zeros(1), [])


def collapsed_vae(n_sites: int) -> VAE:
    """Fair coins; the posterior of every word is the prior, to rounding."""
    vae = random_vae(n_sites, 1)
    with torch.no_grad():
        for parameter in vae.parameters():
            parameter.zero_()
        # Not quite the prior: a rate without any scatter has no standard error.
        vae.encoder.network.output.bias[..., 1] = 1e-3
    return vae.float()


def cut(information: float, error: float = 0.0) -> dict:
    return {
        "mutual_information": quantity(information, error, unit="nats"),
        "latent_information": quantity(LATENT, 0.01, unit="nats"),
    }


def judged(vae, words, system, information, caplog) -> tuple[dict, str]:
    """The numbers, and the verdict that was logged."""
    with caplog.at_level(logging.INFO):
        numbers = assess_matter(
            fit_of(vae), words, system, information, n_train=N_WORDS, seed=0
        )
    (line,) = [m for m in caplog.messages if m.startswith("capacity verdict: ")]
    return numbers, line.removeprefix("capacity verdict: ")


@pytest.fixture(scope="module")
def torus() -> tuple[NDArray, float, float]:
    """Words of a critical 4 x 4 torus, their entropy and I of its checkerboard."""
    law = boltzmann(ising_energy(torus_bonds(4), 1 / CRITICAL_TEMPERATURE), 16)
    rows = np.random.default_rng(0).choice(2**16, N_WORDS, p=law.probabilities)
    row, column = np.divmod(np.arange(16), 4)
    information = law.mutual_information((row + column) % 2 == 0)
    return (law.states[rows] > 0).astype(np.uint8), law.entropy(), information


def test_a_perfect_vae_is_faithful(caplog):
    n_spins, beta_J = 10, 1.2
    law = boltzmann(curie_weiss_energy(beta_J), n_spins)
    information = law.mutual_information(np.arange(n_spins) < n_spins // 2)
    words = curie_weiss_words(n_spins, beta_J, N_WORDS)
    numbers, verdict = judged(
        perfect_vae(n_spins, beta_J),
        words,
        CurieWeiss(n_spins, beta_J),
        [cut(information)],
        caplog,
    )
    assert verdict == "faithful"
    # Posterior and prior are exact, so that no word has a gap of its own.
    assert numbers["gap"]["value"] == pytest.approx(0, abs=1e-4)
    assert numbers["gap"]["error"] < 1e-4
    assert numbers["kl_nats"]["value"] == pytest.approx(0, abs=1e-4)
    assert numbers["elbo"]["value"] == pytest.approx(
        -law.entropy(), abs=4 * numbers["elbo"]["error"]
    )
    # A field and a loading for each of ten spins, half a nat each.
    cost = 10 / N_WORDS
    assert numbers["gap"]["theory"] == numbers["kl_nats"]["theory"] == cost
    assert numbers["rate"]["value"] > information
    assert numbers["bound_margin"]["value"] > 0


def test_a_doubt_of_log_z_is_one_of_all_samples(caplog, monkeypatch):
    # The gap of a perfect VAE has no scatter: all its error is that of log Z.
    monkeypatch.setattr(matter, "log_z_error", lambda answers: 0.25)
    words = curie_weiss_words(10, 1.2, N_WORDS)
    numbers, _ = judged(
        perfect_vae(10, 1.2), words, CurieWeiss(10, 1.2), [cut(0.1)], caplog
    )
    for name in ("gap", "kl_nats"):
        assert numbers[name]["error"] == pytest.approx(0.25, rel=1e-6)
    assert numbers["bound_margin"]["error"] > 0.25


def test_a_collapsed_posterior_on_curie_weiss_spins_has_too_little_rate(caplog):
    law = boltzmann(curie_weiss_energy(1.2), 10)
    information = law.mutual_information(np.arange(10) < 5)
    words = curie_weiss_words(10, 1.2, N_WORDS)
    numbers, verdict = judged(
        collapsed_vae(10), words, CurieWeiss(10, 1.2), [cut(information)], caplog
    )
    assert verdict == "too little rate"
    expected, gap = 10 * math.log(2) - law.entropy(), numbers["gap"]
    assert gap["value"] == pytest.approx(expected, abs=4 * gap["error"])
    assert numbers["bound_margin"]["value"] > 0


def test_a_collapsed_posterior_on_a_lattice_has_too_little_rate(torus, caplog):
    words, entropy, information = torus
    system = IsingTorus(4, CRITICAL_TEMPERATURE)
    known = [{"entropy": quantity(entropy)}, cut(information, 0.01)]
    numbers, verdict = judged(collapsed_vae(16), words, system, known, caplog)
    assert verdict == "too little rate"
    assert numbers["rate"]["value"] == pytest.approx(0, abs=1e-4)
    assert numbers["distortion"]["value"] == pytest.approx(16 * math.log(2), abs=1e-4)
    gap = numbers["gap"]
    assert gap["value"] == pytest.approx(
        16 * math.log(2) - entropy, abs=4 * gap["error"]
    )
    margin = gap["value"] - information + numbers["rate"]["value"]
    assert numbers["bound_margin"]["value"] == pytest.approx(margin)
    assert margin > 0


def test_a_random_decoder_with_rate_to_spare_is_not_faithful(torus, caplog):
    words, _, _ = torus
    vae = collapsed_vae(16)
    with torch.no_grad():
        vae.encoder.readout.fill_(1.0)
    system = IsingTorus(4, CRITICAL_TEMPERATURE)
    numbers, verdict = judged(vae, words, system, [cut(1.08, 0.01)], caplog)
    assert numbers["rate"]["value"] > 2
    assert verdict == "not mean-field"


def test_the_cut_that_shares_most_is_the_bound(torus, caplog):
    words, _, _ = torus
    system = IsingTorus(4, CRITICAL_TEMPERATURE)
    cuts = [cut(0.7), cut(1.1, 0.01), cut(0.9)]
    numbers, _ = judged(collapsed_vae(16), words, system, cuts, caplog)
    rate, gap, margin = (numbers[key] for key in ("rate", "gap", "bound_margin"))
    assert margin["value"] == pytest.approx(gap["value"] + rate["value"] - 1.1)
    errors = math.hypot(rate["error"], gap["error"], 0.01)
    assert margin["error"] == pytest.approx(errors)


def test_the_rate_is_judged_by_the_exact_latent_where_there_is_one(torus, caplog):
    words, _, _ = torus
    system = IsingTorus(4, CRITICAL_TEMPERATURE)
    numbers, _ = judged(collapsed_vae(16), words, system, [cut(1.1)], caplog)
    assert numbers["rate"]["theory"] == LATENT
    caplog.clear()
    lattice = {"mutual_information": quantity(1.1, 0.01)}
    numbers, _ = judged(collapsed_vae(16), words, system, [lattice], caplog)
    assert numbers["rate"]["theory"] is None

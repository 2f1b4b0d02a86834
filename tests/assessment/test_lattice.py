"""Thermodynamics of what a decoder draws, where it draws independent spins."""

import math

import numpy as np
import pytest
import torch

from latent_mean_field.assessment.lattice import assess_lattice, draw_spins
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.ising_chain import IsingChain
from latent_mean_field.systems.ising_torus import IsingTorus
from latent_mean_field.vae.fit import Fit
from latent_mean_field.vae.model import VAE
from oracles import boltzmann, ising_energy, torus_bonds
from tiny_vae import random_vae, small_settings

T = 2.5
WORDS = np.array([[0, 1] * 8, [1, 1] * 8, [0, 1, 1, 1] * 4], np.uint8)


def coins(log_odds: float = 0.0, n_sites: int = 16) -> VAE:
    """A decoder that ignores z."""
    vae = random_vae(n_sites, 2)
    with torch.no_grad():
        vae.decoder.loadings.zero_()
        vae.decoder.bias.fill_(log_odds)
    return vae.float()


def fit_of(vae: VAE) -> Fit:
    """As if it had been trained, one restart."""
    return Fit(vae, small_settings(), np.zeros(1), [])


def measured(vae: VAE):
    return assess_lattice(fit_of(vae), WORDS, IsingTorus(4, T), seed=0)


def test_fair_coins_have_no_energy_a_little_order_and_the_heat_of_free_bonds():
    numbers, _ = measured(coins())
    energy, order, heat = (
        numbers[key] for key in ("energy", "magnetisation", "heat_capacity")
    )
    # The 2N bonds of fair coins are pairwise independent signs: Var(H) = 2N.
    assert heat["value"] == pytest.approx(2 / T**2, abs=4 * heat["error"])
    assert energy["value"] == pytest.approx(0, abs=4 * energy["error"])
    assert energy["error"] == pytest.approx(math.sqrt(2 / 16) / 100, rel=0.05)
    # E|Σ s_i| / N of N = 16 coins, close to sqrt(2 / (pi N)).
    exact = math.comb(16, 8) / 2**16
    assert exact == pytest.approx(math.sqrt(2 / (math.pi * 16)), rel=0.02)
    assert order["value"] == pytest.approx(exact, abs=4 * order["error"])
    assert 0 < heat["error"] < 0.01


@pytest.mark.parametrize("sign", [-1, 1])
def test_coins_of_one_side_are_a_ground_state(sign):
    numbers, arrays = measured(coins(log_odds=sign * 40.0))
    assert numbers["energy"]["value"] == pytest.approx(-2)
    assert numbers["magnetisation"]["value"] == pytest.approx(1)
    assert numbers["heat_capacity"]["value"] == pytest.approx(0)
    assert (arrays["decoder"] == sign).all()


def test_biased_coins_have_the_energy_of_their_mean():
    numbers, _ = measured(coins(log_odds=math.log(3)))
    energy = numbers["energy"]
    # <s> = 1/2, two bonds per site.
    assert energy["value"] == pytest.approx(-2 / 4, abs=4 * energy["error"])


def test_theories_are_sums_over_states_and_the_order_of_the_samples():
    numbers, _ = measured(coins())
    law = boltzmann(ising_energy(torus_bonds(4), 1 / T), 16)
    H = -T * law.log_weights
    mean = law.probabilities @ H
    variance = law.probabilities @ (H - mean) ** 2
    assert numbers["energy"]["theory"] == pytest.approx(mean / 16)
    assert numbers["heat_capacity"]["theory"] == pytest.approx(variance / T**2 / 16)
    # |m| of the three words is 0, 1 and 1/2.
    assert numbers["magnetisation"]["theory"] == pytest.approx(0.5)


def test_snapshots_are_lattices_of_signs():
    _, arrays = measured(coins())
    assert arrays["decoder"].shape == (4, 4, 4)
    assert arrays["decoder"].dtype == arrays["equilibrium"].dtype == np.int8
    assert set(np.unique(arrays["decoder"])) == {-1, 1}
    expected = (2 * WORDS.astype(int) - 1).reshape(3, 4, 4)
    assert (arrays["equilibrium"] == expected).all()


def test_draws_are_of_the_law_of_the_decoder_and_of_their_seed():
    vae = coins(log_odds=math.log(3), n_sites=5)
    spins = draw_spins(vae, 4000, 1)
    # <s> = 1/2 with a standard error of sqrt(3/4 / 20,000).
    assert spins.mean() == pytest.approx(0.5, abs=4 * math.sqrt(0.75 / 20_000))
    assert (spins == draw_spins(vae, 4000, 1)).all()
    assert (spins != draw_spins(vae, 4000, 2)).any()


@pytest.mark.parametrize("system", [CurieWeiss(16, 1.0), IsingChain(16, 0.5)])
def test_what_is_no_lattice_has_no_thermodynamics(system):
    assert assess_lattice(fit_of(coins()), WORDS, system, seed=0) == ({}, {})

"""Judgements of fits to molecules, against a nearly exact VAE and exact integrals."""

import numpy as np
import pytest

from latent_mean_field.assessment.nematic import (
    assess_nematic,
    latent_information,
    rotated,
    strength_and_shape,
    totals,
)
from latent_mean_field.sampling.nematic import sample_nematic
from latent_mean_field.systems.maier_saupe import MaierSaupe
from latent_mean_field.tensors import as_words, components, matrices
from latent_mean_field.vae.fit import Fit
from nematic import nematic_vae
from tiny_vae import small_settings


def words_of(system, n, seed=0):
    return as_words(sample_nematic(system, n, np.random.default_rng(seed)))


def test_rotated_words_are_those_of_rotated_molecules():
    system = MaierSaupe(6, 0.2)
    words = words_of(system, 3)
    turned = rotated(words, 5, np.random.default_rng(0))
    before, after = (
        matrices(w.reshape(3, 6, 5).astype(float)) for w in (words, turned)
    )
    for one, other in zip(before, after, strict=True):
        # One rotation for all molecules: all products of pairs stay.
        pairs = [
            np.einsum("iab,jbc->ijac", t, t).trace(axis1=2, axis2=3)
            for t in (one, other)
        ]
        assert pairs[0] == pytest.approx(pairs[1], abs=1e-5)
    assert np.abs(before - after).max() > 0.1


def test_information_of_the_exact_latent_is_entropy_of_m_less_that_of_its_noise():
    system = MaierSaupe(30, 0.25)
    law = system.law
    volume = (
        8 * np.pi**2 / 3 / 2 * np.diff(law.radii**5)[:, None] / 5 * np.diff(law.shapes)
    )
    mass = law.probabilities
    entropy = -(
        mass * np.log(mass / volume, where=mass > 0, out=np.zeros_like(mass))
    ).sum()
    noise = 2.5 * np.log(2 * np.pi * np.e / 30)
    total = totals(words_of(system, 20_000), system)
    found = latent_information(system, total, np.random.default_rng(1))
    assert found == pytest.approx(entropy - noise, abs=0.05)


def test_rods_and_discs_have_their_shapes():
    rod = components(np.array([[0.0, 0.6, 0.8]]))
    assert strength_and_shape(3 * rod)[0, 1] == pytest.approx(1)
    strength, shape = strength_and_shape(-2 * rod)[0]
    assert shape == pytest.approx(-1)
    assert strength == pytest.approx(2 * np.sqrt(2 / 3))


@pytest.mark.parametrize("system", [MaierSaupe(20, 0.3), MaierSaupe(20, 0.7, 2)])
def test_a_nearly_exact_vae_is_judged_nearly_exact(system):
    vae = nematic_vae(system, n_clouds=2_000, width=0.8)
    fit = Fit(vae, small_settings(prior_components=2_000), np.zeros(1), [])
    train, held_out = words_of(system, 3_000), words_of(system, 1_000, seed=1)
    numbers, arrays = assess_nematic(fit, system, train, held_out, seed=0)
    assert numbers["order_parameter_total_variation"]["value"] < 0.1
    assert numbers["order_parameter_error"]["value"] < 0.02
    assert abs(numbers["kl_nats"]["value"]) < 0.3
    cost = fit.learning_cost(3_000)
    assert numbers["gap"]["theory"] == numbers["kl_nats"]["theory"] == cost > 0
    assert numbers["rate"]["value"] == pytest.approx(numbers["rate"]["theory"], abs=0.4)
    # Fields that are the same for all molecules turn with them, but for a prior made
    # of a thousand clouds.
    change = numbers["rotation_elbo_change"]
    assert change["value"] < 2 * change["theory"] + 0.5
    assert arrays["molecules"].shape == (20, 3 if system.n_components == 5 else 2)
    assert arrays["fields"].shape[1] == 2
    if system.n_components == 5:
        # Of both parts: <u u^T> of each word, its lower two eigenvalues.
        total = np.concatenate([totals(train, system), totals(held_out, system)])
        lower = np.linalg.eigvalsh(1.5 * matrices(total) / 20)[:, :2]
        expected = np.diff(lower).mean()
        assert numbers["biaxiality"]["theory"] == pytest.approx(expected)


def test_samples_of_colder_matter_are_told_apart():
    system, colder = MaierSaupe(20, 0.3), MaierSaupe(20, 0.15)
    vae = nematic_vae(system, n_clouds=2_000, width=0.8)
    fit = Fit(vae, small_settings(prior_components=2_000), np.zeros(1), [])
    words = words_of(colder, 1_000)
    numbers, _ = assess_nematic(fit, colder, words, words, seed=0)
    assert numbers["order_parameter_total_variation"]["value"] > 0.5
    assert numbers["kl_nats"]["value"] > 1

"""Regimes, and a comparison on trainings whose answer is known beforehand."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from latent_mean_field.assessment import mixtures
from latent_mean_field.assessment.mixtures import TRAININGS, compare_mixtures
from latent_mean_field.assessment.regimes import (
    Regimes,
    regimes_of_matter,
    regimes_of_reactions,
    regimes_of_wakes,
)
from latent_mean_field.sampling.wakes import Wakes
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.hopfield import Hopfield
from latent_mean_field.systems.surface_reaction import draw_reactions
from latent_mean_field.vae.fitting import fit_vaes
from tiny_vae import small_settings

CHANGES = {
    "em": {"prior": "em"},
    "joint": {"prior": "mixture"},
    "random": {"prior": "em", "prior_start": "random"},
    "joint_random": {"prior": "mixture", "prior_start": "random"},
    "plain": {"prior": "normal", "prior_components": 1},
}


def test_valleys_are_patterns_and_their_negatives():
    xi = np.array([[1, 1], [1, -1], [1, 1], [1, -1]])
    spins = np.stack([xi[:, 0], -xi[:, 0], xi[:, 1], -xi[:, 1]])
    labels, quantities = regimes_of_matter(Hopfield(xi, 1.5), spins)
    assert len(set(labels)) == 4
    np.testing.assert_allclose(quantities["overlap_1"], [1, -1, 0, 0])
    np.testing.assert_allclose(quantities["overlap_2"], [0, 0, 1, -1])


def test_phases_of_curie_weiss_matter_are_signs():
    spins = np.array([[1, 1, 1], [1, 1, -1], [-1, -1, 1]])
    labels, quantities = regimes_of_matter(CurieWeiss(3, 1.5, 0.0), spins)
    assert labels.tolist() == [1, 1, 0]
    np.testing.assert_allclose(quantities["overlap_1"], [1, 1 / 3, -1 / 3])


def test_fates_of_reactions_are_how_they_end():
    reactions = draw_reactions(50, np.random.default_rng(0))
    labels, quantities = regimes_of_reactions(reactions)
    np.testing.assert_array_equal(labels, reactions.coverage[:, -1] > 0.6)
    assert list(quantities) == ["adsorption", "desorption", "final_coverage"]


def test_regimes_of_wakes_are_rest_and_shedding():
    wakes = Wakes(np.zeros((3, 512)), np.array([30.0, 44.5, 90.0]), np.arange(3) / 30)
    labels, quantities = regimes_of_wakes(wakes)
    assert labels.tolist() == [0, 0, 1]
    assert list(quantities) == ["reynolds"]


def two_kinds() -> tuple[NDArray, NDArray]:
    """Labels, and words of two kinds that no training could confuse."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 2000)
    rates = np.where(labels[:, None], 0.95, 0.05)
    return labels, (rng.random((2000, 30)) < rates).astype(np.uint8)


@pytest.fixture(scope="module")
def fits(tmp_path_factory):
    """All trainings of the first half of the words."""
    _, words = two_kinds()
    folder = tmp_path_factory.mktemp("fits")
    found = {}
    for name in TRAININGS:
        settings = small_settings(
            n_restarts=3, n_steps=150, **{"prior_components": 2, **CHANGES[name]}
        )
        checkpoint = Path(folder / name)
        found[name], *_ = fit_vaes(
            words[None, :1000], 1, settings, seed=1, checkpoint=checkpoint, code=""
        )
    return found


@pytest.fixture(scope="module")
def compared(fits):
    """Compared on the other half; log p as if it were zero."""
    labels, words = two_kinds()
    held_out = words[1000:]
    regimes = Regimes(labels[1000:], {"spikes": held_out.sum(axis=1).astype(float)})
    return compare_mixtures(
        fits, held_out, regimes, np.zeros(1000), np.random.default_rng(1), 2
    )


def test_components_are_the_two_kinds(compared):
    numbers, arrays = compared
    assert numbers["adjusted_rand_least"]["value"] == 1
    assert numbers["dead_components"]["value"] == 0
    assert arrays["means"].shape == (2, 1)
    assert arrays["covariances"].shape == (2, 1, 1)


def test_the_number_of_spikes_is_smooth_on_the_latent(compared):
    numbers, _ = compared
    assert numbers["smoothness_z_permuted"]["value"] > 20
    assert numbers["roughness_em"]["value"] < 0.3


def test_two_components_save_a_divergence(compared):
    numbers, _ = compared
    saved = numbers["kl_nats_saved"]
    assert saved["value"] > 4 * saved["error"] > 0
    expected = numbers["kl_nats_plain"]["value"] - numbers["kl_nats_em"]["value"]
    assert saved["value"] == pytest.approx(expected)


def test_a_divergence_that_cannot_be_told_is_missing(fits, monkeypatch):
    known = mixtures.likelihood_if_known

    def refuse_the_plain(vae, words, **how):
        return known(vae, words, **how) if vae.prior().means.shape[1] > 1 else None

    monkeypatch.setattr(mixtures, "likelihood_if_known", refuse_the_plain)
    _, words = two_kinds()
    numbers = mixtures._divergences(fits, words[1000:], np.zeros(1000), 2)
    assert numbers.keys() == {f"kl_nats_{name}" for name in mixtures.MIXED}

"""Axes of trainings on spins that have axes of their own."""

from pathlib import Path

import numpy as np
import pytest

from latent_mean_field.assessment.latent_axes import compare_axes
from latent_mean_field.storage import Words
from latent_mean_field.vae.fit import Fit
from latent_mean_field.vae.fitting import fit_vaes
from tiny_vae import small_settings

N_SITES, N_WORDS = 24, 3_000


def samples() -> Words:
    """Half of the sites follow one sign, half another; one of the two is at rest."""
    rng = np.random.default_rng(0)
    chosen = rng.integers(2, size=N_WORDS)
    fields = np.zeros((N_WORDS, 2))
    fields[np.arange(N_WORDS), chosen] = rng.choice([-2.0, 2.0], N_WORDS)
    logits = np.repeat(fields, N_SITES // 2, axis=1)
    words = (rng.random(logits.shape) < 1 / (1 + np.exp(-logits))).astype(np.uint8)
    return Words(words[:2_000], words[2_000:], np.arange(N_WORDS - 2_000))


def fitted(words: Words, checkpoint: Path, potential: float) -> Fit:
    settings = small_settings(
        n_restarts=3,
        prior="normal",
        turned_starts=True,
        encoder_hidden_dim=8,
        n_steps=400,
        batch_size=200,
        potential=potential,
    )
    one = words.train[None]
    (fit,) = fit_vaes(one, 2, settings, seed=0, checkpoint=checkpoint, code="")
    return fit


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    words, folder = samples(), tmp_path_factory.mktemp("axes")
    fits = tuple(fitted(words, folder / f"{u}", u) for u in (0.0, 5.0))
    return compare_axes(fits, words, np.random.default_rng(1), seed=0)


def test_axes_agree_after_correction_and_not_before(compared):
    numbers, arrays = compared
    assert numbers["axis_agreement"]["value"] > 0.98
    assert numbers["axis_agreement_uncorrected"]["value"] < 0.95
    assert len(arrays["corrected"]) == 3


def test_the_potential_is_least_after_correction_and_less_where_it_was_there(compared):
    numbers, _ = compared
    free, corrected, trained = (
        numbers[f"potential_{name}"]["value"]
        for name in ("uncorrected", "corrected", "trained")
    )
    assert corrected < free - 0.01
    assert trained < free - 0.01
    assert abs(numbers["elbo_change"]["value"]) < 0.3

"""What changes along a training: the step width, and the precision of the sites."""

import numpy as np
import pytest
import torch

from latent_mean_field.vae.schedule import learning_rate, precision
from tiny_vae import small_settings


def test_the_learning_rate_rises_to_its_peak_and_falls_to_zero():
    settings = small_settings(n_steps=1000, learning_rate=0.02)
    rates = np.array([learning_rate(step, settings) for step in range(1000)])
    peak = rates.argmax()
    assert rates.max() == pytest.approx(0.02, rel=1e-3)
    assert peak == pytest.approx(100, abs=2)
    assert (np.diff(rates[: peak + 1]) > 0).all()
    assert (np.diff(rates[peak:]) < 0).all()
    np.testing.assert_allclose(np.diff(rates[:peak], 2), 0, atol=1e-12)
    # A linear rise and half a cosine both have mean one half.
    assert rates.mean() == pytest.approx(0.01, rel=1e-2)
    assert 0 <= rates[-1] < 1e-5 * rates.max()


def test_the_precision_rises_geometrically_from_the_scale_of_the_words():
    settings = small_settings(n_steps=100, precision=1e4, annealing=0.5)
    unit = torch.tensor([0.1, 0.5]).reshape(2, 1, 1)
    rising = torch.stack([precision(step, settings, unit) for step in range(100)])
    ratios = rising[1:50] / rising[:49]
    torch.testing.assert_close(ratios, ratios[:1].expand_as(ratios))
    before_the_first = (rising[0] / ratios[0]).flatten()
    torch.testing.assert_close(before_the_first, torch.tensor([50.0, 2.0]))
    assert (rising[49:] == 1e4).all()


def test_the_first_precision_is_in_units_of_the_words():
    settings = small_settings(
        n_steps=100, precision=1e4, annealing=0.5, first_precision=0.01
    )
    unit = torch.full((1, 1, 1), 0.1)
    first, second = (precision(step, settings, unit).item() for step in (0, 1))
    assert first**2 / second == pytest.approx(1.0, rel=1e-4)


def test_a_vague_decoder_is_not_made_vaguer():
    settings = small_settings(n_steps=10, precision=2.0, annealing=0.5)
    found = precision(0, settings, torch.full((1, 1, 1), 0.1))
    assert found.item() == 2.0

"""Estimates as numbers, beside the exact value where there is one."""

import numpy as np
import pytest

from latent_mean_field.information.autoregressive import InformationEstimate
from latent_mean_field.information.bipartition import contiguous_halves
from latent_mean_field.information.table import (
    bound_if_any,
    estimate_if_any,
    information_quantities,
)
from latent_mean_field.quantities import quantity

ESTIMATE = InformationEstimate(0.7, 0.02, 0.69)


@pytest.mark.parametrize(
    ("exact", "theory"),
    [({"mutual_information": quantity(0.71, 0.01)}, 0.71), ({}, None)],
)
def test_an_estimate_is_judged_where_something_is_known(exact, theory):
    numbers = information_quantities(ESTIMATE, exact)
    assert numbers == {
        "mutual_information_estimate": quantity(0.7, 0.02, unit="nats", theory=theory)
    }


def copies(n_bits: int, n_words: int = 2200) -> np.ndarray:
    """Words whose second half repeats the first."""
    bits = np.random.default_rng(0).integers(0, 2, (n_words, n_bits), np.uint8)
    return np.hstack([bits, bits])


def bound(words: np.ndarray, n_steps: int) -> dict:
    left = contiguous_halves(words.shape[1])
    return bound_if_any(words[:2000], words[2000:], left, n_steps=n_steps, seed=0)


def test_the_bound_of_a_copied_bit_is_its_entropy_at_most():
    (number,) = bound(copies(1), n_steps=100).values()
    assert 0.6 < number["value"] < np.log(2) + 3 * number["error"]
    assert number["theory"] is None


def test_a_bound_that_hits_its_ceiling_is_left_out_with_a_warning(caplog):
    """Eight bits hold 5.5 nats; 200 words can show 5.3."""
    assert bound(copies(8), n_steps=300) == {}
    assert "no contrastive bound" in caplog.text


def test_an_estimate_that_cannot_be_trusted_is_left_out_with_a_warning(caplog):
    """Networks that learn a few random words by heart see information in noise."""
    words = np.random.default_rng(0).integers(0, 2, (800, 40), np.uint8)
    left, settings = contiguous_halves(40), {"hidden_dim": 64, "n_steps": 400}
    assert estimate_if_any(words[:200], words[200:], left, {}, seed=0, **settings) == {}
    assert "no estimate of the information" in caplog.text

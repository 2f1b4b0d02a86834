"""Quoted numbers are plain, finite and complete."""

import json
import math

import numpy as np
import pytest

from latent_mean_field.quantities import quantity


def test_a_quantity_has_all_its_parts():
    assert quantity(1.5, 0.1, unit="nats", theory=1.4) == {
        "value": 1.5,
        "error": 0.1,
        "unit": "nats",
        "theory": 1.4,
    }


def test_what_is_not_known_is_none():
    assert quantity(1.5) == {"value": 1.5, "error": None, "unit": "", "theory": None}


def test_zero_is_known():
    exact = quantity(0.0, 0.0, theory=0.0)
    assert (exact["error"], exact["theory"]) == (0.0, 0.0)


def test_numbers_of_numpy_become_plain_ones():
    made = quantity(np.float32(0.5), np.float64(0.25), theory=np.int64(2))
    assert {type(made[key]) for key in ("value", "error", "theory")} == {float}
    assert json.loads(json.dumps(made)) == made


@pytest.mark.parametrize("part", ["value", "error", "theory"])
@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, np.float32("nan")])
def test_a_number_that_is_not_finite_is_refused(part, number):
    with pytest.raises(ValueError, match="must be finite, not"):
        quantity(**{"value": 1.0, part: number})

"""Verdicts on a channel."""

import math
from dataclasses import replace

import pytest

from latent_mean_field.assessment.capacity import Capacity, channel_verdict
from latent_mean_field.assessment.claims.claim import not_negative
from latent_mean_field.quantities import quantity

# A VAE that lacks 0.5 nats of rate, and whose gap shows it.
LACKING = Capacity(
    gap=0.6,
    gap_error=0.03,
    rate=0.5,
    rate_error=0.02,
    information=1.0,
    information_error=0.01,
)
FAITHFUL = replace(LACKING, gap=0.02, rate=1.4)


def test_the_margin_is_the_gap_above_the_certified_bound():
    assert LACKING.shortfall == pytest.approx(0.5)
    assert LACKING.margin == pytest.approx(0.1)
    expected = math.sqrt(0.03**2 + 0.02**2 + 0.01**2)
    assert LACKING.margin_error == pytest.approx(expected)


def holds(capacity: Capacity) -> bool:
    """The theorem of every run."""
    return not_negative(quantity(capacity.margin, capacity.margin_error))


def test_a_gap_under_the_bound_breaks_it_only_beyond_its_error():
    assert holds(LACKING)
    error = LACKING.margin_error
    assert holds(replace(LACKING, gap=0.5 - 3.9 * error))
    assert not holds(replace(LACKING, gap=0.5 - 4.1 * error))


def test_enough_rate_makes_no_gap_impossible():
    assert holds(replace(FAITHFUL, gap=0.0))


@pytest.mark.parametrize(
    ("capacity", "verdict"),
    [
        (LACKING, "too little rate"),
        (replace(LACKING, gap=0.0), "too little rate"),
        (FAITHFUL, "faithful"),
        (replace(FAITHFUL, gap=0.5), "not mean-field"),
        # Within the errors nothing is held against the fit.
        (replace(FAITHFUL, rate=0.95), "faithful"),
        (replace(FAITHFUL, rate=0.9), "too little rate"),
        (replace(FAITHFUL, gap=0.15), "faithful"),
        (
            replace(FAITHFUL, gap=0.15, gap_error=0.01),
            "not mean-field",
        ),
        # Nor what its parameters cost to learn.
        (replace(FAITHFUL, gap=0.15, gap_error=0.01, learning_cost=0.1), "faithful"),
    ],
)
def test_the_verdict_says_what_is_missing(capacity, verdict):
    assert capacity.verdict == verdict


@pytest.mark.parametrize(
    ("rate", "verdict"),
    [(0.5, "too little rate"), (0.95, "rate suffices"), (1.4, "rate suffices")],
)
def test_without_an_entropy_the_channel_is_judged_alone(rate, verdict):
    assert channel_verdict(rate, 0.02, 1.0, 0.01) == verdict


def test_a_rate_of_the_information_itself_suffices_without_errors():
    assert channel_verdict(1.0, 0.0, 1.0, 0.0) == "rate suffices"
    assert channel_verdict(1.0 - 1e-9, 0.0, 1.0, 0.0) == "too little rate"

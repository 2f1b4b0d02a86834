"""One row per fit: the cut that shares most, and what the channel makes of it."""

import pytest

from latent_mean_field.quantities import Quantity, quantity
from latent_mean_field.reporting.verdicts import largest_information, verdict_rows

DATA = "hopfield/n=9,p=2,beta=1"
FIT = f"{DATA},d=1"
TORUS = "capacity/ising_2d,L=16,T=Tc"


def numbers(rate: float = 1.0, gap: float | None = None, **of_data: Quantity) -> dict:
    """Numbers of a fit, and of its samples by name."""
    known = of_data or {"mutual_information": quantity(1.5, 0.0)}
    found = {f"{DATA}/{name}": number for name, number in known.items()}
    found[f"{FIT}/rate"] = quantity(rate, 0.03)
    if gap is not None:
        found[f"{FIT}/gap"] = quantity(gap, 0.01)
    return found


@pytest.mark.parametrize(
    ("rate", "gap", "verdict"),
    [
        (1.0, 0.7, "too little rate"),
        (1.8, 0.02, "faithful"),
        (1.8, 0.7, "not mean-field"),
        (1.0, None, "too little rate"),
        (1.8, None, "rate suffices"),
    ],
)
def test_verdict_in_words(rate, gap, verdict):
    (row,) = verdict_rows(numbers(rate, gap))
    assert row["case"] == FIT
    assert row["verdict"] == verdict


def test_the_deficit_is_in_errors_of_rate_and_information():
    (row,) = verdict_rows(numbers(1.0, mutual_information=quantity(1.2, 0.04)))
    assert row["deficit"] == pytest.approx(0.2 / 0.05)


def test_there_is_no_deficit_where_the_rate_suffices():
    (row,) = verdict_rows(numbers(1.8))
    assert row["deficit"] is None


def test_information_may_come_with_the_fit():
    found = {
        "maier_saupe/T=0.2,d=4/rate": quantity(5.0, 0.1),
        "maier_saupe/T=0.2,d=4/mutual_information": quantity(4.1, 0.1),
    }
    (row,) = verdict_rows(found)
    assert row["information"]["value"] == 4.1
    assert row["verdict"] == "rate suffices"


def test_what_was_refused_is_missing():
    (row,) = verdict_rows(numbers())
    assert (row["encoder"], row["decoder"], row["gap"]) == (None, None, None)
    passed = numbers() | {f"{FIT}/encoder_information": quantity(0.9, 0.1)}
    (row,) = verdict_rows(passed)
    assert row["encoder"]["value"] == 0.9


def test_a_scan_of_latents_shares_the_information_of_its_samples():
    cut, information = largest_information(numbers(), FIT)
    assert (cut, information["value"]) == ("contiguous", 1.5)


def test_a_variant_shares_the_information_of_its_samples():
    found = {
        "retina/d=2,vae=linear,split=time/rate": quantity(2.0, 0.1),
        "retina/split=time/mutual_information_estimate": quantity(1.4, 0.1),
    }
    (row,) = verdict_rows(found)
    assert row["information"]["value"] == 1.4


def test_an_estimate_counts_where_nothing_is_exact():
    estimate = quantity(1.3, 0.1)
    found = numbers(mutual_information_estimate=estimate)
    assert largest_information(found, FIT) == ("contiguous", estimate)
    both = numbers(
        mutual_information_estimate=estimate, mutual_information=quantity(1.2, 0.0)
    )
    assert largest_information(both, FIT)[1]["value"] == 1.2


def test_of_several_cuts_the_one_that_shares_most_counts():
    found = {
        f"{TORUS},cut=contiguous/mutual_information_exact": quantity(7.0, 0.0),
        f"{TORUS},cut=random/mutual_information": quantity(30.0, 0.1),
        f"{TORUS},cut=checkerboard/mutual_information": quantity(60.0, 9.0),
        f"{TORUS},cut=checkerboard/mutual_information_exact": quantity(50.0, 0.0),
        # Of a fit, of a bound and of other matter.
        f"{TORUS},d=4,cut=random/mutual_information_model": quantity(99.0),
        f"{TORUS},cut=random/mutual_information_contrastive": quantity(99.0),
        "capacity/ising_2d,L=16,T=3.0,cut=random/mutual_information": quantity(99.0),
        f"{TORUS},d=4/rate": quantity(10.0, 0.5),
    }
    cut, information = largest_information(found, f"{TORUS},d=4")
    assert (cut, information["value"]) == ("checkerboard", 50.0)
    (row,) = verdict_rows(found)
    assert row["deficit"] == pytest.approx(80.0)
    assert row["verdict"] == "too little rate"


def test_a_fit_of_matter_of_unknown_information_has_no_row():
    known = numbers(1.0) | {"gaussian_mixture/surface_reaction/rate": quantity(4.0)}
    (row,) = verdict_rows(known)
    assert row["case"] == FIT
    assert largest_information(known, "gaussian_mixture/surface_reaction") is None

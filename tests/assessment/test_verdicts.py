"""The capacity chapter from numbers made by hand."""

import math
from functools import partial

import pytest

from latent_mean_field.assessment.rows import Measured
from latent_mean_field.assessment.verdicts import capacity_rows
from latent_mean_field.quantities import Quantity, quantity

nats = partial(quantity, unit="nats")

CRITICAL = {"system": "curie_weiss", "n": 100, "beta_J": 1.0}
HOPFIELD = {"system": "hopfield", "n": 60, "p": 3, "beta": 1.2}
TORUS = {"system": "ising_2d", "L": 16, "T": "Tc"}


def numbers_of(**stages) -> dict[tuple, dict[str, Quantity]]:
    """Numbers of every row by its keys; stages that are not given are empty."""
    names = ("exact", "estimates", "bounds", "runs", "fits", "tabulated")
    rows = capacity_rows(**{name: stages.get(name, []) for name in names})
    found = {tuple(row["keys"].items()): row["numbers"] for row in rows}
    assert len(found) == len(rows)
    return found


def key(keys: dict, **more) -> tuple:
    return tuple((keys | more).items())


def exact(keys: dict, **cuts: float | None) -> Measured:
    """Exact information of each cut, None where nobody knows it."""
    shared = {"entropy": nats(50.0, 0.0), "latent_information": nats(1.2, 0.01)}
    return Measured(
        keys,
        {
            cut: shared
            | ({} if value is None else {"mutual_information": nats(value, 0.0)})
            for cut, value in cuts.items()
        },
    )


def estimate(keys: dict, value: float, error: float, theory: float | None) -> Measured:
    number = nats(value, error, theory=theory)
    return Measured(keys, {"mutual_information_estimate": number})


def fit(
    keys: dict, d: int, rate: float, passed: float | None = None, **implied: float
) -> Measured:
    """A fit of d latents; the exact latent's information is 1.2 nats."""
    numbers = {"rate": nats(rate, 0.03, theory=1.2), "gap": nats(0.1, 0.01)}
    if passed is not None:
        numbers["encoder_information"] = nats(passed, 0.04)
    model = {cut: nats(value, 0.02) for cut, value in implied.items()}
    return Measured({**keys, "d": d}, {"fit": numbers, "implied": model})


def test_everything_about_a_cut_is_in_one_row():
    cut = {**CRITICAL, "cut": "contiguous"}
    found = numbers_of(
        exact=[exact(CRITICAL, contiguous=0.7)],
        estimates=[estimate(cut, 0.72, 0.01, 0.7)],
        bounds=[Measured(cut, {"mutual_information_contrastive": nats(0.65, 0.01)})],
    )
    assert set(found[key(cut)]) == {
        "mutual_information_exact",
        "mutual_information",
        "estimator_error_excess",
        "mutual_information_contrastive",
    }
    assert found[key(cut)]["mutual_information_exact"]["value"] == 0.7
    assert found[key(cut)]["mutual_information_contrastive"]["theory"] == 0.7
    assert set(found[key(CRITICAL)]) == {"entropy", "latent_information"}


def test_a_cut_that_nobody_knows_has_an_estimate_and_no_excess():
    cut = {**TORUS, "cut": "random"}
    bound = {"mutual_information_contrastive": nats(6.0, 0.1)}
    found = numbers_of(
        exact=[exact(TORUS, checkerboard=50.0, random=None)],
        estimates=[estimate(cut, 30.0, 0.1, None)],
        bounds=[Measured(cut, bound)],
    )
    assert set(found[key(cut)]) == {
        "mutual_information",
        "mutual_information_contrastive",
    }
    assert found[key(cut)]["mutual_information_contrastive"]["theory"] is None


def test_a_tabulated_value_joins_its_cut():
    cut = {**CRITICAL, "cut": "contiguous"}
    table = {"keys": cut, "numbers": {"last_digits_off": quantity(0.2)}}
    found = numbers_of(exact=[exact(CRITICAL, contiguous=0.7)], tabulated=[table])
    assert set(found[key(cut)]) == {"mutual_information_exact", "last_digits_off"}


@pytest.mark.parametrize(
    ("cut", "value", "error", "theory", "excess"),
    [
        ("contiguous", 0.71, 0.001, 0.70, 0.01 - 0.02),
        ("contiguous", 0.65, 0.001, 0.70, 0.05 - 0.02),
        ("contiguous", 0.65, 0.03, 0.70, 0.05 - 0.06),
        ("random", 46.0, 0.1, 50.0, 4.0 - 0.2),
        ("checkerboard", 46.0, 0.1, 50.0, 4.0 - 2.5),
        ("checkerboard", 52.0, 0.1, 50.0, 2.0 - 2.5),
        ("checkerboard", 46.0, 3.0, 50.0, 4.0 - 6.0),
        ("checkerboard", 0.05, 0.001, 0.0, 0.05 - 0.02),
    ],
)
def test_an_estimate_may_be_off_by_so_much(cut, value, error, theory, excess):
    keys = {**TORUS, "cut": cut}
    found = numbers_of(estimates=[estimate(keys, value, error, theory)])[key(keys)]
    assert found["estimator_error_excess"]["value"] == pytest.approx(excess)


def test_an_estimate_that_was_refused_leaves_the_exact_value():
    keys = {**TORUS, "cut": "random"}
    found = numbers_of(exact=[exact(TORUS, random=7.0)], estimates=[Measured(keys, {})])
    assert found[key(keys)].keys() == {"mutual_information_exact"}


def test_the_deficit_is_information_less_rate_in_nats_and_in_errors():
    found = numbers_of(
        exact=[exact(TORUS, contiguous=7.0, checkerboard=50.0)],
        estimates=[estimate({**TORUS, "cut": "random"}, 30.0, 0.04, None)],
        fits=[fit(TORUS, 4, 10.0)],
    )
    for cut, information, error in [
        ("contiguous", 7.0, 0.03),
        ("checkerboard", 50.0, 0.03),
        ("random", 30.0, 0.05),
    ]:
        numbers = found[key(TORUS, d=4, cut=cut)]
        assert numbers["deficit"]["value"] == pytest.approx(information - 10)
        assert numbers["deficit"]["error"] == pytest.approx(error)
        sigma = (information - 10) / error
        assert numbers["deficit_sigma"]["value"] == pytest.approx(sigma)


def test_the_exact_information_counts_and_not_its_estimate():
    cut = {**CRITICAL, "cut": "contiguous"}
    found = numbers_of(
        exact=[exact(CRITICAL, contiguous=0.7)],
        estimates=[estimate(cut, 0.9, 0.2, 0.7)],
        fits=[fit(CRITICAL, 1, 0.5)],
    )
    deficit = found[key(CRITICAL, d=1, cut="contiguous")]["deficit"]
    assert deficit["value"] == pytest.approx(0.2)
    assert deficit["error"] == pytest.approx(0.03)


def test_a_fit_is_judged_by_the_cuts_of_its_own_matter():
    other = {**CRITICAL, "beta_J": 0.5}
    found = numbers_of(
        exact=[exact(CRITICAL, contiguous=0.7), exact(other, random=0.1)],
        fits=[fit(CRITICAL, 1, 0.5)],
    )
    judged = [keys for keys in found if "d" in dict(keys) and "cut" in dict(keys)]
    assert judged == [key(CRITICAL, d=1, cut="contiguous")]


def test_what_a_decoder_implies_stands_beside_the_exact_value():
    found = numbers_of(
        exact=[exact(CRITICAL, contiguous=0.7, random=None)],
        estimates=[estimate({**CRITICAL, "cut": "random"}, 0.7, 0.01, None)],
        fits=[fit(CRITICAL, 1, 1.2, contiguous=0.69, random=0.71)],
    )
    known, unknown = (
        found[key(CRITICAL, d=1, cut=cut)]["mutual_information_model"]
        for cut in ("contiguous", "random")
    )
    assert (known["value"], known["theory"]) == (0.69, 0.7)
    assert (unknown["value"], unknown["theory"]) == (0.71, None)


def test_the_mismatch_of_the_prior_is_rate_less_what_the_encoder_passes_on():
    row = numbers_of(fits=[fit(CRITICAL, 1, 1.3, 1.1)])[key(CRITICAL, d=1)]
    assert row["prior_mismatch"]["value"] == pytest.approx(0.2)
    assert row["prior_mismatch"]["error"] == pytest.approx(math.hypot(0.03, 0.04))
    assert row["prior_mismatch"]["theory"] == 0


def test_without_what_the_encoder_passes_on_there_is_no_mismatch():
    row = numbers_of(fits=[fit(CRITICAL, 1, 1.3)])[key(CRITICAL, d=1)]
    assert set(row) == {"rate", "gap"}


@pytest.mark.parametrize(
    ("keys", "d", "theory"),
    [
        (CRITICAL, 1, 1.2),
        (CRITICAL, 2, None),
        (HOPFIELD, 2, None),
        (HOPFIELD, 3, 1.2),
        (HOPFIELD, 4, None),
        (TORUS, 8, None),
    ],
)
def test_one_latent_for_each_order_parameter_must_pass_on_what_the_exact_one_does(
    keys, d, theory
):
    row = numbers_of(fits=[fit(keys, d, 1.2, 1.1)])[key(keys, d=d)]
    assert row["encoder_information"]["theory"] == theory


@pytest.mark.parametrize(
    ("keys", "d", "rate", "alarms", "judged"),
    [
        (HOPFIELD, 3, 0.9, 0, 2),
        # 2.9 and 3.1 standard errors of 0.03 nats.
        (HOPFIELD, 3, 0.7 - 2.9 * 0.03, 0, 2),
        (HOPFIELD, 3, 0.7 - 3.1 * 0.03, 1, 2),
        (HOPFIELD, 3, 0.1, 2, 2),
        (HOPFIELD, 4, 0.1, 2, 2),
        # Too few latents: the alarm is true.
        (HOPFIELD, 2, 0.1, 0, 0),
        (CRITICAL, 1, 0.1, 2, 2),
        (TORUS, 8, 0.1, 0, 0),
    ],
)
def test_an_alarm_is_false_where_the_latents_suffice(keys, d, rate, alarms, judged):
    matter = exact(keys, contiguous=0.5, interleaved=0.7)
    counted = numbers_of(exact=[matter], fits=[fit(keys, d, rate)])[()]["false_alarms"]
    assert counted["value"] == alarms
    assert counted["unit"] == f"of {judged} judged"
    assert counted["theory"] == 0


def test_false_alarms_add_up_over_fits():
    matter = [exact(each, contiguous=0.5) for each in (CRITICAL, HOPFIELD)]
    rates = [
        (CRITICAL, 1, 0.1),
        (HOPFIELD, 1, 0.1),
        (HOPFIELD, 3, 0.1),
        (HOPFIELD, 4, 1),
    ]
    fits = [fit(*each) for each in rates]
    counted = numbers_of(exact=matter, fits=fits)[()]["false_alarms"]
    assert (counted["value"], counted["unit"]) == (2, "of 3 judged")


def test_coverage_counts_estimates_and_repetitions_with_an_exact_value():
    cut = {**CRITICAL, "cut": "contiguous"}
    repetitions = [
        estimate({**cut, "run": run}, value, 0.1, 0.7)
        for run, value in enumerate([0.65, 0.79, 0.81, 0.1])
    ]
    found = numbers_of(
        estimates=[
            estimate(cut, 0.72, 0.1, 0.7),
            estimate({**TORUS, "cut": "random"}, 30.0, 0.1, None),
        ],
        runs=repetitions,
    )
    covered = found[key({"system": "calibration"})]["coverage_68"]
    assert covered["value"] == pytest.approx(3 / 5)
    assert covered["error"] == pytest.approx(math.sqrt(0.68 * 0.32 / 5))
    assert covered["unit"] == "of 5 estimates"
    assert found[key(cut, run=3)]["mutual_information"]["value"] == 0.1


def test_no_fit_is_judged_by_a_repetition():
    run = estimate({**CRITICAL, "cut": "contiguous", "run": 1}, 0.7, 0.1, 0.7)
    found = numbers_of(runs=[run], fits=[fit(CRITICAL, 1, 0.5)])
    assert not any({"d", "cut"} <= dict(keys).keys() for keys in found)


def test_the_critical_slope_is_that_of_log_n_from_100_to_1000():
    sizes = [
        exact({**CRITICAL, "n": n}, contiguous=0.3 + 0.21 * math.log(n), random=9.0)
        for n in (20, 100, 1000)
    ]
    cold = exact({**CRITICAL, "n": 1000, "beta_J": 1.5}, contiguous=5.0)
    slope = numbers_of(exact=[*sizes, cold])[
        key({"system": "curie_weiss", "beta_J": 1.0})
    ]["slope"]
    assert slope["value"] == pytest.approx(0.21)
    assert slope["theory"] == 0.2128


def test_nothing_is_said_of_slope_and_coverage_without_what_they_need():
    found = numbers_of(exact=[exact(CRITICAL, contiguous=0.7)])
    assert set(found[()]) == {"false_alarms"}
    assert key({"system": "calibration"}) not in found
    assert key({"system": "curie_weiss", "beta_J": 1.0}) not in found

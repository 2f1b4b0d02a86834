"""Claims: what they hold of numbers, and that they speak of numbers that exist."""

import re
from pathlib import Path

import pytest
import yaml

from latent_mean_field.assessment.claims.claim import (
    Claim,
    agrees,
    at_least,
    at_most,
    at_most_times,
    either,
    near,
    not_above,
    not_negative,
    overlaps,
    within,
)
from latent_mean_field.assessment.claims.judgement import (
    CLAIMS,
    InvariantError,
    judge,
)
from latent_mean_field.cases import Cases
from latent_mean_field.names import label_of
from latent_mean_field.quantities import Quantity

ROOT = Path(__file__).parents[2]
THEOREMS = [claim for claim in CLAIMS if claim.invariant]


def number(
    value: float, error: float | None = None, theory: float | None = None
) -> Quantity:
    return Quantity(value=value, error=error, unit="nats", theory=theory)


def paper_cases() -> list[str]:
    """Every `chapter/case` of the paper, fits and cuts of fits among them."""
    cases = Cases.of(yaml.safe_load((ROOT / "config/config.yaml").read_text()))
    matter, fits = cases.samples["capacity"], cases.fits["capacity"]
    cut = [f"{name},cut={c}" for name, cuts in cases.exact.items() for c in cuts]
    cuts_of_fits = [
        f"{name},cut={c}"
        for name, case in fits.items()
        for c in cases.cuts_of("capacity", case)
    ]
    summaries = ["calibration", "curie_weiss,beta_J=1.0"]
    capacity = [*matter, *cut, *fits, *cuts_of_fits, *cases.runs, *summaries]
    plain = [
        f"{chapter}/{name}"
        for chapter, named in cases.fits.items()
        if chapter != "capacity"
        for name in named
    ]
    chosen = {f"recovery/hopfield,p={case['p']}" for case in hopfield_choices(cases)}
    laws = [f"retina/{name}" for name in cases.laws]
    subsets = [
        f"retina/generalised_hopfield,n={n},p=10,split=repeat" for n in (120, 160)
    ]
    levels = ["harmonic", "anisotropic,eps=0.1", "two_gaussians"]
    plain += [*laws, *subsets, "retina/patterns"]
    levels += [f"curie_weiss,{name}" for name in cases.fits["curie_weiss"]]
    plain += [f"perturbation/{name}" for name in levels]
    plain += [
        f"independent_mechanisms/{system},gamma2=1e5"
        for system in ("linear", "triangular_mlp")
    ]
    plain += [f"dynamics/{name}" for name in cases.walks]
    summaries = ["capacity", "recovery", "maier_saupe/theory", *sorted(chosen)]
    capacity = [f"capacity/{name}" for name in capacity]
    return list(map(label_of, [*plain, *capacity, *summaries]))


def hopfield_choices(cases: Cases) -> list:
    return [cases.recovered[name] for name in cases.dimensions]


def test_limits_include_their_end():
    assert at_least(0.9)(number(0.9))
    assert not at_least(0.9)(number(0.89))
    assert at_most(0.1)(number(0.1))
    assert not at_most(0.1)(number(0.11))


@pytest.mark.parametrize("sign", [1, -1])
def test_a_fraction_is_one_of_the_theory(sign):
    close = within(0.01)
    assert close(number(sign * 2.019, theory=sign * 2.0))
    assert close(number(sign * 1.981, theory=sign * 2.0))
    assert not close(number(sign * 2.021, theory=sign * 2.0))
    assert not close(number(sign * 1.979, theory=sign * 2.0))


def test_a_negative_number_is_excused_by_four_errors_and_no_more():
    assert not_negative(number(0.0))
    assert not_negative(number(-0.39, error=0.1))
    assert not not_negative(number(-0.41, error=0.1))
    assert not not_negative(number(-0.01))


@pytest.mark.parametrize("sign", [-1, 1])
def test_near_is_a_distance_and_times_a_ratio(sign):
    assert near(0.1)(number(2.0 + sign * 0.09, theory=2.0))
    assert not near(0.1)(number(2.0 + sign * 0.11, theory=2.0))
    assert at_most_times(1.1)(number(2.0 + sign * 0.19, theory=2.0))
    assert at_most_times(1.1)(number(2.21, theory=2.0)) is False


def test_either_of_two_statements_will_do():
    holds = either(at_least(2.0), at_most(1.0))
    assert [holds({"value": value}) for value in (0.5, 1.5, 2.5)] == [True, False, True]


def test_agreement_is_to_four_errors():
    assert agrees(number(1.39, error=0.1, theory=1.0))
    assert not agrees(number(1.41, error=0.1, theory=1.0))
    assert not agrees(number(0.59, error=0.1, theory=1.0))


def test_agreement_is_not_asked_for_without_theory_or_error():
    assert agrees(number(9.0, error=0.1))
    assert agrees(number(9.0, theory=1.0))


def test_an_upper_limit_is_excused_by_four_errors_and_no_more():
    assert not_above(number(1.39, error=0.1, theory=1.0))
    assert not not_above(number(1.41, error=0.1, theory=1.0))
    assert not_above(number(-9.0, theory=1.0))
    assert not_above(number(9.0, error=0.1))


def test_an_interval_overlaps_another_up_to_one_error():
    share = overlaps(0.55, 0.80)
    assert all(share(number(value, error=0.1)) for value in (0.46, 0.7, 0.89))
    assert not any(share(number(value, error=0.1)) for value in (0.44, 0.91))
    assert share(number(0.55))
    assert not share(number(0.54))


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.text)
def test_every_claim_speaks_of_some_case_of_the_paper(claim):
    quantity = claim.pattern.rpartition("/")[2]
    keys = [f"{case}/{quantity}" for case in paper_cases()]
    assert any(re.fullmatch(claim.pattern, key) for key in keys)


def test_no_two_claims_have_the_same_text():
    texts = [claim.text for claim in CLAIMS]
    assert len(set(texts)) == len(texts)


def test_the_bounds_of_the_theory_are_theorems():
    patterns = {claim.pattern for claim in THEOREMS}
    assert {r".*/bound_margin", r".*/gap", r".*/kl_nats"} <= patterns


@pytest.mark.parametrize("claim", THEOREMS, ids=lambda claim: claim.text)
def test_a_broken_theorem_names_the_number_and_its_value(claim: Claim):
    key = claim.pattern.replace(".*", "hopfield/n=100,p=3,beta=1.2")
    with pytest.raises(InvariantError) as caught:
        judge({key: number(-0.5, error=0.01, theory=0.0)})
    message = str(caught.value)
    assert message.count("\n") == 0
    for part in (key, "-0.5", "0.01", claim.text):
        assert part in message


def test_a_broken_theorem_without_an_error_is_told_too():
    with pytest.raises(InvariantError, match=r"= -0\.5 ± 0 "):
        judge({"curie_weiss/beta_J=0.8/gap": number(-0.5)})


def test_a_missed_target_is_a_verdict_and_no_error():
    key = "curie_weiss/beta_J=0.8/beta_J"
    missed = judge({key: number(0.9, error=0.001, theory=0.8)})
    assert missed
    assert not any(verdict.held or verdict.invariant for verdict in missed)
    met = judge({key: number(0.801, error=0.001, theory=0.8)})
    assert len(met) == len(missed)
    assert all(verdict.held and verdict.key == key for verdict in met)


def test_every_number_of_a_kind_is_judged():
    numbers = {f"{case}/gap": number(0.01, error=0.01) for case in paper_cases()}
    verdicts = [verdict for verdict in judge(numbers) if verdict.invariant]
    assert [verdict.key for verdict in verdicts] == list(numbers)


def test_keys_are_matched_whole():
    assert judge({"curie_weiss/beta_J=0.8/beta_J_cramer_rao": number(9.0)}) == []
    assert judge({"curie_weiss/beta_J=0.8/gap/of_another": number(-9.0)}) == []
    assert judge({"curie_weiss/beta_J=0.8/gap_error": number(-9.0)}) == []

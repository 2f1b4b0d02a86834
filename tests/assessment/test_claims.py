"""Claims: what they hold of numbers, and that they speak of numbers that exist."""

import json
import re
from pathlib import Path

import pytest

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
    unasked,
)
from latent_mean_field.quantities import Quantity

ROOT = Path(__file__).parents[2]
THEOREMS = [claim for claim in CLAIMS if claim.invariant]
PAPER = json.loads((ROOT / "resources/reference/paper.json").read_text())["numbers"]


def spoken_of(claim: Claim) -> list[str]:
    """Names of the paper's numbers that a claim is about."""
    return [key for key in PAPER if re.fullmatch(claim.pattern, key)]


def number(
    value: float, error: float | None = None, theory: float | None = None
) -> Quantity:
    return Quantity(value=value, error=error, unit="nats", theory=theory)


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


def test_agreement_is_not_asked_for_without_theory():
    assert agrees(number(9.0, error=0.1))


def test_agreement_without_an_error_is_to_rounding():
    assert not agrees(number(9.0, theory=1.0))
    assert agrees(number(1.0, theory=1.0))


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
def test_every_claim_speaks_of_some_number_of_the_paper(claim):
    assert spoken_of(claim)


def test_no_two_claims_have_the_same_text():
    texts = [claim.text for claim in CLAIMS]
    assert len(set(texts)) == len(texts)


def test_the_bounds_of_the_theory_are_theorems():
    patterns = {claim.pattern for claim in THEOREMS}
    assert {r".*/bound_margin", r".*/gap"} <= patterns


def test_every_divergence_is_bound_by_the_theorem():
    """Not what one saves over another, which is a difference of two."""
    (theorem,) = (claim for claim in THEOREMS if "kl_nats" in claim.pattern)
    names = {key for key in PAPER if "/kl_nats" in key and "saved" not in key}
    assert set(spoken_of(theorem)) == names


@pytest.mark.parametrize("claim", THEOREMS, ids=lambda claim: claim.text)
def test_a_broken_theorem_names_the_number_and_its_value(claim: Claim):
    key = spoken_of(claim)[0]
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
    cases = dict.fromkeys(key.rpartition("/")[0] for key in PAPER)
    numbers = {f"{case}/gap": number(0.01, error=0.01) for case in cases}
    verdicts = [verdict for verdict in judge(numbers) if verdict.invariant]
    assert [verdict.key for verdict in verdicts] == list(numbers)


def test_keys_are_matched_whole():
    assert judge({"curie_weiss/beta_J=0.8/beta_J_cramer_rao": number(9.0)}) == []
    assert judge({"curie_weiss/beta_J=0.8/gap/of_another": number(-9.0)}) == []
    assert judge({"curie_weiss/beta_J=0.8/gap_error": number(-9.0)}) == []


def test_a_claim_whose_numbers_are_missing_is_told():
    (gone,) = (claim for claim in CLAIMS if "samples_needed" in claim.pattern)
    rest = {key: PAPER[key] for key in PAPER if key not in spoken_of(gone)}
    assert unasked(PAPER) == []
    assert unasked(rest) == [gone]

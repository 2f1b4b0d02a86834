"""Every claim of the paper judged: theorems that must hold, targets to be met.

A theorem that is broken means a bug, and there is no result. A target is an
achievement: it is met or it is missed, and the report says which.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from latent_mean_field.assessment.claims import (
    capacity,
    curie_weiss,
    dynamics,
    gaussian_mixture,
    hopfield,
    independent_mechanisms,
    maier_saupe,
    perturbation,
    recovery,
    retina,
    theorems,
)
from latent_mean_field.assessment.claims.claim import Claim
from latent_mean_field.quantities import Number

CHAPTERS = (
    *(theorems, curie_weiss, hopfield, capacity, recovery, maier_saupe, retina),
    perturbation,
    independent_mechanisms,
    gaussian_mixture,
    dynamics,
)
CLAIMS = [claim for chapter in CHAPTERS for claim in chapter.CLAIMS]


@dataclass(frozen=True)
class Verdict:
    """A claim about one number, judged."""

    text: str
    key: str
    held: bool
    invariant: bool
    note: str


class InvariantError(RuntimeError):
    """A number breaks a theorem: the run has a bug."""


def judge(numbers: Mapping[str, Number]) -> list[Verdict]:
    """Every claim about every number it speaks of.

    Raises:
        InvariantError: a theorem is broken; names the number and its value.
    """
    verdicts = [
        Verdict(claim.text, key, claim.holds(numbers[key]), claim.invariant, claim.note)
        for claim in CLAIMS
        for key in _spoken_of(claim, numbers)
    ]
    for verdict in verdicts:
        if verdict.invariant and not verdict.held:
            number = numbers[verdict.key]
            measured = f"{number['value']:.4g} ± {number['error'] or 0:.2g}"
            message = f"{verdict.key} = {measured} breaks: {verdict.text}"
            raise InvariantError(message)
    return verdicts


def unasked(numbers: Mapping[str, Number]) -> list[Claim]:
    """Claims about numbers that are not there: not made, or refused."""
    return [claim for claim in CLAIMS if not _spoken_of(claim, numbers)]


def _spoken_of(claim: Claim, numbers: Mapping[str, Number]) -> list[str]:
    """Keys of the numbers that a claim is about."""
    return [key for key in numbers if re.fullmatch(claim.pattern, key)]

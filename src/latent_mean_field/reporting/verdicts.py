"""The verdict on every fit, in words: could the channel carry it?"""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from latent_mean_field.assessment.capacity import Capacity, channel_verdict
from latent_mean_field.quantities import Number


def verdict_rows(numbers: Mapping[str, Number]) -> Iterator[dict[str, Any]]:
    """One row per fit of matter whose information is known, with the largest cut.

    Rate, I_q(x;z), I_theta(x;z), I(A;B), the gap and the verdict. What is not known or
    was refused is None.
    """
    for key, rate in numbers.items():
        if not key.endswith("/rate"):
            continue
        case = key.removesuffix("/rate")
        known = largest_information(numbers, case)
        if known is None:
            continue
        cut, information = known
        gap = numbers.get(f"{case}/gap")
        yield {
            "case": case,
            "rate": rate,
            "encoder": numbers.get(f"{case}/encoder_information"),
            "decoder": numbers.get(f"{case}/decoder_information"),
            "cut": cut,
            "information": information,
            "deficit": _deficit(rate, information),
            "gap": gap,
            "verdict": _verdict(rate, information, gap),
        }


def largest_information(
    numbers: Mapping[str, Number], case: str
) -> tuple[str, Number] | None:
    """The cut of a fit's samples that shares most, and its I(A;B); None if unknown.

    Exact where it is known, else estimated; measured with the samples or with the fit.
    """
    chapter, name = case.split("/")
    parts = name.split(",")
    own = [part for part in parts if part.partition("=")[0] not in ("d", "vae")]
    data = f"{chapter}/" + ",".join(own)
    found = {}
    for ending in ("mutual_information_estimate", "mutual_information"):
        for owner in (data, case):
            if number := numbers.get(f"{owner}/{ending}"):
                found["contiguous"] = number
    cuts = re.compile(re.escape(data) + r",cut=(\w+)/mutual_information(_exact)?")
    # The exact value comes last and replaces the estimate.
    for key in sorted(numbers):
        if match := cuts.fullmatch(key):
            found[match[1]] = numbers[key]
    return max(found.items(), key=lambda item: item[1]["value"], default=None)


def _error(number: Number) -> float:
    return number["error"] or 0.0


def _deficit(rate: Number, information: Number) -> float | None:
    """I(A;B) - rate in standard errors; None where the rate suffices."""
    deficit = information["value"] - rate["value"]
    error = math.hypot(_error(rate), _error(information))
    return deficit / error if deficit > 0 and error else None


def _verdict(rate: Number, information: Number, gap: Number | None) -> str:
    channel = (rate["value"], _error(rate))
    needed = (information["value"], _error(information))
    if gap is None:
        return channel_verdict(*channel, *needed)
    cost = gap["theory"] or 0.0
    return Capacity(gap["value"], _error(gap), *channel, *needed, cost).verdict

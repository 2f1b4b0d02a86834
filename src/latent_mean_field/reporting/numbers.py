"""Collect every stage's numbers under `chapter/case/quantity`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from latent_mean_field.cases import GATHERED, case_label
from latent_mean_field.names import label_of

Numbers = dict[str, dict[str, Any]]

SOURCES = {
    "exact_information": "measure_exact_information",
    "information": "estimate_information",
    "assessment": "assess_matter",
    "decoding": "decode_matter",
}
OWN_SOURCES = {
    "retina": {"assessment": "assess_population", "decoding": "decode_population"},
    "maier_saupe": {
        "assessment": "assess_nematic",
        "decoding": "decode_nematic",
        "exact": "solve_one_body",
    },
}


def collect(stages: Mapping[str, Mapping[str, Any]]) -> Numbers:
    """One flat table of all numbers, each with the rule that made it.

    Args:
        stages: contents of every `results/chapter/stage/case.json` by its path.

    Raises:
        ValueError: two rules made the same number.
    """
    numbers: Numbers = {}
    for path, quantities in stages.items():
        chapter, stage, file = Path(path).parts[-3:]
        case = label_of(file.removesuffix(".json"))
        source = source_rule(chapter, stage)
        if stage == "exact_information":
            quantities = quantities["contiguous"]
        for name, number in quantities.items():
            key = f"{chapter}/{case}/{name}"
            if key in numbers:
                message = f"{key} is made by {numbers[key]['source']} and by {source}"
                raise ValueError(message)
            numbers[key] = {**number, "source": source}
    return numbers


def collect_rows(chapter: str, rows: Sequence[Mapping[str, Any]]) -> Numbers:
    """Numbers of a chapter that come in rows of `keys` and `numbers`.

    Those of no keys belong to the whole chapter: `capacity/false_alarms`.
    """
    return {
        "/".join(filter(None, [chapter, case_label(row["keys"]), name])): {
            **number,
            "source": "gather_rows" if chapter in GATHERED else f"judge_{chapter}",
        }
        for row in rows
        for name, number in row["numbers"].items()
    }


def source_rule(chapter: str, stage: str) -> str:
    """Rule that makes the numbers of a stage."""
    return OWN_SOURCES.get(chapter, {}).get(stage) or SOURCES[stage]

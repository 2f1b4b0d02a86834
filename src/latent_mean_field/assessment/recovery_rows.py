"""The recovery chapter as rows: one for each kind of data sets, and summaries."""

from collections.abc import Sequence

import numpy as np

from latent_mean_field.assessment.rows import Measured, Row, as_row
from latent_mean_field.cases import case_name, latent_dim
from latent_mean_field.quantities import nats, quantity

COVERED = ("coverage_68", "coverage_68_couplings", "coverage_68_patterns")


def recovery_rows(
    *, recovered: Sequence[Measured], choices: Sequence[Measured]
) -> list[Row]:
    """Rows of `keys` and `numbers`.

    Args:
        recovered: what was read off the decoders of one kind of data sets.
        choices: `chosen` and `gain` of the number of latents.
    """
    rows = [as_row(*one) for one in recovered]
    for choice in choices:
        rows += _evidence_rows(choice)
    rows += _choice_rows(choices) + _coverage_rows(recovered)
    return rows + _sample_rows(recovered)


def _evidence_rows(choice: Measured) -> list[Row]:
    """For each d, what it gains on average over the d that was chosen."""
    rows = []
    for d, gains in choice.numbers["gain"].items():
        means, errors = np.transpose(gains)
        error = float(np.sqrt(np.sum(errors**2)) / len(errors))
        number = nats(float(means.mean()), error)
        keys = {**choice.keys, "d": int(d)}
        rows.append(as_row(keys, {"evidence_gain": number}))
    return rows


def _choice_rows(choices: Sequence[Measured]) -> list[Row]:
    """For each p, in how many data sets so many latents were chosen."""
    by_p: dict[tuple, list[bool]] = {}
    for choice in choices:
        keys = {name: choice.keys.get(name, 1) for name in ("system", "p")}
        right = [d == latent_dim(choice.keys) for d in choice.numbers["chosen"]]
        by_p.setdefault(tuple(keys.items()), []).extend(right)
    return [
        as_row(
            dict(keys),
            {
                "d_chosen_right": quantity(
                    sum(right), unit=f"of {len(right)} data sets", theory=len(right)
                )
            },
        )
        for keys, right in by_p.items()
    ]


def _coverage_rows(recovered: Sequence[Measured]) -> list[Row]:
    """Share of all decoded numbers within their 68 % intervals."""
    found = [
        one.numbers[name]
        for one in recovered
        for name in COVERED
        if name in one.numbers
    ]
    if not found:
        return []
    mean = float(np.mean([number["value"] for number in found]))
    errors = [number["error"] or 0.0 for number in found]
    error = float(np.sqrt(np.sum(np.square(errors))) / len(found))
    covered = quantity(mean, error, unit="of decoded numbers", theory=0.68)
    return [as_row({}, {"coverage_68": covered})]


def _sample_rows(recovered: Sequence[Measured]) -> list[Row]:
    """The fewest samples from which every sign is right, ours and the best rival's.

    In nine of ten data sets; of the numbers of samples that were tried.
    """
    tried: dict[str, list[Measured]] = {}
    for one in recovered:
        if "samples" in one.keys:
            keys = {k: v for k, v in one.keys.items() if k != "samples"}
            tried.setdefault(case_name(keys), []).append(one)
    rows = []
    for runs in tried.values():
        if len(runs) == 1:
            continue
        keys = {k: v for k, v in runs[0].keys.items() if k != "samples"}
        enough = _enough(runs)
        if "" in enough:
            needed = {"samples_needed": quantity(enough.pop(""))}
            if enough:
                needed["samples_needed"]["theory"] = float(min(enough.values()))
            rows.append(as_row(keys, needed))
    return rows


def _enough(runs: Sequence[Measured]) -> dict[str, int]:
    """Fewest samples from which on all suffice, by the suffix of the method.

    Ours has none.
    """
    prefix, found, failed = "seeds_all_signs_right", {}, set()
    for run in sorted(runs, key=lambda one: -one.keys["samples"]):
        for name, number in run.numbers.items():
            if name.startswith(prefix):
                suffix = name.removeprefix(prefix)
                if number["value"] < 0.9 * number["theory"]:
                    failed.add(suffix)
                elif suffix not in failed:
                    found[suffix] = run.keys["samples"]
    return found

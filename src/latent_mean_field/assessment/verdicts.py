"""The capacity chapter as rows: one for each matter, cut, fit and cut of a fit."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from latent_mean_field.assessment.capacity import TOO_LITTLE_RATE, channel_verdict
from latent_mean_field.assessment.rows import Measured, Row, as_row
from latent_mean_field.cases import case_name, data_name
from latent_mean_field.quantities import Quantity, nats, quantity

# What an estimate may be off: so many nats, standard errors, and for a checkerboard,
# whose information grows with the volume, this share of it.
ALLOWANCE = 0.02
N_SIGMA = 2.0
CHECKERBOARD_SHARE = 0.05
# Slope of exact I(A;B) against log N between these sizes, at the critical point.
SLOPE_SIZES = (100, 1000)
SLOPE = 0.2128


def capacity_rows(
    *,
    exact: Sequence[Measured],
    estimates: Sequence[Measured],
    bounds: Sequence[Measured],
    runs: Sequence[Measured],
    fits: Sequence[Measured],
    tabulated: Sequence[Row],
) -> list[Row]:
    """Rows of `keys` and `numbers`, those of the same keys in one.

    Args:
        exact: exact information of matter, cut by cut.
        estimates: autoregressive estimates of cuts.
        bounds: contrastive lower bounds of cuts.
        runs: repeated estimates.
        fits: of the autoencoders, what was measured of each `fit` and the information
            `implied` of each cut.
        tabulated: rows of tabulated values.
    """
    rows: list[Row] = []
    for matter in exact:
        rows += _exact_rows(matter)
    rows += [_estimate_row(cut) for cut in estimates]
    rows += [as_row(*cut) for cut in bounds]
    rows += [_fit_row(fit) for fit in fits]
    rows += [as_row(run.keys, _renamed(run)) for run in runs]
    rows += tabulated
    merged = _merged(rows)
    cuts = [row for row in merged if row["keys"].keys() & {"cut", "run"} == {"cut"}]
    for cut in cuts:
        _give_theory(cut["numbers"], "mutual_information_contrastive")
    for fit in fits:
        merged += _deficit_rows(fit, cuts)
    return [*merged, *_summary_rows(merged)]


def _exact_rows(matter: Measured) -> list[Row]:
    """The exact I(A;B) belongs to its cut, all else to the matter."""
    rows = []
    for cut, found in matter.numbers.items():
        numbers = dict(found)
        information = numbers.pop("mutual_information", None)
        rows.append(as_row(matter.keys, numbers))
        if information:
            keys = {**matter.keys, "cut": cut}
            rows.append(as_row(keys, {"mutual_information_exact": information}))
    return rows


def _renamed(estimate: Measured) -> dict[str, Quantity]:
    """The estimate by the name of what it estimates, if it could be trusted."""
    found = estimate.numbers.get("mutual_information_estimate")
    return {"mutual_information": found} if found else {}


def _estimate_row(cut: Measured) -> Row:
    """The estimate, and how far its error exceeds what is allowed."""
    numbers = _renamed(cut)
    estimate = numbers.get("mutual_information")
    if estimate and (exact := estimate["theory"]) is not None:
        allowed = max(ALLOWANCE, N_SIGMA * (estimate["error"] or 0.0))
        if cut.keys["cut"] == "checkerboard":
            allowed = max(allowed, CHECKERBOARD_SHARE * exact)
        excess = abs(estimate["value"] - exact) - allowed
        numbers["estimator_error_excess"] = nats(excess)
    return as_row(cut.keys, numbers)


def _fit_row(fit: Measured) -> Row:
    """What was measured of a fit, with KL(q(z)||p(z)) = rate - I_q(x;z).

    With one latent for each order parameter I_q should be that of the exact latent.
    """
    numbers = dict(fit.numbers["fit"])
    rate, passed = numbers["rate"], numbers.get("encoder_information")
    if passed:
        if fit.keys["d"] == order_parameters(fit.keys):
            passed = {**passed, "theory": rate["theory"]}
        error = math.hypot(rate["error"] or 0.0, passed["error"] or 0.0)
        mismatch = rate["value"] - passed["value"]
        numbers["encoder_information"] = passed
        numbers["prior_mismatch"] = nats(mismatch, error, theory=0.0)
    return as_row(fit.keys, numbers)


def _give_theory(numbers: dict[str, Quantity], name: str) -> None:
    """Put the exact I(A;B) beside a number of the same cut, if both are there."""
    exact = numbers.get("mutual_information_exact")
    if exact and name in numbers:
        numbers[name] = {**numbers[name], "theory": exact["value"]}


def _merged(rows: Sequence[Row]) -> list[Row]:
    """Rows of the same keys made one; later numbers win."""
    by_name: dict[str, Row] = {}
    for row in rows:
        found = by_name.setdefault(case_name(row["keys"]), as_row(row["keys"], {}))
        found["numbers"].update(row["numbers"])
    return list(by_name.values())


def _deficit_rows(fit: Measured, cuts: Sequence[Row]) -> list[Row]:
    """For every cut of the matter: I(A;B) - rate, and what the decoder implies."""
    found = []
    for row in cuts:
        keys, measured = row["keys"], row["numbers"]
        if data_name(keys) != data_name(fit.keys):
            continue
        numbers = _deficit(fit.numbers["fit"]["rate"], measured)
        if model := fit.numbers["implied"].get(keys["cut"]):
            exact = measured.get("mutual_information_exact")
            theory = exact["value"] if exact else None
            numbers["mutual_information_model"] = {**model, "theory": theory}
        found.append(as_row({**fit.keys, "cut": keys["cut"]}, numbers))
    return found


def _deficit(rate: Quantity, cut: Mapping[str, Quantity]) -> dict[str, Any]:
    """I(A;B) - rate in nats and in standard errors, exact or else by the estimate."""
    information = cut.get("mutual_information_exact") or cut.get("mutual_information")
    if information is None:
        return {}
    error = math.hypot(rate["error"] or 0.0, information["error"] or 0.0)
    deficit = information["value"] - rate["value"]
    numbers: dict[str, Any] = {"deficit": nats(deficit, error)}
    if error:
        sigma = quantity(deficit / error, unit="standard errors")
        numbers["deficit_sigma"] = sigma
    return numbers


def order_parameters(keys: Mapping[str, Any]) -> int | None:
    """Components of the order parameter of mean-field matter; None for a lattice."""
    return {"curie_weiss": 1, "hopfield": keys.get("p")}.get(keys["system"])


def _summary_rows(rows: Sequence[Row]) -> list[Row]:
    """Numbers of the whole chapter: false alarms, coverage, the critical slope."""
    summary: list[Row] = [as_row({}, {"false_alarms": false_alarms(rows)})]
    if covered := coverage(rows):
        summary.append(as_row({"system": "calibration"}, {"coverage_68": covered}))
    if slope := critical_slope(rows):
        critical = {"system": "curie_weiss", "beta_J": 1.0}
        summary.append(as_row(critical, {"slope": slope}))
    return summary


def false_alarms(rows: Sequence[Row]) -> Quantity:
    """Cuts of sufficient fits to mean-field matter said to lack rate."""
    alarms, judged = 0, 0
    for row in rows:
        needed = order_parameters(row["keys"]) if "d" in row["keys"] else None
        if needed is None or "deficit" not in row["numbers"]:
            continue
        if row["keys"]["d"] < needed:
            continue
        deficit = row["numbers"]["deficit"]
        verdict = channel_verdict(0.0, deficit["error"] or 0.0, deficit["value"], 0.0)
        alarms += verdict == TOO_LITTLE_RATE
        judged += 1
    return quantity(alarms, unit=f"of {judged} judged", theory=0.0)


def coverage(rows: Sequence[Row]) -> Quantity | None:
    """Share of the estimates within one stated error of the exact value.

    Its own error is that of a share of 0.68. None without an estimate to judge.
    """
    estimates = [
        number
        for row in rows
        if (number := row["numbers"].get("mutual_information"))
        and number["theory"] is not None
    ]
    if not estimates:
        return None
    within = [abs(e["value"] - e["theory"]) <= (e["error"] or 0.0) for e in estimates]
    error = math.sqrt(0.68 * 0.32 / len(within))
    unit = f"of {len(within)} estimates"
    return quantity(sum(within) / len(within), error, unit=unit, theory=0.68)


def critical_slope(rows: Sequence[Row]) -> Quantity | None:
    """Slope of exact I(A;B) against log N at the Curie-Weiss critical point."""
    values = {
        row["keys"]["n"]: row["numbers"]["mutual_information_exact"]["value"]
        for row in rows
        if row["keys"].get("system") == "curie_weiss"
        and row["keys"].get("beta_J") == 1.0
        and row["keys"].get("cut") == "contiguous"
        and "mutual_information_exact" in row["numbers"]
    }
    small, large = SLOPE_SIZES
    if not {small, large} <= values.keys():
        return None
    slope = (values[large] - values[small]) / math.log(large / small)
    return nats(slope, 0.0, theory=SLOPE)

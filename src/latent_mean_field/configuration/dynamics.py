"""Walks that are long enough, each watched by a method that can."""

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import chain
from typing import Any

from latent_mean_field.cases import Case, case_label, swept
from latent_mean_field.systems.dipeptide import is_installed


def problems(config: Mapping[str, Any]) -> Iterator[str]:
    """Every method is compared in three wells; all is watched, for long enough."""
    dynamics = config["dynamics"]
    fits = swept(dynamics["fits"])
    for method in dynamics["methods"]:
        if (wanted := {"system": "three_well", "method": method}) not in fits:
            yield f"dynamics.fits: {case_label(wanted)} is missing"
    yield from chain(
        _watched(dynamics["walks"].keys(), {fit["system"] for fit in fits}),
        _settings(dynamics, fits),
        _lags(dynamics),
    )


def _watched(walks: Set[str], asked: Set[str]) -> Iterator[str]:
    """What is walked is fitted, what is fitted is walked, by software that is there."""
    if missing := walks - asked:
        yield f"dynamics.fits: none to {sorted(missing)}"
    if missing := asked - walks:
        yield f"dynamics.walks: none of {sorted(missing)}"
    if "dipeptide" in asked and not is_installed():
        cure = "pip install -r envs/requirements-openmm.txt"
        yield f"dynamics.fits: dipeptide needs OpenMM, which is missing: {cure}"


def _settings(dynamics: Mapping[str, Any], fits: Sequence[Case]) -> Iterator[str]:
    """Three wells alone have several views; no more snapshots than epochs."""
    for number, fit in enumerate(fits):
        if "view" in fit and fit["system"] != "three_well":
            yield f"dynamics.fits[{number}].view: a {fit['system']} has one only"
        own = dynamics["training"].get(fit["system"], {})
        settings = {**dynamics["methods"][fit["method"]], **own}
        if settings["n_snapshots"] > settings["n_epochs"]:
            yield f"dynamics: {case_label(fit)}: more n_snapshots than n_epochs"


def _lags(dynamics: Mapping[str, Any]) -> Iterator[str]:
    """Held-out walks are longer than the time over which they are compared."""
    for system, walks in dynamics["walks"].items():
        if walks["lag"] >= (left := round(dynamics["held_out"] * walks["n_frames"])):
            message = f"{walks['lag']} of {left} held-out frames"
            yield f"dynamics.walks.{system}.lag: {message}"

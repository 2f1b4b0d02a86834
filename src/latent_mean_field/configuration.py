"""Check a configuration before anything is computed; one line names the culprit."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, TypeChecker, ValidationError
from jsonschema.exceptions import best_match
from jsonschema.validators import extend


def _is_integer(_: TypeChecker, value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_finite(checker: TypeChecker, value: Any) -> bool:
    return _is_integer(checker, value) or (
        isinstance(value, float) and math.isfinite(value)
    )


# Stricter than JSON: 100.0 is no count of spins, and .nan is no temperature.
Validator = extend(
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"integer": _is_integer, "number": _is_finite}
    ),
)


class ConfigurationError(ValueError):
    """A key of the configuration is unknown, missing or impossible."""


def check_configuration(config: Mapping[str, Any], schema_path: Path) -> None:
    """Validate a configuration against its schema, then against the physics.

    Raises:
        ConfigurationError: in one line, the key and what is wrong with it.
    """
    schema = yaml.safe_load(schema_path.read_text())
    error = best_match(Validator(schema).iter_errors(config))
    if error is not None:
        raise ConfigurationError(_one_line(error))
    for chapter in ("curie_weiss", "hopfield", "retina"):
        for number, case in enumerate(config[chapter]["cases"]):
            key = f"{chapter}.cases[{number}]"
            _check_latents(key, case, n_sites(config, chapter, case))
    _check_held_out(config["retina"])


def n_sites(config: Mapping[str, Any], chapter: str, case: Mapping[str, Any]) -> int:
    """Spins or cells of a case."""
    if chapter == "hopfield":
        return case["n"]
    return config[chapter]["n_spins" if chapter == "curie_weiss" else "n_cells"]


def latent_dim(case: Mapping[str, Any]) -> int:
    """Latents of a case: its key `d`, else one for each order parameter."""
    return case.get("d", case.get("p", 1))


def system_parameters(
    config: Mapping[str, Any], chapter: str, case: Mapping[str, Any]
) -> dict[str, Any]:
    """Parameters of a solvable system, by the names of its equations."""
    if chapter == "hopfield":
        return {"n_spins": case["n"], "n_patterns": case["p"], "beta": case["beta"]}
    field = case.get("beta_h", 0.0)
    n_spins = n_sites(config, chapter, case)
    return {"n_spins": n_spins, "beta_J": case["beta_J"], "beta_h": field}


def case_name(case: Mapping[str, Any]) -> str:
    """A case spelled by its own keys, such as `n=100,p=3,beta=1.2`."""
    return ",".join(f"{key}={value}" for key, value in case.items())


def data_name(case: Mapping[str, Any]) -> str:
    """The samples a case is fitted to: its name without the latent dimension."""
    return case_name({key: value for key, value in case.items() if key != "d"})


def _one_line(error: ValidationError) -> str:
    path = "".join(
        f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.path
    )
    return f"configuration: {path.lstrip('.') or 'top level'}: {error.message}"


def _check_latents(key: str, case: Mapping[str, Any], sites: int) -> None:
    """No more latents, and no more patterns, than sites."""
    for number, name in ((latent_dim(case), "latents"), (case.get("p", 0), "patterns")):
        if number > sites:
            message = f"configuration: {key}: {number} {name} for {sites} sites"
            raise ConfigurationError(message)


def _check_held_out(retina: Mapping[str, Any]) -> None:
    """Something must be left to train on."""
    if retina["held_out_repeats"] >= retina["n_repeats"]:
        message = (
            f"configuration: retina.held_out_repeats: {retina['held_out_repeats']} "
            f"leaves none of {retina['n_repeats']} repeats to train on"
        )
        raise ConfigurationError(message)

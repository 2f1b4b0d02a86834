"""The schema of a configuration: which keys there are, of which kind."""

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, TypeChecker, ValidationError
from jsonschema.exceptions import best_match
from jsonschema.validators import extend


def _is_integer(_: TypeChecker, value: Any) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole and abs(value) < 2**63


def _is_finite(checker: TypeChecker, value: Any) -> bool:
    return _is_integer(checker, value) or (
        isinstance(value, float) and math.isfinite(value)
    )


# Stricter than JSON: 100.0 is no count of spins, .nan is no temperature, and nothing
# is counted that 64 bits cannot hold.
Validator = extend(
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"integer": _is_integer, "number": _is_finite}
    ),
)


def schema_problems(config: Mapping[str, Any], schema_path: Path) -> Iterator[str]:
    """What tells most of all that breaks the schema, if anything does."""
    schema = yaml.safe_load(schema_path.read_text())
    error = best_match(Validator(schema).iter_errors(config))
    if error is not None:
        yield _one_line(error)


def _one_line(error: ValidationError) -> str:
    path = "".join(
        f"[{part}]" if isinstance(part, int) else f".{part}"
        for part in error.absolute_path
    )
    return f"{path.lstrip('.') or 'top level'}: {_short(error.message)}"


def _short(message: str) -> str:
    """A message without the middle of what it quotes."""
    return message if len(message) < 160 else f"{message[:60]} ... {message[-60:]}"

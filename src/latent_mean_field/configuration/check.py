"""Check a configuration before anything is computed; one line names the culprit."""

from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from latent_mean_field.configuration import dynamics, matter, retina, variants
from latent_mean_field.configuration.schema import schema_problems


class ConfigurationError(ValueError):
    """A key of the configuration is unknown, missing or impossible."""


def check_configuration(config: Mapping[str, Any], schema_path: Path) -> None:
    """Validate a configuration against its schema, then against the physics.

    Raises:
        ConfigurationError: in one line, the key and what is wrong with it.
    """
    # One after the other: what is asked later takes for granted what held before.
    physics = (part.problems(config) for part in (matter, variants, retina, dynamics))
    for problem in chain(schema_problems(config, schema_path), *physics):
        raise ConfigurationError(f"configuration: {problem}")

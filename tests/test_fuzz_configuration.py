"""Configurations with anything in any place: valid, or refused in one line."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from latent_mean_field.cases import Cases
from latent_mean_field.configuration import schema as schema_of
from latent_mean_field.configuration.check import (
    ConfigurationError,
    check_configuration,
)
from test_configuration import SCHEMA, paper, read

QUICK = paper(**read("quick.yaml"))
Place = tuple[str | int, ...]


def places(node: Any, path: Place = ()) -> Iterator[Place]:
    """Paths to every leaf, list and mapping."""
    if path:
        yield path
    if isinstance(node, dict | list):
        items = node.items() if isinstance(node, dict) else enumerate(node)
        for key, child in items:
            yield from places(child, (*path, key))


PLACES = st.sampled_from(sorted(places(QUICK), key=str))
ODD = st.one_of(
    st.sampled_from([None, True, False, 0, -1, 1, 2.0, 0.5, -0.0, 1e-320, 1e308]),
    st.sampled_from([float("nan"), float("inf"), float("-inf")]),
    st.sampled_from([2**70, 10**400, -(10**400)]),
    st.sampled_from(["", "5", "nan", "../../etc/passwd", "/dev/zero", "x" * 999]),
    st.sampled_from(["a\nb", "1e5\n", "paper\n", "\0", "{chapter}", "$(id)"]),
    st.sampled_from([[], {}, [[]], [None], {"": 1}, [1, 1], {"d": 3}, [2, "Tc", 3.0]]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
        max_leaves=5,
    ),
)
CHANGES = st.sampled_from(["replace", "replace", "remove", "add", "move"])


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, Any]:
    """The quick paper with one to three places replaced, removed or added to."""
    config = copy.deepcopy(QUICK)
    for _ in range(draw(st.integers(1, 3))):
        *path, last = draw(PLACES)
        node = config
        try:
            for key in path:
                node = node[key]
            match draw(CHANGES):
                case "replace":
                    node[last] = draw(ODD)
                case "remove":
                    del node[last]
                case "add":
                    node[draw(st.text(max_size=5) | st.just("vae"))] = draw(ODD)
                case "move":
                    node[last] = copy.deepcopy(_at(QUICK, draw(PLACES)))
        except (TypeError, KeyError, IndexError):
            # An earlier change took away what was to be changed.
            continue
    return config


def _at(node: Any, place: Place) -> Any:
    for key in place:
        node = node[key]
    return node


def refusal(config: dict[str, Any]) -> str | None:
    """The line that refuses a configuration; None if it is valid."""
    try:
        check_configuration(config, SCHEMA)
    except ConfigurationError as error:
        return str(error)
    return None


def names(config: dict[str, Any]) -> Iterator[str]:
    """Every name of a case, which become names of files."""
    cases = Cases.of(config)
    for named in (*cases.fits.values(), *cases.samples.values()):
        yield from named
    for named in (cases.cuts, cases.exact, cases.runs, cases.recovered, cases.laws):
        yield from named
    yield from (*cases.walks, *cases.watched)


@pytest.fixture
def schema_read_once(monkeypatch):
    """Reading the schema takes longer than checking against it."""
    schema = yaml.safe_load(SCHEMA.read_text())
    monkeypatch.setattr(schema_of.yaml, "safe_load", lambda _: schema)


@settings(
    max_examples=120,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(config=spoilt())
def test_any_configuration_is_valid_or_refused_in_one_line(schema_read_once, config):
    line = refusal(config)
    if line is None:
        for name in names(config):
            assert not set(name) & set("/\\\n\0 {}*$"), name
            assert ".." not in name
            assert len(name) < 200
    else:
        assert line.startswith("configuration: ")
        assert len(line.splitlines()) == 1
        assert len(line) < 300

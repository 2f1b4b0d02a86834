"""Configurations that are fine, and those that are stopped in one line."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from latent_mean_field.configuration import (
    ConfigurationError,
    case_name,
    check_configuration,
    data_name,
    latent_dim,
    n_sites,
    system_parameters,
)
from latent_mean_field.vae.settings import Settings

ROOT = Path(__file__).parents[1]
SCHEMA = ROOT / "workflow" / "schemas" / "config.schema.yaml"
OVERLAYS = sorted(
    path.name for path in (ROOT / "config").glob("*.yaml") if path.name != "config.yaml"
)


def read(name: str) -> dict[str, Any]:
    return yaml.safe_load((ROOT / "config" / name).read_text())


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Mappings key by key, all else replaced, as the workflow does."""
    result = dict(below)
    for key, value in above.items():
        both = isinstance(value, Mapping) and isinstance(below.get(key), Mapping)
        result[key] = merged(below[key], value) if both else value
    return result


def paper(**changes: Any) -> dict[str, Any]:
    """The configuration of the paper, some of it replaced."""
    return merged(read("config.yaml"), copy.deepcopy(changes))


def complaint(config: Mapping[str, Any]) -> str:
    with pytest.raises(ConfigurationError) as caught:
        check_configuration(config, SCHEMA)
    return str(caught.value)


def schema() -> dict[str, Any]:
    return yaml.safe_load(SCHEMA.read_text())


def nodes(node: Mapping[str, Any], name: str = "") -> Iterator[tuple[str, Any]]:
    """Every schema inside a schema, with its path."""
    yield name, node
    for key in ("properties", "$defs"):
        for part, child in node.get(key, {}).items():
            yield from nodes(child, f"{name}.{part}")
    if "items" in node:
        yield from nodes(node["items"], f"{name}[]")


def is_leaf(node: Mapping[str, Any]) -> bool:
    return not {"properties", "items"} & set(node)


def test_the_paper_is_valid():
    check_configuration(read("config.yaml"), SCHEMA)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_paper_under_an_overlay_is_valid(overlay):
    check_configuration(paper(**read(overlay)), SCHEMA)


def test_the_quick_paper_is_smaller_and_has_every_chapter():
    full, quick = read("config.yaml"), paper(**read("quick.yaml"))
    assert quick.keys() == full.keys()
    for chapter in ("curie_weiss", "hopfield", "retina"):
        steps = quick[chapter]["vae"]["n_steps"]
        assert steps < full[chapter]["vae"]["n_steps"]
        assert 0 < len(quick[chapter]["cases"]) < len(full[chapter]["cases"])


IMPOSSIBLE = {
    "an unknown chapter": ({"curie_wiess": {}}, "curie_wiess"),
    "an unknown key": ({"retina": {"n_cels": 3}}, "n_cels"),
    "an unknown setting": (
        {"hopfield": {"vae": {"n_step": 30}}},
        "hopfield.vae.*n_step",
    ),
    "an unknown key of a case": (
        {"curie_weiss": {"cases": [{"beta_J": 1.0, "beta_H": 0.1}]}},
        r"curie_weiss.cases\[0\].*beta_H",
    ),
    "a negative temperature": (
        {"hopfield": {"cases": [{"n": 9, "p": 1, "beta": -0.5}]}},
        r"hopfield.cases\[0\].beta: -0.5",
    ),
    "an infinite temperature": (
        {"curie_weiss": {"cases": [{"beta_J": 0.8}, {"beta_J": 0}]}},
        r"curie_weiss.cases\[1\].beta_J: 0",
    ),
    "more latents than spins": (
        {"hopfield": {"cases": [{"n": 3, "p": 2, "beta": 1, "d": 4}]}},
        r"hopfield.cases\[0\]: 4 latents for 3 sites",
    ),
    "more latents than the spins of a chapter": (
        {
            "curie_weiss": {
                "n_spins": 4,
                "cases": [{"beta_J": 1}, {"beta_J": 1, "d": 5}],
            }
        },
        r"curie_weiss.cases\[1\]: 5 latents for 4 sites",
    ),
    "more patterns than spins": (
        {"hopfield": {"cases": [{"n": 5, "p": 6, "beta": 1.0}]}},
        r"hopfield.cases\[0\]: 6 latents for 5 sites",
    ),
    "more latents than cells": (
        {"retina": {"n_cells": 2, "cases": [{"d": 3, "split": "time"}]}},
        r"retina.cases\[0\]: 3 latents for 2 sites",
    ),
    "text for a number": ({"retina": {"vae": {"n_steps": "5"}}}, "retina.vae.n_steps"),
    "a number in words": (
        {"curie_weiss": {"vae": {"learning_rate": "1e-3"}}},
        "curie_weiss.vae.learning_rate: '1e-3'",
    ),
    "half a spin": ({"curie_weiss": {"n_spins": 1.5}}, "curie_weiss.n_spins: 1.5"),
    "a switch for a count": ({"information": {"n_steps": True}}, "information.n_steps"),
    "a list for a chapter": ({"hopfield": [1, 2]}, "hopfield"),
    "nothing for a number": ({"seed": None}, "seed"),
    "a negative seed": ({"seed": -1}, "seed: -1"),
    "no case": ({"hopfield": {"cases": []}}, "hopfield.cases"),
    "the same case twice": (
        {"curie_weiss": {"cases": [{"beta_J": 1}, {"beta_J": 1}]}},
        "curie_weiss.cases",
    ),
    "an unknown split": (
        {"retina": {"cases": [{"d": 1, "split": "cell"}]}},
        r"retina.cases\[0\].split: 'cell'",
    ),
    "an unknown source": (
        {"retina": {"source": "guessed"}},
        "retina.source: 'guessed'",
    ),
    "half a checksum": ({"retina": {"sha256": "50fa"}}, "retina.sha256: '50fa'"),
    "no repeat to train on": (
        {"retina": {"n_repeats": 30, "held_out_repeats": 30}},
        "retina.held_out_repeats: 30",
    ),
}


@pytest.mark.parametrize(("changes", "named"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_is_impossible_is_told_in_one_line_that_names_the_key(changes, named):
    line = complaint(paper(**changes))
    assert "\n" not in line
    assert line.startswith("configuration: ")
    assert len(line) < 200
    with pytest.raises(ConfigurationError, match=named):
        check_configuration(paper(**changes), SCHEMA)


@pytest.mark.parametrize("chapter", ["seed", "hopfield", "information"])
def test_a_missing_chapter_is_named(chapter):
    config = paper()
    del config[chapter]
    assert f"'{chapter}' is a required property" in complaint(config)


def test_a_missing_setting_is_named_with_its_chapter():
    config = paper()
    del config["retina"]["vae"]["batch_size"]
    line = complaint(config)
    assert "retina.vae" in line
    assert "batch_size" in line


def test_the_checksum_and_address_of_your_own_raster_may_be_left_out():
    check_configuration(paper(retina={"sha256": None, "url": None}), SCHEMA)


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(schema())


def test_every_leaf_of_the_schema_is_described():
    definitions = {f".{name}" for name in schema()["$defs"]}
    leaves = [
        (name, node)
        for name, node in nodes(schema())
        if is_leaf(node) and name not in definitions
    ]
    assert len(leaves) > 30
    for name, node in leaves:
        assert node.get("description") or "$ref" in node, name
        assert "$ref" in node or "enum" in node or "type" in node, name


def test_every_object_of_the_schema_is_closed_and_knows_what_it_requires():
    for name, node in nodes(schema()):
        if node.get("type") == "object":
            assert node["additionalProperties"] is False, name
            assert set(node["required"]) <= set(node["properties"]), name


def test_every_reference_of_the_schema_is_described_where_it_points_or_where_it_is():
    for name, node in nodes(schema()):
        if "$ref" in node:
            target = schema()["$defs"][node["$ref"].rpartition("/")[2]]
            assert node.get("description") or target.get("description"), name


def test_settings_are_the_keys_of_the_schema():
    described = schema()["$defs"]["vae"]["properties"]
    assert {field.name for field in fields(Settings)} == set(described)
    for chapter in ("curie_weiss", "hopfield", "retina"):
        Settings(**read("config.yaml")[chapter]["vae"])


def test_a_case_is_spelled_by_its_own_keys():
    assert case_name({"n": 100, "p": 3, "beta": 1.2}) == "n=100,p=3,beta=1.2"
    assert case_name({"d": 2, "split": "repeat"}) == "d=2,split=repeat"


def test_fits_that_differ_in_their_latents_share_their_data():
    with_d = {"n": 100, "p": 3, "beta": 1.2, "d": 2}
    assert data_name(with_d) == "n=100,p=3,beta=1.2"
    assert data_name({"d": 2, "split": "time"}) == "split=time"


@pytest.mark.parametrize(
    ("case", "number"),
    [
        ({"beta_J": 1.0}, 1),
        ({"beta_J": 1.0, "d": 3}, 3),
        ({"n": 9, "p": 4, "beta": 1.0}, 4),
        ({"n": 9, "p": 4, "beta": 1.0, "d": 2}, 2),
        ({"d": 5, "split": "time"}, 5),
    ],
)
def test_there_are_as_many_latents_as_asked_for_else_as_order_parameters(case, number):
    assert latent_dim(case) == number


def test_sites_are_the_spins_or_cells_of_the_chapter():
    config = paper()
    assert n_sites(config, "curie_weiss", {"beta_J": 1.0}) == 100
    assert n_sites(config, "hopfield", {"n": 60, "p": 2, "beta": 1.0}) == 60
    assert n_sites(config, "retina", {"d": 1, "split": "time"}) == 160


def test_systems_get_their_parameters_by_the_names_of_their_equations():
    config = paper()
    without_field = system_parameters(config, "curie_weiss", {"beta_J": 0.8})
    assert without_field == {"n_spins": 100, "beta_J": 0.8, "beta_h": 0.0}
    with_field = {"beta_J": 0.8, "beta_h": 0.1, "d": 2}
    assert system_parameters(config, "curie_weiss", with_field)["beta_h"] == 0.1
    case = {"n": 60, "p": 2, "beta": 1.5}
    expected = {"n_spins": 60, "n_patterns": 2, "beta": 1.5}
    assert system_parameters(config, "hopfield", case) == expected

"""Configurations that are fine, and those that are stopped in one line."""

import copy
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from jsonschema import Draft202012Validator
from numpy.typing import NDArray

from latent_mean_field.cases import CHAPTERS, swept
from latent_mean_field.configuration import dynamics, matter
from latent_mean_field.configuration.check import (
    ConfigurationError,
    check_configuration,
)
from latent_mean_field.configuration.retina import check_recording
from latent_mean_field.decoding import exchangeable
from latent_mean_field.systems.recording import RecordingError
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
            # `false` forbids a key that others of the same definition have.
            if child is not False:
                yield from nodes(child, f"{name}.{part}")
    if "items" in node:
        yield from nodes(node["items"], f"{name}[]")


def is_leaf(node: Mapping[str, Any]) -> bool:
    return not {"properties", "items"} & set(node)


def test_the_paper_is_valid():
    check_configuration(read("config.yaml"), SCHEMA)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_paper_under_an_overlay_is_valid(overlay, monkeypatch):
    monkeypatch.setattr(dynamics, "is_installed", lambda: True)
    check_configuration(paper(**read(overlay)), SCHEMA)


def test_neither_the_paper_nor_the_quick_one_needs_openmm(monkeypatch):
    monkeypatch.setattr(dynamics, "is_installed", lambda: False)
    check_configuration(paper(), SCHEMA)
    check_configuration(paper(**read("quick.yaml")), SCHEMA)


def test_a_molecule_without_openmm_is_told_in_one_line_with_the_cure(monkeypatch):
    monkeypatch.setitem(sys.modules, "openmm", None)
    line = complaint(paper(**read("full.yaml")))
    assert "\n" not in line
    assert line.startswith("configuration: dynamics.fits: dipeptide needs OpenMM")
    assert "pip install -r envs/requirements-openmm.txt" in line


def test_a_molecule_that_is_not_walked_is_missed(monkeypatch):
    monkeypatch.setattr(dynamics, "is_installed", lambda: True)
    config = paper(**read("full.yaml"))
    del config["dynamics"]["walks"]["dipeptide"]
    assert "dynamics.walks: none of ['dipeptide']" in complaint(config)


def test_the_quick_paper_is_smaller_and_has_every_chapter():
    full, quick = read("config.yaml"), paper(**read("quick.yaml"))
    assert quick.keys() == full.keys()
    for chapter in ("curie_weiss", "hopfield", "retina"):
        steps = quick[chapter]["vae"]["n_steps"]
        assert steps < full[chapter]["vae"]["n_steps"]
        assert 0 < len(quick[chapter]["cases"]) < len(full[chapter]["cases"])
    few, many = (swept(paper["recovery"]["fits"]) for paper in (quick, full))
    assert 0 < len(few) < len(many)
    for kind in ("fits", "cuts"):
        few, many = (swept(paper["capacity"][kind]) for paper in (quick, full))
        assert 0 < len(few) < len(many)


CURIE_WEISS = {"system": "curie_weiss", "n": 20, "beta_J": 1.0}
HOPFIELD = {"system": "hopfield", "n": 9, "p": 2, "beta": 1.2}
MOEBIUS = {"system": "moebius"}
RING = {"system": "ising_1d", "n": 8, "beta_J": 0.5}
TORUS = {"system": "ising_2d", "L": 4, "T": "Tc"}
HOPFIELD_LAW = {"system": "generalised_hopfield", "split": "repeat"}


def capacity(kind: str, case: Mapping[str, Any]) -> dict[str, Any]:
    """The capacity chapter with one case more, the second of its kind."""
    fine = CURIE_WEISS | ({"d": 1} if kind == "fits" else {"cut": "random"})
    return {"capacity": {kind: [fine, case]}}


IMPOSSIBLE = {
    "an unknown rival": ({"recovery": {"peers": ["magic"]}}, "recovery.peers.*magic"),
    "an unknown variant": (
        {"recovery": {"fits": [HOPFIELD | {"vae": "fancy"}]}},
        r"recovery.fits\[0\].*",
    ),
    "a rival without what it rivals": (
        {"recovery": {"fits": [HOPFIELD | {"d": 3}]}},
        "hopfield,n=9,p=2,beta=1.2,d=3: the same without d is missing",
    ),
    "more latents than spins among the rivals": (
        {"recovery": {"fits": [HOPFIELD, HOPFIELD | {"d": 10}]}},
        r"recovery.fits\[1\]: 10 latents for 9 sites",
    ),
    "a turned start under a prior that has axes": (
        {"hopfield": {"vae": {"turned_starts": True}}},
        "hopfield.vae.turned_starts: needs prior: normal",
    ),
    "axes compared with none": (
        {"perturbation": {"vae": {"n_restarts": 1}}},
        "perturbation.vae.n_restarts: one training agrees with no other",
    ),
    "axes that are not turned": (
        {"perturbation": {"vae": {"turned_starts": False}}},
        "perturbation.vae.turned_starts: must be True",
    ),
    "a potential where there should be none": (
        {"perturbation": {"vae": {"potential": 1.0}}},
        "perturbation: variants.potential and nothing else",
    ),
    "no potential where there should be one": (
        {"perturbation": {"variants": {"potential": {"potential": 0}}}},
        "perturbation: variants.potential and nothing else",
    ),
    "a potential without the same fit free of it": (
        {
            "perturbation": {
                "fits": [{"system": "hopfield", "p": 2, "vae": "potential"}] * 2
            }
        },
        "perturbation.fits: hopfield,p=2 is missing",
    ),
    "a free fit without the same with the potential": (
        {"perturbation": {"fits": [{"system": "hopfield", "p": 2}] * 2}},
        "perturbation.fits: hopfield,p=2,vae=potential is missing",
    ),
    "a precision of sites that have none": (
        {"hopfield": {"vae": {"annealing": 0.5}}},
        "hopfield.vae.annealing: its sites have no precision",
    ),
    "a precision that is no text": (
        {"independent_mechanisms": {"fits": [{"system": "moebius", "gamma2": 1e5}]}},
        r"independent_mechanisms.fits\[0\].gamma2",
    ),
    "a kind of mixing that no fit has": (
        {"independent_mechanisms": {"fits": [{"system": "moebius", "gamma2": "1e5"}]}},
        r"fits: none to \['moebius_linear', 'smooth_mlp', 'sprites'\]",
    ),
    "more principal components than pictures": (
        {"independent_mechanisms": {"n_components": 500, "n_samples": 400}},
        r"independent_mechanisms.n_components: 500 of 400 samples",
    ),
    "a method that is compared with none": (
        {"dynamics": {"fits": [{"system": "three_well", "method": "dynae"}]}},
        "dynamics.fits: three_well,dynae_improved is missing",
    ),
    "a method that there is not": (
        {"dynamics": {"fits": [{"system": "spot", "method": "dynea"}]}},
        r"dynamics.fits\[0\].method",
    ),
    "a system that is not watched": (
        {
            "dynamics": {
                "fits": [
                    {
                        "system": "three_well",
                        "method": [
                            "dynae",
                            "dynae_improved",
                            "beta_vae",
                            "swae",
                            "sde_vae",
                        ],
                    },
                    {"system": "spot", "method": "dynae"},
                ]
            }
        },
        r"dynamics.fits: none to \['peptide'\]",
    ),
    "more epochs kept than there are": (
        {"dynamics": {"methods": {"dynae": {"n_epochs": 1}}}},
        "three_well,dynae: more n_snapshots than n_epochs",
    ),
    "a lag longer than what is held out": (
        {"dynamics": {"walks": {"spot": {"lag": 900}}}},
        r"dynamics.walks.spot.lag: 900 of \d+ held-out frames",
    ),
    "one seed, which has no spread": (
        {"dynamics": {"n_seeds": 1}},
        "dynamics.n_seeds",
    ),
    "one training of a mixture": (
        {"gaussian_mixture": {"vae": {"n_restarts": 1}}},
        "gaussian_mixture.vae.n_restarts: one training has no spread",
    ),
    "no reactions, which the figure shows": (
        {"gaussian_mixture": {"fits": [{"system": "curie_weiss", "beta_J": 1.2}] * 7}},
        "gaussian_mixture.fits: surface_reaction is missing",
    ),
    "a mixture compared with none": (
        {"gaussian_mixture": {"fits": [{"system": "surface_reaction"}] * 7}},
        "gaussian_mixture.fits: surface_reaction,vae=joint is missing",
    ),
    "matter without its coupling": (
        {"recovery": {"fits": [{"system": "curie_weiss"}]}},
        r"recovery.fits\[0\].*beta_J",
    ),
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
                "n_spins": 2,
                "cases": [{"beta_J": 1}, {"beta_J": 1, "d": 3}],
            }
        },
        r"curie_weiss.cases\[1\]: 3 latents for 2 sites",
    ),
    "more patterns than spins": (
        {"hopfield": {"cases": [{"n": 5, "p": 6, "beta": 1.0}]}},
        r"hopfield.cases\[0\]: 6 patterns for 5 sites",
    ),
    "more latents than cells": (
        {"retina": {"n_cells": 4, "cases": [{"d": 5, "split": "time"}]}},
        r"retina.cases\[0\]: 5 latents for 4 sites",
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
    "no law for the figures": (
        {"retina": {"laws": [{"system": "independent", "split": "repeat"}]}},
        "one generalised_hopfield of split: repeat without d or vae is needed",
    ),
    "more patterns than cells": (
        {"retina": {"laws": [HOPFIELD_LAW | {"p": 161}]}},
        "161 patterns of 160 cells",
    ),
    "a mixture of unknown size": (
        {
            "retina": {
                "laws": [HOPFIELD_LAW, {"system": "bernoulli_mixture", "split": "time"}]
            }
        },
        r"retina.laws: bernoulli_mixture,split=time: needs the keys \['components'\]",
    ),
    "a law of something else": (
        {
            "retina": {
                "laws": [
                    HOPFIELD_LAW,
                    {"system": "independent", "p": 2, "split": "time"},
                ]
            }
        },
        r"retina.laws: independent,p=2,split=time: needs the keys \[\], found \['p'\]",
    ),
    "patterns of no decoder": (
        {"retina": {"laws": [HOPFIELD_LAW, HOPFIELD_LAW | {"d": 7}]}},
        "d=7,split=repeat: there is no case d=7,split=repeat",
    ),
    "patterns of too many parts": (
        {"retina": {"laws": [HOPFIELD_LAW | {"hidden": 7}]}},
        r"knows the keys p, d and vae, found \['hidden'\]",
    ),
    "a stimulus never seen": (
        {
            "retina": {
                "laws": [HOPFIELD_LAW, {"system": "stimulus_locked", "split": "time"}]
            }
        },
        "knows no stimulus beyond that of the training words",
    ),
    "mean-field matter without couplings": (
        capacity("fits", CURIE_WEISS | {"beta_J": 0, "d": 1}),
        r"capacity.fits\[1\].beta_J: 0 is no coupling",
    ),
    "patterns without couplings": (
        {"recovery": {"fits": [{"system": "hopfield", "n": 50, "p": 2, "beta": 0}]}},
        r"recovery.fits\[0\].beta: 0 is no coupling",
    ),
    "no patterns to show": (
        {"hopfield": {"cases": [{"n": 50, "p": 2, "beta": 1.0, "d": 2}]}},
        "hopfield.cases: no case without d",
    ),
    "no molecules in space to show": (
        {"maier_saupe": {"cases": [{"dimension": 2, "T": 0.4}]}},
        "maier_saupe.cases: no case in space without d",
    ),
    "no lattice to show": (
        {"capacity": {"fits": [RING | {"d": 1}]}},
        "capacity.fits: none of ising_2d",
    ),
    "more patterns than spins of a mixture": (
        {
            "gaussian_mixture": {
                "fits": [
                    *read("config.yaml")["gaussian_mixture"]["fits"],
                    {"system": "hopfield", "p": 100, "beta": 1.5},
                ]
            }
        },
        r"gaussian_mixture.fits\[8\]: 100 patterns for 60 sites",
    ),
    "one repeat held out": (
        {"retina": {"held_out_repeats": 1}},
        "retina.held_out_repeats: 1",
    ),
    "one block held out": ({"retina": {"held_out_bins": 25}}, "retina.held_out_bins"),
    "many latents of spins that are all alike": (
        {"curie_weiss": {"cases": [{"beta_J": 1.0}, {"beta_J": 1.0, "d": 4}]}},
        r"curie_weiss.cases\[1\].d: 4",
    ),
    "many latents of recovered spins that are all alike": (
        {
            "recovery": {
                "fits": [
                    {"system": "curie_weiss", "beta_J": 1.0},
                    {"system": "curie_weiss", "beta_J": 1.0, "d": 4},
                ]
            }
        },
        "recovery.fits: curie_weiss,beta_J=1.0,d=4: more than 3 latents",
    ),
    "no case of one latent": (
        {"curie_weiss": {"cases": [{"beta_J": 1.0, "d": 2}]}},
        "curie_weiss.cases: none of one latent",
    ),
    "a variant without a spread": (
        {"gaussian_mixture": {"variants": {"diagonal": {"n_restarts": 1}}}},
        "gaussian_mixture.variants.diagonal.n_restarts",
    ),
    "wakes seen once each": (
        {"gaussian_mixture": {"n_flows": 5000}},
        "gaussian_mixture.n_flows: 5000 of 5000 snapshots",
    ),
    "clusters of several posteriors": (
        {"gaussian_mixture": {"variants": {"joint": {"posterior_components": 2}}}},
        "gaussian_mixture.variants.joint.posterior_components: must be 1",
    ),
    "sources of several posteriors": (
        {"independent_mechanisms": {"vae": {"posterior_components": 2}}},
        "independent_mechanisms.vae.posterior_components: must be 1",
    ),
    "axes of a network": (
        {"perturbation": {"vae": {"decoder_hidden_dim": 32}}},
        "perturbation.vae.decoder_hidden_dim: must be 0",
    ),
    "axes that the posterior favours": (
        {"perturbation": {"vae": {"posterior": "diagonal"}}},
        "perturbation.vae.posterior: must be full",
    ),
    "a precision beyond an encoder's widths": (
        {"independent_mechanisms": {"fits": [{"system": "moebius", "gamma2": "1e8"}]}},
        r"independent_mechanisms.fits\[0\].gamma2",
    ),
    "a precision that is a line of its own": (
        {
            "independent_mechanisms": {
                "fits": [{"system": "moebius", "gamma2": "1e5\n"}]
            }
        },
        r"independent_mechanisms.fits\[0\].gamma2",
    ),
    "a reference in another folder": ({"reference": "../full"}, "reference: '../full'"),
    "a reference of two lines": ({"reference": "full\n"}, r"reference: 'full\\n'"),
    "a download from this machine": (
        {"retina": {"url": "file:///etc/hosts"}},
        "retina.url: 'file:///etc/hosts'",
    ),
    "more spins than can be counted": (
        {"curie_weiss": {"n_spins": 10**400}},
        r"curie_weiss.n_spins: 10+ \.\.\. .*0+ is not of type 'integer'",
    ),
    "a coupling that no float can hold": (
        {"curie_weiss": {"cases": [{"beta_J": 10**400}]}},
        r"curie_weiss.cases\[0\].beta_J: 10+ \.\.\.",
    ),
    "a list of many where there is one": (
        {"hopfield": {"n_samples": ["many"] * 99}},
        r"hopfield.n_samples: .*many.* \.\.\. .*many'\] is not of type 'integer'",
    ),
    "half a checksum": ({"retina": {"sha256": "50fa"}}, "retina.sha256: '50fa'"),
    "no repeat to train on": (
        {"retina": {"n_repeats": 30, "held_out_repeats": 30}},
        "retina.held_out_repeats: 30",
    ),
    "an odd torus": (
        capacity("fits", TORUS | {"L": 5, "d": 1}),
        r"capacity.fits\[1\].L: 5",
    ),
    "an odd torus in a sweep": (
        capacity("fits", TORUS | {"L": [4, 7], "d": 1}),
        r"capacity.fits\[1\].L\[1\]: 7",
    ),
    "a torus with every bond twice": (
        capacity("cuts", TORUS | {"L": 2, "cut": "random"}),
        r"capacity.cuts\[1\].L: 2",
    ),
    "an unknown temperature": (
        capacity("fits", TORUS | {"T": "Tk", "d": 1}),
        r"capacity.fits\[1\].T: 'Tk'",
    ),
    "a key of another system": (
        capacity("fits", RING | {"T": 2.25, "d": 1}),
        r"capacity.fits\[1\]: 'T' is not one of",
    ),
    "a missing key of a system": (
        capacity("fits", {"system": "hopfield", "n": 9, "beta": 1.0, "d": 1}),
        r"capacity.fits\[1\]: 'p'",
    ),
    "an unknown system": (
        capacity("fits", RING | {"system": "ising_3d", "d": 1}),
        r"capacity.fits\[1\].system: 'ising_3d'",
    ),
    "a field in the capacity chapter": (
        capacity("fits", CURIE_WEISS | {"beta_h": 0.1, "d": 1}),
        r"capacity.fits\[1\].*'beta_h'",
    ),
    "a cut without a cut": (capacity("cuts", RING), r"capacity.cuts\[1\]: 'cut'"),
    "an unknown cut": (
        capacity("cuts", RING | {"cut": "diagonal"}),
        r"capacity.cuts\[1\].cut: 'diagonal'",
    ),
    "a checkerboard of a ring": (
        capacity("cuts", RING | {"cut": "checkerboard"}),
        r"capacity.cuts\[1\].cut: 'checkerboard'",
    ),
    "a fit without latents": (capacity("fits", RING), r"capacity.fits\[1\]: 'd'"),
    "more latents than the sites of a torus, in a sweep": (
        capacity("fits", TORUS | {"d": [2, 17]}),
        r"capacity.fits\[1\]: 17 latents for 16 sites",
    ),
    "more patterns than spins, in a sweep": (
        capacity("fits", HOPFIELD | {"p": [2, 10], "d": 1}),
        r"capacity.fits\[1\]: 10 patterns for 9 sites",
    ),
    "an unknown key of a repetition": (
        {"capacity": {"calibration": [RING | {"cut": "random", "run": 1, "seed": 5}]}},
        r"capacity.calibration\[0\].*'seed'",
    ),
    "a sweep over nothing": (
        capacity("fits", RING | {"n": [], "d": 1}),
        r"capacity.fits\[1\].n: \[\]",
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


@pytest.mark.parametrize("chapter", sorted(read("config.yaml")))
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
        if node.get("type") == "object" and name != ".matter":
            assert node["additionalProperties"] is False, name
            assert set(node["required"]) <= set(node["properties"]), name


def test_matter_is_closed_wherever_it_stands_and_knows_what_it_requires():
    """Left open where it is described: fits and cuts have keys of their own."""
    content = schema()
    matter = content["$defs"]["matter"]
    uses = [u for _, u in nodes(content) if u.get("$ref") == "#/$defs/matter"]
    assert len(uses) == 3
    assert all(use["unevaluatedProperties"] is False for use in uses)
    for use in uses:
        assert {*use["required"], *use["properties"]} <= set(matter["properties"])
    for rule in matter["allOf"]:
        known = rule["then"]["propertyNames"]["enum"]
        assert set(rule["then"]["required"]) <= set(known) <= set(matter["properties"])


@pytest.mark.parametrize(
    ("cuts", "wrong"),
    [
        (TORUS | {"cut": ["contiguous", "interleaved"]}, "interleaved"),
        (RING | {"cut": ["contiguous", "checkerboard"]}, "checkerboard"),
    ],
)
def test_a_cut_of_the_wrong_dimension_is_refused_in_a_sweep_too(cuts, wrong):
    line = complaint(paper(**capacity("cuts", cuts)))
    assert "capacity.cuts[1].cut" in line
    assert wrong in line


def test_every_reference_of_the_schema_is_described_where_it_points_or_where_it_is():
    content = schema()
    for name, node in nodes(content):
        if "$ref" in node:
            target = content
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            assert node.get("description") or target.get("description"), name


def test_settings_are_the_keys_of_the_schema():
    described = schema()["$defs"]["vae"]["properties"]
    # The likelihood is that of the chapter's matter.
    known = {field.name for field in fields(Settings)} - {"likelihood"}
    assert known == set(described)
    for chapter in CHAPTERS:
        Settings(**read("config.yaml")[chapter]["vae"])


def test_as_many_latents_are_allowed_as_can_be_read():
    cases = schema()["properties"]["curie_weiss"]["properties"]["cases"]
    assert cases["items"]["properties"]["d"]["maximum"] == exchangeable.MAX_LATENTS
    assert matter.MAX_LATENTS == exchangeable.MAX_LATENTS


def recorded(n_repeats: int, n_cells: int, n_bins: int) -> NDArray:
    rng = np.random.default_rng(0)
    return (rng.random((n_repeats, n_cells, n_bins)) < 0.3).astype(np.uint8)


def test_a_recording_that_is_large_enough_is_taken():
    check_recording(paper()["retina"], recorded(70, 12, 300))


@pytest.mark.parametrize(
    ("shape", "named"),
    [
        ((70, 9, 300), "10 latents or patterns of 9 cells"),
        ((50, 12, 300), "cannot split 50 repeats"),
        ((70, 12, 190), "cannot split 190 bins"),
    ],
)
def test_a_recording_that_is_too_small_is_refused_by_its_name(shape, named):
    retina = paper(retina={"recording": "mine.npy"})["retina"]
    with pytest.raises(RecordingError, match=rf"^mine\.npy: {named}"):
        check_recording(retina, recorded(*shape))


def test_a_cell_that_is_silent_in_training_is_refused_before():
    raster = recorded(70, 12, 300)
    raster[:13, 5] = 0
    with pytest.raises(RecordingError, match="training part: cell 5 never spikes"):
        check_recording(paper()["retina"], raster)

"""What is kept of a run, and which keys of two configurations differ."""

import pytest

from latent_mean_field.quantities import quantity
from latent_mean_field.reporting.reference import differing, freeze
from latent_mean_field.storage import load_json

CONFIG = {
    "seed": 1,
    "reference": "paper",
    "hopfield": {"cases": [{"n": 9, "p": 2}], "vae": {"n_steps": 500}},
    "retina": {"recording": "a.mat", "url": None, "source": "auto", "n_cells": 40},
}


def frozen(path, commit, **numbers):
    freeze(path, numbers=numbers, config=CONFIG, raster="recorded", commit=commit)
    return load_json(path)


def test_a_reference_says_what_it_was_made_of(tmp_path):
    found = frozen(
        tmp_path / "new" / "a.json", "abc", rate=quantity(1.0, 0.1, theory=1.1)
    )
    assert found["configuration"] == CONFIG
    assert found["raster"] == "recorded"
    rate = {"value": 1.0, "error": 0.1, "theory": 1.1}
    assert found["numbers"] == {"rate": rate}
    assert "cores, commit abc)" in found["origin"]


def test_nothing_of_an_earlier_reference_stays(tmp_path):
    frozen(tmp_path / "a.json", "abc", rate=quantity(1.0))
    found = frozen(tmp_path / "a.json", "abd", gap=quantity(2.0))
    assert found["numbers"].keys() == {"gap"}


@pytest.mark.parametrize(
    ("change", "keys"),
    [
        ({}, []),
        ({"seed": 2}, ["seed"]),
        (
            {"hopfield": {"cases": [], "vae": {"n_steps": 9}}},
            ["hopfield.cases", "hopfield.vae.n_steps"],
        ),
        ({"hopfield": {}}, ["hopfield.cases", "hopfield.vae"]),
        ({"capacity": {}}, ["capacity"]),
        # Where the recording is kept decides nothing; how much of it is used does.
        ({"reference": "quick"}, []),
        ({"retina": {**CONFIG["retina"], "recording": "b.mat", "url": "x"}}, []),
        ({"retina": {**CONFIG["retina"], "n_cells": 41}}, ["retina.n_cells"]),
    ],
)
def test_keys_in_which_configurations_differ_are_named(change, keys):
    assert differing(CONFIG | change, CONFIG) == keys
    assert differing(CONFIG, CONFIG | change) == keys

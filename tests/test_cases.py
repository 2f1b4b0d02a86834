"""Cases: their names, what they share, and everything that a configuration asks for."""

from typing import Any

import pytest

from latent_mean_field.cases import (
    Cases,
    case_label,
    case_name,
    data_name,
    data_of,
    decoder_of,
    latent_dim,
    n_sites,
    n_sources,
    site_settings,
    swept,
    system_parameters,
)

RING = {"system": "ising_1d", "n": 8, "beta_J": 0.5}
TORUS = {"system": "ising_2d", "L": 4, "T": "Tc"}
CURIE_WEISS = {"system": "curie_weiss", "n": 20, "beta_J": 1.0}
SMALL: dict[str, Any] = {
    "curie_weiss": {"cases": [{"beta_J": 0.8}, {"beta_J": 0.8, "d": 2}], "n_spins": 40},
    "hopfield": {"cases": [{"n": 60, "p": 2, "beta": 1.5}]},
    "maier_saupe": {
        "cases": [{"T": 0.2, "d": 4}, {"dimension": 2, "n": 12, "T": 0.4}],
        "n_molecules": 30,
    },
    "retina": {
        "cases": [{"d": 1, "split": "time"}],
        "laws": [{"system": ["independent", "pairwise"], "split": "time"}],
        "n_cells": 30,
    },
    "capacity": {
        "fits": [
            RING | {"d": [1, 2]},
            TORUS | {"T": ["Tc", 3.0], "d": 2},
            CURIE_WEISS | {"d": 1},
        ],
        "cuts": [RING | {"n": [8, 12], "cut": ["contiguous", "random"]}],
        "calibration": [RING | {"cut": "random", "run": [1, 2]}],
    },
    "recovery": {
        "fits": [
            {"system": "curie_weiss", "beta_J": [0.8, 1.2]},
            {"system": "hopfield", "n": 60, "p": 2, "beta": 1.2},
            {"system": "hopfield", "n": 60, "p": 2, "beta": 1.2, "d": [1, 3]},
            {"system": "hopfield", "n": 60, "p": 2, "beta": 1.2, "vae": "plain"},
        ],
        "n_spins": 50,
    },
    "perturbation": {
        "fits": [{"system": "hopfield", "p": 3, "vae": "potential"}],
        "beta": 1.5,
        "n_spins": 40,
    },
    "gaussian_mixture": {
        "fits": [
            {"system": "surface_reaction", "vae": "joint"},
            {"system": "cylinder_flow"},
        ],
        "n_spins": 40,
        "n_flows": 4,
    },
    "independent_mechanisms": {
        "fits": [
            {"system": ["moebius", "smooth_mlp"], "gamma2": ["1e2", "1e5"]},
            {"system": "sprites", "gamma2": "1e1"},
        ],
        "n_sources": 3,
    },
    "dynamics": {
        "fits": [
            {"system": "three_well", "method": ["dynae", "swae"]},
            {"system": "three_well", "view": "swiss_roll", "method": "dynae"},
        ],
    },
}
CASES = Cases.of(SMALL)


def test_a_case_is_spelled_by_its_own_keys():
    assert case_name({"n": 100, "p": 3, "beta": 1.2}) == "n=100+p=3+beta=1.2"
    assert case_name({"d": 2, "split": "repeat"}) == "d=2+split=repeat"


def test_names_of_files_go_through_a_command_line_that_is_split_at_commas():
    case = {"system": "hopfield", "n": 9, "p": 2, "method": "dynae"}
    assert "," not in case_name(case)
    assert case_label(case) == "hopfield,n=9,p=2,dynae"


def test_a_system_stands_without_its_key():
    assert case_name(TORUS | {"d": 4}) == "ising_2d+L=4+T=Tc+d=4"


def test_fits_that_differ_in_their_latents_share_their_data():
    with_d = {"n": 100, "p": 3, "beta": 1.2, "d": 2}
    assert data_name(with_d) == "n=100+p=3+beta=1.2"
    assert data_name({"d": 2, "split": "time"}) == "split=time"


@pytest.mark.parametrize("looked_at", [{}, {"d": 4}, {"cut": "random", "run": 3}])
def test_samples_do_not_know_who_looks_at_them(looked_at):
    assert data_of(TORUS | looked_at) == TORUS


def test_lists_are_swept_and_the_last_key_runs_fastest():
    found = swept([{"n": [20, 50], "beta": 1.0, "d": [1, 2]}, {"n": 7}])
    assert found == [
        {"n": 20, "beta": 1.0, "d": 1},
        {"n": 20, "beta": 1.0, "d": 2},
        {"n": 50, "beta": 1.0, "d": 1},
        {"n": 50, "beta": 1.0, "d": 2},
        {"n": 7},
    ]


def test_text_is_a_value_and_no_sweep_over_letters():
    assert swept([TORUS]) == [TORUS]


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


@pytest.mark.parametrize(
    ("case", "number", "law"),
    [
        ({"T": 0.2}, 5, "bingham"),
        ({"T": 0.2, "d": 4}, 4, "bingham"),
        ({"dimension": 2, "T": 0.4}, 2, "planar_bingham"),
    ],
)
def test_molecules_have_a_latent_for_each_component_of_their_tensor(case, number, law):
    assert latent_dim(case, "maier_saupe") == number
    assert site_settings(case, "maier_saupe") == {"likelihood": law}
    assert site_settings({"beta_J": 1.0}, "curie_weiss") == {"likelihood": "bernoulli"}


@pytest.mark.parametrize(
    ("chapter", "case", "number"),
    [
        ("curie_weiss", {"beta_J": 1.0}, 40),
        ("hopfield", {"n": 60, "p": 2, "beta": 1.0}, 60),
        ("maier_saupe", {"T": 0.2}, 30),
        ("maier_saupe", {"dimension": 2, "n": 12, "T": 0.4}, 12),
        ("retina", {"d": 1, "split": "time"}, 30),
        ("capacity", RING, 8),
        ("capacity", TORUS, 16),
    ],
)
def test_sites_are_the_spins_or_cells_of_the_case_or_its_chapter(chapter, case, number):
    assert n_sites(SMALL, chapter, case) == number


@pytest.mark.parametrize(
    ("chapter", "case", "parameters"),
    [
        (
            "curie_weiss",
            {"beta_J": 0.8},
            {"system": "curie_weiss", "n_spins": 40, "beta_J": 0.8, "beta_h": 0.0},
        ),
        (
            "curie_weiss",
            {"beta_J": 0.8, "beta_h": 0.1, "d": 2},
            {"system": "curie_weiss", "n_spins": 40, "beta_J": 0.8, "beta_h": 0.1},
        ),
        (
            "hopfield",
            {"n": 60, "p": 2, "beta": 1.5},
            {"system": "hopfield", "n_spins": 60, "n_patterns": 2, "beta": 1.5},
        ),
        (
            "capacity",
            {"system": "curie_weiss", "n": 20, "beta_J": 1.0, "d": 1},
            {"system": "curie_weiss", "n_spins": 20, "beta_J": 1.0, "beta_h": 0.0},
        ),
        (
            "capacity",
            RING | {"cut": "random", "run": 1},
            {"system": "ising_1d", "n_spins": 8, "beta_J": 0.5},
        ),
        (
            "maier_saupe",
            {"T": 0.2, "d": 4},
            {"system": "maier_saupe", "n_molecules": 30, "n_components": 5, "T": 0.2},
        ),
        (
            "maier_saupe",
            {"dimension": 2, "n": 12, "T": 0.4},
            {"system": "maier_saupe", "n_molecules": 12, "n_components": 2, "T": 0.4},
        ),
        ("capacity", TORUS, {"system": "ising_2d", "side": 4, "T": "Tc"}),
        (
            "recovery",
            {"system": "hopfield", "n": 9, "p": 2, "patterns": "biased", "beta": 1.0},
            {
                "system": "hopfield",
                "n_spins": 9,
                "n_patterns": 2,
                "kind": "biased",
                "beta": 1.0,
            },
        ),
        (
            "recovery",
            {"system": "multispin", "beta_J3": 0.7, "samples": 500},
            {"system": "multispin", "n_spins": 50, "beta_J3": 0.7},
        ),
    ],
)
def test_systems_get_their_parameters_by_the_names_of_their_equations(
    chapter, case, parameters
):
    assert system_parameters(SMALL, chapter, case) == parameters


def test_every_fit_has_a_name():
    assert {chapter: list(fits) for chapter, fits in CASES.fits.items()} == {
        "curie_weiss": ["beta_J=0.8", "beta_J=0.8+d=2"],
        "hopfield": ["n=60+p=2+beta=1.5"],
        "maier_saupe": ["T=0.2+d=4", "dimension=2+n=12+T=0.4"],
        "retina": ["d=1+split=time"],
        "capacity": [
            "ising_1d+n=8+beta_J=0.5+d=1",
            "ising_1d+n=8+beta_J=0.5+d=2",
            "ising_2d+L=4+T=Tc+d=2",
            "ising_2d+L=4+T=3.0+d=2",
            "curie_weiss+n=20+beta_J=1.0+d=1",
        ],
        "recovery": [
            "curie_weiss+beta_J=0.8",
            "curie_weiss+beta_J=1.2",
            "hopfield+n=60+p=2+beta=1.2",
            "hopfield+n=60+p=2+beta=1.2+d=1",
            "hopfield+n=60+p=2+beta=1.2+d=3",
            "hopfield+n=60+p=2+beta=1.2+vae=plain",
        ],
        "perturbation": ["hopfield+p=3+vae=potential"],
        "independent_mechanisms": [
            *("moebius+gamma2=1e2", "moebius+gamma2=1e5"),
            *("smooth_mlp+gamma2=1e2", "smooth_mlp+gamma2=1e5"),
            "sprites+gamma2=1e1",
        ],
        "gaussian_mixture": ["surface_reaction+vae=joint", "cylinder_flow"],
    }


def test_samples_are_drawn_once_for_all_that_look_at_them():
    assert {chapter: list(samples) for chapter, samples in CASES.samples.items()} == {
        "curie_weiss": ["beta_J=0.8"],
        "hopfield": ["n=60+p=2+beta=1.5"],
        "maier_saupe": ["T=0.2", "dimension=2+n=12+T=0.4"],
        "retina": ["split=time"],
        "capacity": [
            "ising_1d+n=8+beta_J=0.5",
            "ising_2d+L=4+T=Tc",
            "ising_2d+L=4+T=3.0",
            "curie_weiss+n=20+beta_J=1.0",
            "ising_1d+n=12+beta_J=0.5",
        ],
        "recovery": [
            "curie_weiss+beta_J=0.8",
            "curie_weiss+beta_J=1.2",
            "hopfield+n=60+p=2+beta=1.2",
        ],
        "perturbation": ["hopfield+p=3"],
        "independent_mechanisms": ["moebius", "smooth_mlp", "sprites"],
        "gaussian_mixture": ["surface_reaction", "cylinder_flow"],
    }


def test_walks_are_watched_once_for_all_methods():
    assert list(CASES.walks) == [
        *("three_well+dynae", "three_well+swae"),
        "three_well+view=swiss_roll+dynae",
    ]
    assert list(CASES.watched) == ["three_well", "three_well+view=swiss_roll"]


def test_fits_are_read_with_the_right_number_of_latents_and_rivalled_by_others():
    hopfield = "hopfield+n=60+p=2+beta=1.2"
    assert list(CASES.recovered) == [
        "curie_weiss+beta_J=0.8",
        "curie_weiss+beta_J=1.2",
        hopfield,
        f"{hopfield}+vae=plain",
    ]
    assert {name: list(rivals) for name, rivals in CASES.dimensions.items()} == {
        hopfield: [f"{hopfield}+d=1", f"{hopfield}+d=3"]
    }


def test_cuts_and_repetitions_are_swept():
    assert list(CASES.cuts) == [
        f"ising_1d+n={n}+beta_J=0.5+cut={cut}"
        for n in (8, 12)
        for cut in ("contiguous", "random")
    ]
    assert list(CASES.runs) == [
        f"ising_1d+n=8+beta_J=0.5+cut=random+run={run}" for run in (1, 2)
    ]


def test_exact_information_is_wanted_of_the_extreme_cuts_and_of_those_asked_for():
    assert CASES.exact == {
        "ising_1d+n=8+beta_J=0.5": ["contiguous", "interleaved", "random"],
        "ising_1d+n=12+beta_J=0.5": ["contiguous", "interleaved", "random"],
        "ising_2d+L=4+T=Tc": ["contiguous", "checkerboard"],
        "ising_2d+L=4+T=3.0": ["contiguous", "checkerboard"],
        # Exchangeable spins: one cut stands for all.
        "curie_weiss+n=20+beta_J=1.0": ["contiguous"],
    }


def test_cuts_of_a_fit_are_those_of_its_matter_and_elsewhere_contiguous():
    fit = RING | {"d": 2}
    assert CASES.cuts_of("capacity", fit) == ["contiguous", "interleaved", "random"]
    assert CASES.cuts_of("hopfield", {"n": 60, "p": 2, "beta": 1.5}) == ["contiguous"]


@pytest.mark.parametrize("asked", [{}, {"d": 2}, {"cut": "random"}])
def test_whatever_has_a_name_is_found_by_it(asked):
    case = RING | asked
    assert CASES.find("capacity", case_name(case)) == case


def test_a_repetition_is_found_and_what_nobody_asked_for_is_not():
    run = RING | {"cut": "random", "run": 2}
    assert CASES.find("capacity", case_name(run)) == run
    with pytest.raises(KeyError):
        CASES.find("capacity", case_name(run | {"run": 3}))
    with pytest.raises(KeyError):
        CASES.find("hopfield", case_name(run))


def test_a_law_is_read_off_two_latents_unless_it_says_otherwise():
    law = {"system": "generalised_hopfield", "p": 10, "split": "time"}
    assert case_name(decoder_of(law)) == "d=2+split=time"
    flat = law | {"d": 3, "vae": "linear"}
    assert case_name(decoder_of(flat)) == "d=3+vae=linear+split=time"


def test_every_law_of_words_has_a_name():
    assert list(CASES.laws) == ["independent+split=time", "pairwise+split=time"]


def test_a_chapter_may_give_the_temperature_of_all_its_matter():
    case = {"system": "hopfield", "p": 3}
    found = system_parameters(SMALL, "perturbation", case)
    wanted = {"system": "hopfield", "beta": 1.5, "n_spins": 40, "n_patterns": 3}
    assert found == wanted
    own = system_parameters(SMALL, "perturbation", case | {"beta": 0.7})
    assert own["beta"] == 0.7


@pytest.mark.parametrize(
    ("system", "prior"), [("moebius", "uniform"), ("smooth_mlp", "normal")]
)
def test_sources_decide_the_prior(system, prior):
    found = site_settings({"system": system, "gamma2": "1e5"}, "independent_mechanisms")
    assert found == {"likelihood": "gaussian", "precision": 1e5, "prior": prior}


def test_sprites_have_sources_of_their_own_number():
    fits = CASES.fits["independent_mechanisms"].values()
    assert [n_sources(SMALL, case) for case in fits] == [3, 3, 3, 3, 4]


def test_reactions_have_two_latents_and_gaussian_sites():
    case = {"system": "surface_reaction"}
    assert latent_dim(case, "gaussian_mixture") == 2
    assert site_settings(case, "gaussian_mixture") == {"likelihood": "gaussian"}
    assert system_parameters(SMALL, "gaussian_mixture", case) == case


def test_wakes_have_three_latents_and_sites_as_exact_as_their_pixels():
    case = {"system": "cylinder_flow"}
    assert latent_dim(case, "gaussian_mixture") == 3
    found = site_settings(case, "gaussian_mixture")
    assert found == {"likelihood": "gaussian", "precision": pytest.approx(100.0)}
    wanted = case | {"n_flows": 4}
    assert system_parameters(SMALL, "gaussian_mixture", case) == wanted

"""Who is compared with whom in the ranking of laws."""

import numpy as np
import pytest
from scipy.stats import sem

from latent_mean_field.assessment.population_rows import population_rows
from latent_mean_field.assessment.rows import Measured
from latent_mean_field.quantities import quantity


def law(system, gain, n_parameters, *, pairs=0.5, triplets=0.5, split="repeat", **keys):
    numbers = {
        "gain": quantity(gain),
        "n_parameters": quantity(n_parameters),
        "pair_correlation_r": quantity(pairs),
        "triplet_correlation_r": quantity(triplets),
    }
    return Measured({"system": system, "split": split, **keys}, numbers)


LAWS = [
    law("generalised_hopfield", 0.03, 600),
    law("generalised_hopfield", 0.05, 5_000, pairs=0.96, triplets=0.9, p=10),
    law("generalised_hopfield", 0.04, 600, split="time"),
    law("independent", 0.0, 160),
    law("bernoulli_mixture", 0.028, 500, components=3),
    law("pairwise", 0.045, 12_000),
    law("bernoulli_mixture", 0.2, 100, components=1, split="time"),
    law("stimulus_locked", 0.1, 100),
]
DECODED = [
    Measured(LAWS[0].keys, {"overlap_restarts": quantity(0.97)}),
    Measured(LAWS[1].keys, {"overlap_restarts": quantity(0.9)}),
]
FOLLOWED = [Measured(LAWS[0].keys, {"metastable_states": quantity(12)})]
SUBSETS = [Measured(LAWS[1].keys, {"4": {"entropy": quantity(0.1)}})]
SHARED = np.random.default_rng(0).normal(size=50)
GAINS = [
    {
        # What is hard is hard for all; then each has a scatter of its own.
        "gain_deviations": SHARED + 0.01 * np.random.default_rng(k).normal(size=50),
        "gain_doubt": np.array(0.02 if law.keys["system"] == "pairwise" else 0.0),
    }
    for k, law in enumerate(LAWS, start=1)
]
ROWS = population_rows(
    laws=LAWS, gains=GAINS, decoded=DECODED, followed=FOLLOWED, subsets=SUBSETS
)


def test_the_margin_is_over_rivals_with_no_more_parameters_on_the_same_words():
    margins = [row["numbers"].get("margin_over_rivals") for row in ROWS[:3]]
    # Neither the larger pairwise model counts against the first, nor the oracle.
    values = [margin["value"] for margin in margins]
    assert values == pytest.approx([0.03 - 0.028, 0.05 - 0.028, 0.04 - 0.2])
    assert all("margin_over_rivals" not in row["numbers"] for row in ROWS[3:])


def test_what_both_laws_find_hard_is_no_error_of_the_margin():
    own, rival = (GAINS[k]["gain_deviations"] for k in (0, 4))
    error = ROWS[0]["numbers"]["margin_over_rivals"]["error"]
    assert error == pytest.approx(sem(own - rival), rel=0.05)
    assert error < 0.1 * sem(own)


def test_a_normaliser_that_is_not_sure_is_an_error_of_the_margin():
    larger = [law("generalised_hopfield", 0.03, 20_000), *LAWS[3:]]
    (row, *_) = population_rows(
        laws=larger, gains=[GAINS[0], *GAINS[3:]], decoded=[], followed=[], subsets=[]
    )
    margin = row["numbers"]["margin_over_rivals"]
    assert margin["value"] == pytest.approx(0.03 - 0.045)
    assert margin["error"] > 0.02


def test_a_law_without_rivals_has_no_margin():
    (row, *_) = population_rows(
        laws=LAWS[:1], gains=GAINS[:1], decoded=[], followed=[], subsets=[]
    )
    assert "margin_over_rivals" not in row["numbers"]


def test_the_summary_has_the_stability_of_two_patterns_and_how_many_are_needed():
    assert ROWS[-1]["keys"] == {}
    numbers = ROWS[-1]["numbers"]
    assert numbers["patterns/overlap_restarts"]["value"] == 0.97
    assert numbers["patterns/needed"]["value"] == 10
    assert ROWS[1]["numbers"]["overlap_restarts"]["value"] == 0.9
    assert ROWS[0]["numbers"]["metastable_states"]["value"] == 12


def test_numbers_of_cells_are_keys_of_their_own():
    row = ROWS[-2]
    assert row["keys"] == {**LAWS[1].keys, "n": 4}
    assert row["numbers"]["entropy"]["value"] == 0.1

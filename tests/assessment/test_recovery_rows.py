"""The recovery chapter from numbers made by hand."""

import pytest

from latent_mean_field.assessment.recovery_rows import recovery_rows
from latent_mean_field.assessment.rows import Measured
from latent_mean_field.cases import case_label
from latent_mean_field.quantities import quantity

HOPFIELD = {"system": "hopfield", "n": 60, "p": 3, "beta": 1.2}


def rows_of(**stages):
    rows = recovery_rows(**({"recovered": [], "choices": []} | stages))
    return {case_label(row["keys"]): row["numbers"] for row in rows}


def test_recovered_numbers_keep_their_keys():
    number = quantity(0.05, 0.01)
    rows = rows_of(recovered=[Measured(HOPFIELD, {"coupling_relative_error": number})])
    assert rows == {
        "hopfield,n=60,p=3,beta=1.2": {"coupling_relative_error": number},
    }


def test_choices_are_counted_over_all_temperatures_of_so_many_patterns():
    warm = {"chosen": [3, 3, 2], "gain": {"3": [[0.0, 0.0]] * 3}}
    cold = {"chosen": [3, 4, 3], "gain": {"3": [[0.0, 0.0]] * 3}}
    rows = rows_of(
        choices=[Measured(HOPFIELD, warm), Measured(HOPFIELD | {"beta": 1.5}, cold)]
    )
    number = rows["hopfield,p=3"]["d_chosen_right"]
    assert (number["value"], number["theory"]) == (4, 6)


def test_gains_are_averaged_over_the_data_sets():
    choice = {"chosen": [3, 3], "gain": {"2": [[-0.4, 0.03], [-0.6, 0.04]]}}
    rows = rows_of(choices=[Measured(HOPFIELD, choice)])
    number = rows["hopfield,n=60,p=3,beta=1.2,d=2"]["evidence_gain"]
    assert number["value"] == -0.5
    assert number["error"] == 0.025


def test_coverage_is_over_everything_that_has_intervals():
    covered = {
        "coverage_68_couplings": quantity(0.6, 0.03),
        "coverage_68_patterns": quantity(0.7, 0.04),
    }
    rows = rows_of(recovered=[Measured(HOPFIELD, covered), Measured({}, {})])
    assert rows[""]["coverage_68"]["value"] == pytest.approx(0.65)
    assert rows[""]["coverage_68"]["error"] == pytest.approx(0.025)
    assert "" not in rows_of(recovered=[Measured(HOPFIELD, {})])


def test_samples_needed_are_the_fewest_that_sufficed():
    def right(samples: int, ours: int, rival: int) -> Measured:
        numbers = {
            "seeds_all_signs_right": quantity(ours, theory=10.0),
            "seeds_all_signs_right_rival": quantity(rival, theory=10.0),
        }
        return Measured(HOPFIELD | {"samples": samples}, numbers)

    rows = rows_of(recovered=[right(500, 2, 1), right(1000, 9, 8), right(2000, 10, 10)])
    number = rows["hopfield,n=60,p=3,beta=1.2"]["samples_needed"]
    assert (number["value"], number["theory"]) == (1000, 2000)
    # What suffices by luck, where more did not, does not count.
    rows = rows_of(recovered=[right(500, 9, 1), right(1000, 8, 9), right(2000, 10, 9)])
    number = rows["hopfield,n=60,p=3,beta=1.2"]["samples_needed"]
    assert (number["value"], number["theory"]) == (2000, 1000)

"""Is a run the reference's, to the errors of both? Numbers made up for the purpose."""

import numpy as np
import pytest

from latent_mean_field.cases import REPORTED
from latent_mean_field.quantities import quantity
from latent_mean_field.reporting.reproduction import Comparison, Pair, compare

CONFIG = {"seed": 1, "hopfield": {"n_samples": 100}}
SHIFTED = "hopfield/beta=3/elbo"


def numbers() -> dict:
    """Forty fits of each chapter with three numbers: measured, exact, of no error."""
    rng = np.random.default_rng(0)
    found = {}
    for chapter in REPORTED:
        for beta in range(40):
            case = f"{chapter}/beta={beta}"
            found[f"{case}/rate"] = quantity(rng.uniform(1, 5), rng.uniform(0.01, 0.1))
            found[f"{case}/elbo"] = quantity(rng.uniform(-50, -10), 0.1)
            found[f"{case}/entropy"] = quantity(rng.uniform(1, 70), 0.0)
            found[f"{case}/rank"] = quantity(rng.uniform(1, 5))
    return found


def redrawn(numbers: dict, seed: int, scatter: float = 1.0, chapter: str = "") -> dict:
    """Numbers of a chapter, or of all, redrawn with so many times their errors."""
    rng = np.random.default_rng(seed)
    return {
        key: number
        if not key.startswith(chapter)
        else number
        | {"value": rng.normal(number["value"], scatter * (number["error"] or 0.0))}
        for key, number in numbers.items()
    }


def compared(here: dict, there: dict, **changes) -> Comparison:
    reference = {"numbers": there, "configuration": CONFIG, "raster": "recorded"}
    own = {"config": CONFIG, "raster": "recorded"} | changes
    return compare(here, reference, **own)


def changed(key: str, **changes: float | None) -> dict:
    """The numbers with another value or error of one of them."""
    found = numbers()
    return found | {key: found[key] | changes}


def test_identical_numbers_are_reproduced():
    comparison = compared(numbers(), numbers())
    assert comparison.reproduced
    assert len(comparison.whole.measured) == 2 * 40 * len(REPORTED)
    assert len(comparison.whole.exact) == 40 * len(REPORTED)


@pytest.mark.parametrize("seed", range(20))
def test_numbers_redrawn_within_their_errors_are_reproduced(seed):
    """Both sides are, so that z is standard normal."""
    comparison = compared(
        redrawn(numbers(), 2 * seed), redrawn(numbers(), 2 * seed + 1)
    )
    assert comparison.reproduced, comparison.objections()
    n, beyond = len(comparison.whole.measured), comparison.whole.beyond(2.0)
    assert beyond / n == pytest.approx(0.0455, abs=4 * np.sqrt(0.0455 / n))


def test_one_number_eight_errors_off_is_not_reproduced_and_comes_first():
    value = numbers()[SHIFTED]["value"] + 8 * 0.1 * np.sqrt(2)
    comparison = compared(changed(SHIFTED, value=value), numbers())
    assert not comparison.reproduced
    worst = comparison.whole.measured[0]
    assert worst.key == SHIFTED
    assert worst.z == pytest.approx(8.0)
    assert comparison.objections() == ["1 beyond 4.8 errors"]


@pytest.mark.parametrize("seed", range(5))
def test_a_chapter_of_twice_the_scatter_is_not_reproduced_and_is_named(seed):
    there = redrawn(numbers(), seed)
    # Variances 1 + 1 + 6 are four times the 1 + 1 that both errors state.
    here = redrawn(redrawn(numbers(), seed + 100), seed + 200, np.sqrt(6), "capacity")
    comparison = compared(here, there)
    assert not comparison.reproduced
    named = [text for text in comparison.objections() if "capacity" in text]
    assert len(named) == 1
    assert not [text for text in comparison.objections() if "hopfield" in text]


def test_missing_and_new_numbers_are_told_and_missing_ones_are_no_reproduction():
    fewer = numbers()
    del fewer[SHIFTED]
    comparison = compared(fewer, numbers())
    assert comparison.whole.missing == [SHIFTED]
    assert comparison.objections() == ["1 missing"]
    comparison = compared(numbers(), fewer)
    assert comparison.whole.new == [SHIFTED]
    assert comparison.reproduced


def test_nothing_is_not_reproduced():
    assert compared({}, {}).objections() == ["there is nothing to compare"]


@pytest.mark.parametrize(
    ("factor", "reproduced"), [(1 + 1e-10, True), (1 + 1e-6, False)]
)
def test_exact_numbers_are_held_to_rounding(factor, reproduced):
    key = "capacity/beta=7/entropy"
    value = factor * numbers()[key]["value"]
    assert compared(changed(key, value=value), numbers()).reproduced == reproduced


def test_a_number_of_no_stated_error_is_counted_and_not_judged():
    key = "capacity/beta=7/rank"
    comparison = compared(changed(key, value=50.0), numbers())
    assert comparison.reproduced
    assert comparison.whole.unjudged[0].key == key


def test_a_number_that_loses_its_error_is_not_reproduced():
    without = changed(SHIFTED, error=None)
    for here, there in ((without, numbers()), (numbers(), without)):
        comparison = compared(here, there)
        assert comparison.objections() == ["1 with an error on one side only"]


def test_another_configuration_is_no_reproduction_and_is_named():
    other = CONFIG | {"hopfield": {"n_samples": 200}}
    comparison = compared(numbers(), numbers(), config=other)
    assert not comparison.reproduced
    assert comparison.settings == ["hopfield.n_samples"]


def test_the_retina_is_left_out_where_its_words_are_others():
    here = redrawn(numbers(), 0, 100.0, "retina")
    assert not compared(here, numbers()).reproduced
    comparison = compared(here, numbers(), raster="SIMULATED")
    assert comparison.reproduced
    assert comparison.rasters == ("SIMULATED", "recorded")
    assert "retina" not in [group.name for group in comparison.chapters]


def test_errors_of_both_sides_count():
    pair = Pair("a", quantity(1.0, 0.3), quantity(3.0, 0.4))
    assert pair.error == pytest.approx(0.5)
    assert pair.z == pytest.approx(-4.0)


def test_rounding_is_no_difference_however_small_the_error():
    pair = Pair("a", quantity(1.0, 1e-14), quantity(1.0 + 1e-12, 1e-14))
    assert pair.z == 0

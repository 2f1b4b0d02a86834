"""What a reader sees of a comparison."""

import pytest

from latent_mean_field.quantities import Quantity, quantity
from latent_mean_field.reporting.reproduction import compare
from latent_mean_field.reporting.reproduction_table import tabulate

KEY = "hopfield/n=9,p=2,beta=1"
REFERENCE = {
    f"{KEY}/rate": quantity(1.5, 0.03),
    f"{KEY}/gap": quantity(0.2, 0.01),
    f"{KEY}/entropy": quantity(5.25, 0.0),
    "capacity/false_alarms": quantity(0.0),
}


def table(raster: str = "recorded", seed: int = 1, **own: Quantity | None) -> str:
    """The table of a run with other numbers of the fit, None for none at all."""
    changes = {f"{KEY}/{name}": number for name, number in own.items()}
    here = {k: n for k, n in (REFERENCE | changes).items() if n is not None}
    reference = {
        "numbers": REFERENCE,
        "configuration": {"seed": 1},
        "raster": "recorded",
    }
    comparison = compare(here, reference, config={"seed": seed}, raster=raster)
    return tabulate(comparison, "2026-11-22 (x86_64, commit abc)")


def counts(text: str, chapter: str) -> list[int]:
    (line,) = [line for line in text.splitlines() if line.startswith(f"{chapter} ")]
    return [int(word) for word in line.split()[1:]]


def verdict(text: str) -> str:
    return text.splitlines()[-1]


def test_a_chapter_is_a_row_and_all_is_the_last():
    text = table()
    assert counts(text, "hopfield") == [2, 2, 0, 0, 1, 0, 0, 0, 0, 0]
    assert counts(text, "capacity") == [0, 0, 0, 0, 0, 0, 1, 0, 0, 0]
    assert counts(text, "all") == [2, 2, 0, 0, 1, 0, 1, 0, 0, 0]
    assert "2026-11-22 (x86_64, commit abc)" in text
    assert verdict(text) == (
        "Reproduced: 2 numbers within their errors, 1 exact ones to rounding; "
        "1 of no stated error were not judged"
    )


def test_numbers_apart_are_named_with_both_values_and_their_distance():
    text = table(rate=quantity(1.82, 0.03), gap=quantity(0.23, 0.01))
    assert counts(text, "hopfield")[:4] == [2, 0, 1, 1]
    (line,) = [line for line in text.splitlines() if f"  {KEY}/rate" in line]
    assert line.split()[1:] == ["1.820(30)", "1.500(30)", "+7.5"]
    assert verdict(text).startswith("NOT reproduced: 1 beyond")


def test_exact_numbers_are_shown_with_digits_enough_to_differ():
    text = table(entropy=quantity(5.250001, 0.0))
    assert counts(text, "hopfield")[4:6] == [1, 1]
    assert "5.250001" in text
    assert verdict(text) == "NOT reproduced: 1 exact beyond rounding"


def test_missing_and_new_numbers_are_named():
    text = table(gap=None, slope=quantity(1.0, 0.1))
    assert counts(text, "hopfield")[-2:] == [1, 1]
    assert f"  {KEY}/gap" in text
    assert f"  {KEY}/slope" in text
    assert verdict(text) == "NOT reproduced: 1 missing"


def test_of_many_numbers_the_first_are_named():
    text = table(**{f"gap_{i}": quantity(1.0) for i in range(30)})
    assert "New, 5 of 30" in text
    assert "gap_29" not in text


def test_another_configuration_has_no_verdict():
    assert verdict(table(seed=2)).endswith("of another configuration, in seed")


@pytest.mark.parametrize("gap", [quantity(0.2, 0.01), quantity(2.0, 0.01)])
def test_other_words_of_a_retina_are_told(gap):
    assert verdict(table(raster="SIMULATED", gap=gap)).endswith(
        "the retina was not compared: SIMULATED here, recorded there"
    )


def test_no_line_is_wider_than_a_screen():
    text = table(rate=quantity(1.82, 0.03), entropy=quantity(5.250001, 0.0))
    assert max(map(len, text.splitlines())) <= 100

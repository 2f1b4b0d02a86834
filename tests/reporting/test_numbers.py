import pytest

from latent_mean_field.quantities import quantity
from latent_mean_field.reporting.numbers import collect, collect_rows
from latent_mean_field.storage import load_json, save_json


def test_numbers_are_named_by_chapter_case_and_quantity():
    stages = {"results/hopfield/decoding/n=9+p=1+beta=1.json": {"beta": quantity(1.0)}}
    numbers = collect(stages)
    assert list(numbers) == ["hopfield/n=9,p=1,beta=1/beta"]
    assert numbers["hopfield/n=9,p=1,beta=1/beta"]["source"] == "decode_matter"


def test_the_retina_has_rules_of_its_own():
    stages = {"results/retina/assessment/d=1+split=time.json": {"elbo": quantity(-1.0)}}
    assert (
        collect(stages)["retina/d=1,split=time/elbo"]["source"] == "assess_population"
    )


def test_one_number_made_twice_is_refused():
    number = {"rate": quantity(1.0)}
    stages = {
        f"results/hopfield/{s}/a.json": number for s in ("decoding", "assessment")
    }
    with pytest.raises(ValueError, match="made by decode_matter and by assess_matter"):
        collect(stages)


def test_of_exact_information_the_contiguous_cut_is_quoted():
    cuts = {
        "contiguous": {"mutual_information": quantity(0.7)},
        "interleaved": {"mutual_information": quantity(0.9)},
    }
    numbers = collect({"results/hopfield/exact_information/a.json": cuts})
    assert list(numbers) == ["hopfield/a/mutual_information"]
    (number,) = numbers.values()
    assert number == {**quantity(0.7), "source": "measure_exact_information"}


def test_rows_are_named_by_their_keys_and_a_row_without_keys_by_its_chapter():
    keys = {"system": "ising_2d", "L": 16, "T": "Tc", "d": 4}
    rows = [
        {"keys": keys, "numbers": {"rate": quantity(5.0, 0.1), "gap": quantity(9.0)}},
        {"keys": {}, "numbers": {"false_alarms": quantity(0.0)}},
    ]
    numbers = collect_rows("capacity", rows)
    assert list(numbers) == [
        "capacity/ising_2d,L=16,T=Tc,d=4/rate",
        "capacity/ising_2d,L=16,T=Tc,d=4/gap",
        "capacity/false_alarms",
    ]
    assert {number["source"] for number in numbers.values()} == {"judge_capacity"}
    assert numbers["capacity/ising_2d,L=16,T=Tc,d=4/rate"]["error"] == 0.1


def test_rows_keep_their_names_in_a_file(tmp_path):
    """JSON has no order of keys, but a name has."""
    keys = {"system": "ising_2d", "L": 16, "T": "Tc", "d": 4, "cut": "checkerboard"}
    rows = [{"keys": keys, "numbers": {"deficit": quantity(40.0, 0.1)}}]
    save_json(tmp_path / "rows.json", rows)
    numbers = collect_rows("capacity", load_json(tmp_path / "rows.json"))
    assert list(numbers) == ["capacity/ising_2d,L=16,T=Tc,d=4,cut=checkerboard/deficit"]

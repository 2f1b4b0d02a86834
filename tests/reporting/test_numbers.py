import pytest

from latent_mean_field.quantities import quantity
from latent_mean_field.reporting.numbers import collect


def test_numbers_are_named_by_chapter_case_and_quantity():
    stages = {"results/hopfield/decoding/n=9,p=1,beta=1.json": {"beta": quantity(1.0)}}
    numbers = collect(stages)
    assert list(numbers) == ["hopfield/n=9,p=1,beta=1/beta"]
    assert numbers["hopfield/n=9,p=1,beta=1/beta"]["source"] == "decode_matter"


def test_the_retina_has_rules_of_its_own():
    stages = {"results/retina/assessment/d=1,split=time.json": {"elbo": quantity(-1.0)}}
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

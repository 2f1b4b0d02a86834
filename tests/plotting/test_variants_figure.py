"""The table of variants is drawn, with gaps where there is no answer."""

import pytest

from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.plotting.variants import (
    MEASURES,
    VARIANTS,
    draw_variants,
    shortened,
)
from latent_mean_field.quantities import quantity


def test_the_table_is_drawn(tmp_path):
    rows = [
        {
            "keys": {"system": "hopfield"} | ({"vae": name} if name else {}),
            "numbers": {
                measure: quantity(float(place + number))
                for number, measure in enumerate(MEASURES)
                if measure != "mcc"
            },
        }
        for place, name in enumerate(VARIANTS)
    ]
    with house_style():
        figure = draw_variants({"Hopfield": rows, "reaction": rows})
        save(figure, [str(tmp_path / "figure.svg")])
    text = (tmp_path / "figure.svg").read_text()
    assert len(text) > 5_000


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (165.93, 0.14, "165.9(1)"),
        (-17.506, 0.094, "−17.51(9)"),
        (-17.506, 0.096, "−17.5(1)"),
        (0.1402, 0.0021, "0.140(2)"),
        (0.1402, 0.0004, "0.140"),
        (-0.0002, 0.0, "0.000"),
        (0.75, None, "0.750"),
        (-821.5, 12.0, "−822(12)"),
    ],
)
def test_an_error_is_that_of_the_last_digit(value, error, text):
    assert shortened(value, error) == text

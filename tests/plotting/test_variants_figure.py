"""The table of variants is drawn, with gaps where there is no answer."""

from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.plotting.variants import MEASURES, VARIANTS, draw_variants
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

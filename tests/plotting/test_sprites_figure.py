"""The figure of sprites is drawn."""

import numpy as np

from drawings import check_drawn
from latent_mean_field.plotting.sprites import draw_sprites
from latent_mean_field.plotting.style import house_style
from latent_mean_field.systems.sprites import N_PIXELS


def test_the_figure_is_drawn(tmp_path):
    rng = np.random.default_rng(0)
    found = {
        "traversal": rng.random((4, 7, N_PIXELS)),
        "shown": rng.normal(size=(50, 4)),
        "shown_truth": rng.random((50, 4)),
        "matched": rng.random(4),
        "precisions": np.geomspace(0.01, 10, 20),
        "rates": rng.random(20),
        "source_rates": rng.random((20, 4)),
    }
    with house_style():
        figure = draw_sprites(found)
        assert len(figure.axes) == 3
        check_drawn(figure, tmp_path)

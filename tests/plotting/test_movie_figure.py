"""The figure of a movie is drawn for one pattern and for two."""

import numpy as np
import pytest

from drawings import check_drawn
from latent_mean_field.plotting.movie import draw_movie
from latent_mean_field.plotting.style import house_style
from latent_mean_field.quantities import quantity


@pytest.mark.parametrize("n_patterns", [1, 2])
def test_the_figure_is_drawn(n_patterns, tmp_path):
    rng = np.random.default_rng(0)
    arrays = {
        "mean_fields": rng.normal(size=(5, 40, n_patterns)),
        "counts": rng.integers(9, size=(5, 40)),
    }
    numbers = {}
    for mu in range(n_patterns):
        numbers[f"locked_fraction_{mu + 1}"] = quantity(0.6, 0.01)
        numbers[f"count_correlation_{mu + 1}"] = quantity(0.9)
    with house_style():
        figure = draw_movie(arrays, numbers, 0.02, "simulated")
        check_drawn(figure, tmp_path)

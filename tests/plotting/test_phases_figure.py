"""The figure of order parameters is drawn of one pattern and of several."""

import numpy as np
import pytest

from latent_mean_field.plotting.phases import draw_phases
from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.hopfield import Hopfield, random_patterns
from latent_mean_field.systems.order_parameters import magnetisation_law, overlaps


@pytest.mark.parametrize("p", [1, 2, 3])
def test_the_figure_is_drawn(p, tmp_path):
    rng = np.random.default_rng(0)
    spins = rng.choice([-1, 1], (200, 20)).astype(np.int8)
    law = magnetisation_law(CurieWeiss(20, 0.5), spins)
    found = overlaps(Hopfield(random_patterns(20, p, rng), 1.0), spins)
    assert found.shape == (200, min(p, 2))
    with house_style():
        figure = draw_phases({"beta_J=0.5": law}, {f"n=20,p={p},beta=1.0": found})
        exact, sampled = figure.axes[0].lines
        assert np.array_equal(exact.get_ydata(), law[1] / law[1].max())
        assert np.array_equal(sampled.get_ydata(), law[2] / law[1].max())
        save(figure, [str(tmp_path / "figure.svg")])

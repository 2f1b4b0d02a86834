"""The figure of mixture priors is drawn."""

import numpy as np

from drawings import check_drawn
from latent_mean_field.assessment.mixtures import MIXED
from latent_mean_field.plotting.mixtures import draw_mixtures
from latent_mean_field.plotting.style import house_style


def test_the_figure_is_drawn(tmp_path):
    rng = np.random.default_rng(0)
    shown = {
        "latents": rng.normal(size=(40, 2)),
        "labels": rng.integers(0, 2, 40),
        "means": rng.normal(size=(2, 2)),
        "covariances": np.stack([np.eye(2), 0.1 * np.eye(2)]),
        **{f"rand_{name}": rng.random(5) for name in MIXED},
        **{f"roughness_{name}": rng.random((5, 3)) for name in ("em", "plain")},
    }
    with house_style():
        figure = draw_mixtures(shown, {"reaction": shown}, ["a", "b", "c"])
        check_drawn(figure, tmp_path)

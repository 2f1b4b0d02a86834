"""Figures of latents of dynamics are drawn."""

import numpy as np

from drawings import check_drawn
from latent_mean_field.plotting.isometry import METHODS, draw_isometry
from latent_mean_field.plotting.style import house_style
from latent_mean_field.plotting.traversals import draw_traversals


def test_the_figure_is_drawn(tmp_path):
    rng = np.random.default_rng(0)
    one = {
        "shown": rng.normal(size=(50, 2)),
        "places": rng.normal(size=(4, 2)),
        "circles": np.tile(np.eye(2), (4, 1, 1)),
        "aligned": rng.random((3, 2)),
        "scaled": rng.random((3, 2)),
    }
    steps = {name: rng.normal(size=(4, 2)) for name in ("steps", "true_steps")}
    moved = one | steps | {"true_places": one["places"]}
    found = {method: moved if "dynae" in method else one for method in METHODS}
    with house_style():
        check_drawn(draw_isometry(found), tmp_path)


def test_photographs_and_angles_are_drawn(tmp_path):
    rng = np.random.default_rng(0)
    shown = {name: rng.normal(size=(50, 2)) for name in ("shown", "shown_truth")}
    spot = shown | {"traversal": rng.random((5, 5, 64))}
    with house_style():
        figure = draw_traversals(spot, shown | {"shown_angles": shown["shown"]})
        check_drawn(figure, tmp_path)

"""The figure of degenerate latents is drawn."""

import numpy as np

from drawings import check_drawn
from latent_mean_field.plotting.perturbation import draw_perturbation
from latent_mean_field.plotting.style import house_style


def test_the_figure_is_drawn(tmp_path):
    rng = np.random.default_rng(0)
    z = np.linspace(-4, 4, 40)
    levels = {
        "epsilons": np.array([0.1, 0.2]),
        **{name: rng.random((2, 3)) for name in ("exact", "first", "second")},
        "places": np.array([0.5, 1.0]),
        "splittings": np.array([0.5, 0.1]),
        "measured_places": np.array([0.8]),
        "rates": np.array([0.2]),
        "rate_errors": np.array([0.01]),
        "z": z,
        "potential": z**2 / 8,
        "levels": np.array([0.0, 0.2]),
        "states": np.stack([np.exp(-(z**2)), z * np.exp(-(z**2))]),
    }
    learned = {
        "learned_z": z,
        "learned_potential": z**2 / 8 - 0.3,
        "exact_potential": z**2 / 8 - 0.25,
        "learned_levels": levels["levels"],
        "learned_states": levels["states"],
        "couplings": np.array([0.5, 1.5]),
        "gaps": np.array([0.5, 0.1]),
        "gap_errors": np.array([0.01, 0.0]),
        "curve_couplings": np.linspace(0.4, 1.4, 5),
        "curve_gaps": rng.random(5),
        "shown": np.array(1.2),
    }
    names = ("uncorrected", "corrected", "trained", "random")
    axes = {name: rng.uniform(0.6, 1, 10) for name in names}
    with house_style():
        check_drawn(draw_perturbation(levels, learned, axes), tmp_path)

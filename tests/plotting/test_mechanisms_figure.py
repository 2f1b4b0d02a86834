"""The figure of independent mechanisms is drawn."""

import numpy as np

from drawings import check_drawn
from latent_mean_field.plotting.mechanisms import draw_mechanisms
from latent_mean_field.plotting.style import house_style

NAMES = (
    *("mcc", "c_ima_true", "log10_variance", "log10_variance_closed"),
    "log10_squared_error",
)


def test_the_figure_is_drawn(tmp_path):
    rng = np.random.default_rng(0)
    one = {name: rng.random(4) for name in NAMES}
    systems = ("linear", "triangular_mlp")
    gaps = {"precisions": np.array([10.0, 1e4])}
    gaps |= {
        f"{system}{part}": rng.random(2)
        for system in systems
        for part in ("", "_error", "_theory")
    }
    with house_style():
        figure = draw_mechanisms({1e2: one, 1e5: one}, one, {10.0: one, 1e3: one}, gaps)
        check_drawn(figure, tmp_path)

"""The figure of molecules is drawn from many fits and from one."""

import numpy as np
import pytest

from drawings import check_drawn
from latent_mean_field.plotting.nematic import Nematic, draw_nematic
from latent_mean_field.plotting.style import house_style
from latent_mean_field.quantities import quantity

THEORY = {"temperature": np.array([0.1, 0.2, 0.3]), "order": np.array([0.8, 0.4, 0.0])}


def nematic(T, **keys):
    rng = np.random.default_rng(0)
    u = rng.normal(size=(30, keys.get("dimension", 3)))
    numbers = {
        "temperature": quantity(T, 0.001, theory=T),
        "order_parameter": quantity(0.5, 0.01, theory=0.5),
    }
    arrays = {
        "order_samples": rng.random((100, 3)) * 0.8,
        "order_decoded": rng.random((100, 3)) * 0.8,
        "fields": rng.random((50, 2)),
        "molecules": u / np.linalg.norm(u, axis=1, keepdims=True),
    }
    return Nematic({"T": T, **keys}, numbers, arrays)


@pytest.mark.parametrize("temperatures", [[0.2], [0.18, 0.2, 0.3]])
def test_the_figure_is_drawn(temperatures, tmp_path):
    with house_style():
        free = nematic(10.0)
        del free.numbers["temperature"]
        fits = [*map(nematic, temperatures), free, nematic(0.4, dimension=2)]
        figure = draw_nematic(fits, THEORY)
        check_drawn(figure, tmp_path)

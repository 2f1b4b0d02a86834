"""The figure of thermodynamics is drawn for one size and for several."""

import numpy as np
import pytest

from drawings import check_drawn
from latent_mean_field.plotting.style import house_style
from latent_mean_field.plotting.thermodynamics import _series, draw_thermodynamics
from latent_mean_field.quantities import quantity

NAMES = (
    *("heat_capacity", "hidden_heat_capacity", "heat_capacity_left"),
    *("multi_information", "gain"),
)


@pytest.mark.parametrize("sizes", [[8], [4, 8], [4, 20, 8]])
def test_the_figure_is_drawn(sizes, tmp_path):
    T = np.linspace(0.8, 2, 5)
    curves = np.outer(sizes, np.exp(-T))
    arrays = {
        "n_cells": np.array(sizes),
        "temperatures": T,
        "heat_capacity": curves,
        "heat_capacity_error": 0.1 * curves,
        "independent_heat_capacity": np.exp(-T),
        "n_shown": np.array(4),
        "spike_counts": np.array([[0.5, 0.3, 0.1, 0.1, 0.0]] * 3),
    }
    numbers = {str(n): {name: quantity(0.1 * n) for name in NAMES} for n in sizes}
    with house_style():
        figure = draw_thermodynamics(arrays, numbers, "simulated")
        check_drawn(figure, tmp_path)


def test_sizes_are_in_their_order_however_a_file_sorts_them():
    numbers = {n: {"gain": quantity(float(n))} for n in ("120", "20", "8")}
    n, values, _ = _series(numbers, "gain")
    assert n.tolist() == values.tolist() == [8, 20, 120]

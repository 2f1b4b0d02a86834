"""The figure of rivals is drawn from many laws and from few."""

import numpy as np
import pytest

from drawings import check_drawn
from latent_mean_field.plotting.rivals import draw_rivals, law_name
from latent_mean_field.plotting.rows import Row
from latent_mean_field.plotting.style import house_style
from latent_mean_field.quantities import quantity

RNG = np.random.default_rng(0)
COUNTS = np.array([0.5, 0.3, 0.15, 0.05, 0.0])
RECORDING = {
    "data_spike_counts": COUNTS,
    "resamples_spike_counts": COUNTS + 0.01 * RNG.normal(size=(5, 5)),
    "data_correlations": RNG.normal(size=6),
    "data_triplets": 1e-3 * RNG.normal(size=4),
}


def row(system, gain, **keys):
    numbers = {
        "gain": quantity(gain, 0.001),
        "n_parameters": quantity(500.0),
        "pair_correlation_r": quantity(0.8, 0.01, theory=0.98),
        "triplet_correlation_r": quantity(0.7, 0.01, theory=0.9),
    }
    return Row({"system": system, "split": "repeat", **keys}, numbers)


def model():
    return {
        "model_spike_counts": COUNTS,
        "model_correlations": RNG.normal(size=6),
        "model_triplets": 1e-3 * RNG.normal(size=4),
        "overlaps": RNG.normal(size=(20, 2)),
        "grid": np.linspace([-1, -1], [1, 1], 9).T,
        "landscape": 5 * RNG.normal(size=(9, 9)),
    }


@pytest.mark.parametrize("patterns", [[2], [2, 4, 10]])
def test_the_figure_is_drawn(patterns, tmp_path):
    laws = [row("independent", 0.0), row("stimulus_locked", 0.1)]
    laws += [row("generalised_hopfield", 0.01 * p, p=p) for p in patterns]
    laws.append(Row({"n": 20, **laws[-1].keys}, {"entropy": quantity(0.1)}))
    with house_style():
        models = {p: model() for p in patterns}
        figure = draw_rivals(laws, RECORDING, models, "simulated")
        check_drawn(figure, tmp_path)


def test_laws_are_named_with_their_size():
    assert law_name({"system": "generalised_hopfield"}) == "Hopfield, $p=2$"
    flat = {"system": "generalised_hopfield", "d": 4, "vae": "linear"}
    assert law_name(flat) == "Hopfield, $p=2$, $d=4$, linear"
    assert law_name({"system": "boltzmann_machine", "hidden": 20}) == (
        "Boltzmann, 20 hidden"
    )

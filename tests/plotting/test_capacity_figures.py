"""Every figure of the capacity chapter is drawn from many rows, few and none.

Warnings are errors, so that a label without a handle or an empty axis shows.
"""

from functools import partial

import numpy as np
import pytest

from drawings import check_drawn
from latent_mean_field.plotting.capacity import (
    RatePoint,
    draw_capacity,
    rate_point,
    rate_points,
)
from latent_mean_field.plotting.estimators import draw_estimators
from latent_mean_field.plotting.latents import draw_latents
from latent_mean_field.plotting.lattice import draw_lattice
from latent_mean_field.plotting.rows import Row
from latent_mean_field.plotting.scaling import draw_scaling
from latent_mean_field.plotting.style import case_title, house_style, save
from latent_mean_field.plotting.transitions import draw_transitions
from latent_mean_field.quantities import quantity

RNG = np.random.default_rng(0)
CUTS = {"contiguous": 0.4, "random": 0.7, "interleaved": 1.0, "checkerboard": 1.0}
nats = partial(quantity, unit="nats")


def matter(system, information, d=(), n_runs=0, **parameters):
    """Rows of one matter: its cuts, fits of d latents each, and calibration runs."""
    keys = {"system": system, **parameters}
    rows = [Row(keys, {"latent_information": nats(information + 0.7, 0.01)})]
    for cut, share in CUTS.items():
        exact = share * information
        estimates = {
            "mutual_information": nats(exact + RNG.normal(0, 0.02), 0.02, theory=exact),
            "mutual_information_contrastive": nats(0.9 * exact, 0.01),
        }
        known = {} if cut == "random" else {"mutual_information_exact": nats(exact, 0)}
        rows.append(Row({**keys, "cut": cut}, {**estimates, **known}))
        for run in range(n_runs):
            estimate = nats(exact + RNG.normal(0, 0.02), 0.02, theory=exact)
            numbers = {"mutual_information": estimate}
            rows.append(Row({**keys, "cut": cut, "run": run}, numbers))
    return rows + [row for n in d for row in fit(keys, n, information)]


def fit(keys, d, information):
    """Rows of one fit: its own, and one for each cut."""
    rate = 0.5 * d
    numbers = {
        "rate": nats(rate, 0.01),
        "gap": nats(max(information - rate, 0) + 0.01, 0.01),
        "encoder_information": nats(0.9 * rate, 0.02),
        "energy": quantity(-1.3, 0.01, theory=-1.4),
        "magnetisation": quantity(0.6, 0.01, theory=0.7),
        "heat_capacity": quantity(0.5, theory=1.5),
    }
    if d > 1:
        numbers["ceiling"] = nats(1.2 * rate)
    rows = [Row({**keys, "d": d}, numbers)]
    for cut, share in CUTS.items():
        deficit = share * information - rate
        numbers = {
            "deficit": nats(deficit, 0.02),
            "deficit_sigma": quantity(deficit / 0.02),
            "mutual_information_model": nats(rate, 0.01, theory=share * information),
        }
        rows.append(Row({**keys, "d": d, "cut": cut}, numbers))
    return rows


FEW = [
    *matter("curie_weiss", 0.5, [1], n=40, beta_J=1.0),
    *matter("ising_2d", 9.0, [2], L=8, T="Tc"),
]
MANY = [
    *FEW,
    *matter("curie_weiss", 0.9, [1, 2], n_runs=4, n=160, beta_J=1.0),
    *matter("curie_weiss", 0.7, [1], n=160, beta_J=1.2),
    *matter("hopfield", 0.8, [1, 2, 3, 4], n=100, p=3, beta=1.3),
    *matter("hopfield", 0.2, [3], n=100, p=3, beta=0.7),
    *matter("ising_1d", 6.0, [1, 2, 4], n=64, beta_J=0.8),
    *matter("ising_2d", 30.0, [1, 2, 4, 8], L=16, T="Tc"),
    *matter("ising_2d", 12.0, [1, 2, 4, 8], L=16, T=3.0),
]
RETINA = RatePoint("retina", "d=2,split=time", nats(2.0, 0.1), nats(-0.1, 0.1))
SPINS = np.where(RNG.random((8, 8)) > 0.5, 1, -1)
FIGURES = {
    "scaling": draw_scaling,
    "latents": draw_latents,
    "estimators": draw_estimators,
    "transitions": draw_transitions,
    "lattice": lambda rows: draw_lattice(
        rows, {f"sample {i}": SPINS for i in range(len(rows) // 40)}
    ),
    "capacity": lambda rows: draw_capacity([*rate_points(rows), RETINA][: len(rows)]),
}
SETS = {"few": FEW, "a fit": FEW[-4:], "a cut": FEW[1:2], "none": []}


@pytest.mark.parametrize("rows", SETS.values(), ids=SETS)
@pytest.mark.parametrize("name", FIGURES)
def test_few_rows_leave_panels_empty_and_stop_nothing(name, rows, tmp_path):
    with house_style():
        save(FIGURES[name](rows), [str(tmp_path / f"{name}.png")])


@pytest.mark.parametrize("name", FIGURES)
def test_figures_of_many_rows_have_no_empty_panel(name, tmp_path):
    with house_style():
        check_drawn(FIGURES[name](MANY), tmp_path)


def test_a_fit_of_unknown_information_has_no_point():
    numbers = {"rate": nats(1.0, 0.1)}
    assert rate_point("retina/d=2", numbers, {}) is None
    with house_style():
        axes = draw_capacity([None, RETINA]).axes
    assert len(axes[0].containers) == 1


def test_rate_points_take_the_largest_cut():
    points = rate_points(FEW)
    assert [point.system for point in points] == ["curie_weiss", "ising_2d"]
    assert points[1].label == "ising_2d,L=8,T=Tc,d=2"
    assert points[1].bound == nats(9.0 - 1.0, 0.01)


def test_titles_of_matter_and_fits():
    title = case_title("ising_2d,L=16,T=Tc,d=4")
    assert title == "2D Ising\n$L=16$, $T=T_c$, $d=4$"
    assert case_title("hopfield") == "Hopfield"
    assert case_title("d=2,split=time") == "$d=2$, time"
    assert case_title("beta_J=0.8,beta_h=0.1") == r"$\beta J=0.8$, $\beta h=0.1$"

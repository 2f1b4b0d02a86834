"""The figures of the recovery chapter are drawn from many rows, few and none."""

import pytest

from drawings import check_drawn
from latent_mean_field.plotting.evidence import draw_evidence
from latent_mean_field.plotting.recovery import METHODS, draw_recovery
from latent_mean_field.plotting.rows import Row
from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.quantities import quantity

HOPFIELD = {"system": "hopfield", "n": 60, "p": 2}


def hopfield(**keys):
    names = [f"coupling_relative_error{method.suffix}" for method in METHODS]
    numbers = {name: quantity(0.05, 0.01, theory=0.05) for name in names}
    return Row(HOPFIELD | keys, numbers | {"gauge_residual": quantity(0.01, 0.001)})


def gains(p: int):
    return [
        Row(
            {"system": "hopfield", "n": 60, "p": p, "beta": 1.2, "d": d},
            {"evidence_gain": quantity(-0.5 * abs(d - p), 0.01)},
        )
        for d in (p - 1, p, p + 1)
        if d
    ]


def curie_weiss(beta_J: float):
    numbers = {
        f"rmse_over_cramer_rao{method.suffix}": quantity(1.0, 0.2)
        for method in METHODS[2:]
    }
    coverage = {"coverage_68": quantity(0.7, 0.1)}
    return Row({"system": "curie_weiss", "beta_J": beta_J}, numbers | coverage)


MANY = [
    *(curie_weiss(x) for x in (0.5, 1.0, 1.5)),
    *(hopfield(beta=x) for x in (0.8, 1.2)),
    *(hopfield(beta=1.2, samples=n) for n in (500, 5000)),
    hopfield(beta=1.2, vae="plain"),
    *gains(1),
    *gains(3),
    Row(
        {"system": "hopfield", "n": 60, "p": 2, "beta": 1.2, "vae": "bootstrap"},
        {"coverage_68_couplings": quantity(0.66, 0.02)},
    ),
    Row({"system": "multispin", "beta_J3": 0.67}, {"gauge_residual": quantity(2.0)}),
    Row(HOPFIELD | {"beta": 1.2}, {"samples_needed": quantity(2000.0)}),
    Row({"system": "hopfield", "p": 3}, {"d_chosen_right": quantity(10.0)}),
    Row(
        {"system": "curie_weiss", "beta_J": 1.0, "d": 2},
        {"evidence_gain": quantity(-0.5)},
    ),
]


@pytest.mark.parametrize("draw", [draw_recovery, draw_evidence])
@pytest.mark.parametrize("rows", [MANY[:1], MANY[3:4], MANY[-1:], []])
def test_few_rows_leave_panels_empty_and_stop_nothing(draw, rows, tmp_path):
    with house_style():
        save(draw(rows), [str(tmp_path / "figure.svg")])


@pytest.mark.parametrize("draw", [draw_recovery, draw_evidence])
def test_figures_of_many_rows_have_no_empty_panel(draw, tmp_path):
    with house_style():
        check_drawn(draw(MANY), tmp_path)

"""Numbers are printed with the digits that their errors leave, and no more."""

import pytest

from latent_mean_field.quantities import quantity
from latent_mean_field.reporting.notation import measured, significant


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (quantity(1.19934, 0.00081), "1.19934(81)"),
        (quantity(-17.532, 0.12), "−17.53(12)"),
        (quantity(154.3, 12.0), "154(12)"),
        (quantity(15_243.2, 120.0), "15243(120)"),
        (quantity(0.0, 0.01), "0.000(10)"),
        (quantity(0.24266, 0.00996), "0.243(10)"),
        (quantity(1.2e-11, 1.6e-11), "1.2(16)e−11"),
        (quantity(-4.2e-6, 3e-8), "−4.200(30)e−6"),
        (quantity(0.0004, 1e-5), "0.000400(10)"),
        (quantity(1.0, 0.0), "1"),
        (quantity(0.25), "0.25"),
    ],
)
def test_errors_set_the_digits(number, text):
    assert measured(number) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(13_038.0, "13038"), (0.636_46, "0.6365"), (9.193e-5, "9.193e−05"), (-2.0, "−2")],
)
def test_whole_numbers_stay_whole(value, text):
    assert significant(value) == text

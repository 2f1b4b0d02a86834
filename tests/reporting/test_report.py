import pytest

from latent_mean_field.quantities import quantity
from latent_mean_field.reporting.report import measured, render_report
from workflow import ROOT


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (quantity(1.19934, 0.00081), "1.19934 ± 0.00081"),
        (quantity(-17.532, 0.12), "−17.53 ± 0.12"),
        (quantity(154.3, 12.0), "154 ± 12"),
        (quantity(1.0, 0.0), "1"),
        (quantity(0.25), "0.25"),
    ],
)
def test_errors_set_the_digits(number, text):
    assert measured(number) == text


def numbers(rate, gap):
    case = "hopfield/n=9,p=2,beta=1"
    quantities = {
        f"{case}/mutual_information": quantity(1.5, 0.0),
        f"{case},d=1/rate": quantity(rate, 0.01),
        f"{case},d=1/gap": quantity(gap, 0.01),
    }
    return {key: {**number, "source": "rule"} for key, number in quantities.items()}


def test_simulated_data_are_stamped_on_the_page():
    page = render_report(
        (ROOT / "workflow/report/report.html.j2").read_text(),
        numbers=numbers(1.8, 0.02),
        claims=[],
        provenance={"label": "SIMULATED population", "recorded": False},
        reference=None,
        figures=['<svg id="a"><use href="#a"/></svg>'],
        captions=["A claim\nThat is explained."],
        config={"seed": 1},
        commit="abc",
    )
    assert "SIMULATED population" in page
    assert 'href="#f1-a"' in page
    assert "A claim" in page
    assert '<td class="yes">faithful</td>' in page

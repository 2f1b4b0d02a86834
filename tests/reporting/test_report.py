import json

from latent_mean_field.quantities import quantity
from latent_mean_field.reporting.report import render_report
from workflow import ROOT


def numbers(rate, gap):
    case = "hopfield/n=9,p=2,beta=1"
    quantities = {
        f"{case}/mutual_information": quantity(1.5, 0.0),
        f"{case},d=1/rate": quantity(rate, 0.01),
        f"{case},d=1/gap": quantity(gap, 0.01),
    }
    return {key: {**number, "source": "rule"} for key, number in quantities.items()}


def page(**changes):
    """A page of one fit and one figure."""
    content = {
        "numbers": numbers(1.8, 0.02),
        "claims": [],
        "provenance": {"label": "SIMULATED population", "recorded": False},
        "reference": None,
        "figures": ['<svg id="a"><use href="#a"/></svg>'],
        "captions": ["A claim\nThat is explained."],
        "config": {"seed": 1},
        "commit": "abc",
    }
    template = (ROOT / "workflow/report/report.html.j2").read_text()
    return render_report(template, **content | changes)


def test_simulated_data_are_stamped_on_the_page():
    html = page()
    assert "SIMULATED population" in html
    assert 'href="#f1-a"' in html
    assert "A claim" in html
    assert '<td class="word yes">faithful</td>' in html


def test_statements_keep_their_order_and_what_is_missed_comes_first():
    def claim(text, name, held, invariant=False):
        key = f"hopfield/n=9,p=2,beta=1,d=1/{name}"
        return {
            "text": text,
            "key": key,
            "held": held,
            "invariant": invariant,
            "note": f"note of {text}",
        }

    claims = [
        claim("a law", "gap", held=True, invariant=True),
        claim("the rate is large", "rate", held=True),
        claim("the rate is large", "gap", held=False),
        claim("and the gap small", "gap", held=True),
    ]
    html = page(claims=claims)
    assert "Of 4 judged statements 3 hold; the 1 that does not is named" in html
    parts = (
        *("<h3>Theorems</h3>", "1 of 1</span> a law", "<h3>Hopfield</h3>"),
        *("1 of 2</span> the rate is large", "missed</td>"),
        *("note of the rate is large", "the 1 that holds", "holds</td>"),
        "1 of 1</span> and the gap small",
    )
    place = html.index('<h2 id="claims">')
    for part in parts:
        place = html.index(part, place)


def test_claims_about_numbers_that_are_missing_are_named():
    html = page()
    place = html.index("<h3>Not asked</h3>")
    assert "no more samples are needed" in html[place:]
    paper = json.loads((ROOT / "resources/reference/paper.json").read_text())
    made = {key: {"source": "", "unit": "", **n} for key, n in paper["numbers"].items()}
    assert "<h3>Not asked</h3>" not in page(numbers=made)

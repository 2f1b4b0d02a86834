"""The report for the reader: one HTML file, no scripts, nothing from the net."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from docutils.core import publish_parts
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from latent_mean_field.assessment.claims.judgement import unasked
from latent_mean_field.quantities import Number
from latent_mean_field.reporting.notation import measured, significant
from latent_mean_field.reporting.ranking import rankings
from latent_mean_field.reporting.verdicts import verdict_rows

TITLES = {
    "curie_weiss": "Curie-Weiss",
    "hopfield": "Hopfield",
    "maier_saupe": "Maier-Saupe",
    "capacity": "Capacity",
    "recovery": "Recovery",
    "retina": "Retina",
    "perturbation": "Degenerate latents",
    "independent_mechanisms": "Independent mechanisms",
    "gaussian_mixture": "Gaussian mixtures",
    "dynamics": "Latents pinned down by dynamics",
}


def render_report(
    template: str,
    *,
    numbers: Mapping[str, Number],
    claims: Sequence[Mapping[str, Any]],
    provenance: Mapping[str, Any],
    reference: Mapping[str, Any] | None,
    figures: Sequence[str],
    captions: Sequence[str],
    config: Mapping[str, Any],
    commit: str,
) -> str:
    """Fill the template.

    Args:
        template: Jinja source of the page.
        numbers: contents of `numbers.json`.
        claims: the judged claims.
        provenance: where the raster came from.
        reference: what `freeze` kept of a full run, to show beside the fresh numbers,
            or None.
        figures: SVG sources, in order.
        captions: reStructuredText of each figure; the first line is its claim.
        config: the configuration of this run.
        commit: what was checked out.
    """
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(measured=measured, significant=significant)
    pairs = zip(figures, captions, strict=True)
    return environment.from_string(template).render(
        numbers=numbers,
        chapters=_by_chapter(numbers, reference["numbers"] if reference else {}),
        reference=reference and reference["origin"],
        verdicts=_verdicts(numbers),
        rankings=rankings(numbers),
        statements=_by_heading(claims),
        unasked=unasked(numbers),
        n_claims=len(claims),
        n_missed=sum(not claim["held"] for claim in claims),
        provenance=provenance,
        figures=[_figure(i, *pair) for i, pair in enumerate(pairs, start=1)],
        config=yaml.safe_dump(dict(config), sort_keys=False),
        commit=commit,
    )


def _by_heading(claims: Sequence[Mapping[str, Any]]) -> dict[str, list[dict]]:
    """Statements and the claims they make, missed and held, in their own order."""
    headings: dict[str, dict[str, dict]] = {}
    for claim in claims:
        chapter = claim["key"].partition("/")[0]
        heading = "Theorems" if claim["invariant"] else TITLES[chapter]
        new = {"text": claim["text"], "note": claim["note"], "held": [], "missed": []}
        statement = headings.setdefault(heading, {}).setdefault(claim["text"], new)
        statement["held" if claim["held"] else "missed"].append(claim)
    return {name: list(found.values()) for name, found in headings.items()}


def _figure(number: int, svg: str, caption: str) -> dict[str, Any]:
    """Inline SVG with the claim as its title and its alternative text."""
    claim, _, text = caption.partition("\n")
    body = svg[svg.index("<svg") :]
    # Identifiers are unique within a figure only; a page holds several.
    body = re.sub(r'(id="|href="#|url\(#)', rf"\g<1>f{number}-", body)
    alternative = Markup.escape(claim.strip())
    body = body.replace("<svg", f'<svg role="img" aria-label="{alternative}"', 1)
    html = publish_parts(text, writer="html5", settings_overrides={"report_level": 3})
    return {"claim": claim.strip(), "svg": Markup(body), "text": Markup(html["body"])}


def _verdicts(numbers: Mapping[str, Number]) -> dict[str, list[dict[str, Any]]]:
    """Rows of the verdict on every fit, by chapter; their case without it."""
    chapters: dict[str, list[dict[str, Any]]] = {}
    for row in verdict_rows(numbers):
        chapter, _, case = row["case"].partition("/")
        chapters.setdefault(TITLES[chapter], []).append({**row, "case": case})
    return chapters


def _by_chapter(
    numbers: Mapping[str, Number], reference: Mapping[str, Number]
) -> dict[str, dict[str, list[tuple[str, Number, Number | None]]]]:
    """Rows (quantity, number, reference number) by chapter and case."""
    chapters: dict[str, dict[str, list]] = {}
    for key, number in numbers.items():
        chapter, *middle, name = key.split("/")
        case = "/".join(middle) or "the whole chapter"
        rows = chapters.setdefault(TITLES[chapter], {}).setdefault(case, [])
        rows.append((name, number, reference.get(key)))
    return chapters

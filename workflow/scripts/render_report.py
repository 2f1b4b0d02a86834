"""Render the report: one file, no scripts, nothing from the net."""

from pathlib import Path

from latent_mean_field.damage import replacing
from latent_mean_field.jobs import job
from latent_mean_field.reporting.report import render_report
from latent_mean_field.storage import load_json

with job(snakemake.log[0]):
    files = snakemake.input
    html = render_report(
        Path(files.template).read_text(),
        numbers=load_json(files.numbers),
        claims=load_json(files.claims),
        provenance=load_json(files.provenance),
        reference=load_json(files.reference) if files.reference else None,
        figures=[Path(path).read_text() for path in files.figures],
        captions=[Path(path).read_text() for path in files.captions],
        config=snakemake.params.config,
        commit=snakemake.params.commit,
    )
    with replacing(Path(snakemake.output.report)) as temporary:
        temporary.write_text(html)

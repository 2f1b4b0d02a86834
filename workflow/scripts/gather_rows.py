"""Gather what a chapter measured: rows as they are, and the numbers of each case."""

from pathlib import Path

from latent_mean_field.assessment.rows import as_row
from latent_mean_field.jobs import job
from latent_mean_field.storage import load_json, save_json

with job(snakemake.log[0]):
    pairs = zip(snakemake.params.cases, snakemake.input.numbers, strict=True)
    rows = [as_row(case, load_json(Path(path))) for case, path in pairs]
    solved = [row for path in snakemake.input.rows for row in load_json(Path(path))]
    save_json(snakemake.output.rows, [*solved, *rows])

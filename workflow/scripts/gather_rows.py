"""Gather what the perturbation chapter measured."""

from pathlib import Path

from latent_mean_field.assessment.rows import as_row
from latent_mean_field.jobs import job
from latent_mean_field.storage import load_json, save_json

with job(snakemake.log[0]):
    pairs = zip(snakemake.params.cases, snakemake.input.axes, strict=True)
    axes = [as_row(case, load_json(Path(path))) for case, path in pairs]
    save_json(snakemake.output.rows, [*load_json(snakemake.input.levels), *axes])

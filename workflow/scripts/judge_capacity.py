"""Gather what the capacity chapter measured, one row for each fit and each cut."""

from latent_mean_field.assessment.rows import Measured
from latent_mean_field.assessment.verdicts import capacity_rows
from latent_mean_field.jobs import job
from latent_mean_field.storage import load_json, save_json

with job(snakemake.log[0]):
    stages = {
        stage: [
            Measured(keys, load_json(path))
            for keys, path in zip(cases, snakemake.input.get(stage, []), strict=True)
        ]
        for stage, cases in snakemake.params.cases.items()
    }
    tabulated = load_json(snakemake.input.tabulated)
    save_json(snakemake.output.rows, capacity_rows(**stages, tabulated=tabulated))

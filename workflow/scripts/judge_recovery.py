"""Gather what the recovery chapter measured, one row for each kind of data sets."""

from latent_mean_field.assessment.recovery_rows import recovery_rows
from latent_mean_field.assessment.rows import Measured
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
    save_json(snakemake.output.rows, recovery_rows(**stages))

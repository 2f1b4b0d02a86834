"""Gather what the capacity chapter measured, one row for each fit and each cut."""

from latent_mean_field.assessment.rows import read_stages
from latent_mean_field.assessment.verdicts import capacity_rows
from latent_mean_field.jobs import job
from latent_mean_field.storage import load_json, save_json

with job(snakemake.log[0]):
    stages = read_stages(snakemake.params.cases, snakemake.input)
    tabulated = load_json(snakemake.input.tabulated)
    save_json(snakemake.output.rows, capacity_rows(**stages, tabulated=tabulated))

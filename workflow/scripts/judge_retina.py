"""Rank the laws of spike words."""

from latent_mean_field.assessment.population_rows import population_rows
from latent_mean_field.assessment.rows import read_stages
from latent_mean_field.jobs import job
from latent_mean_field.storage import save_json

with job(snakemake.log[0]):
    stages = read_stages(snakemake.params.cases, snakemake.input)
    save_json(snakemake.output.rows, population_rows(**stages))

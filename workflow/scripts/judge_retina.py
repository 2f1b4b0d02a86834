"""Rank the laws of spike words."""

from latent_mean_field.assessment.population_rows import population_rows
from latent_mean_field.assessment.rows import read_stages
from latent_mean_field.jobs import job
from latent_mean_field.storage import load_arrays, save_json

with job(snakemake.log[0]):
    stages = read_stages(snakemake.params.cases, snakemake.input)
    gains = [load_arrays(path) for path in snakemake.input.gains]
    save_json(snakemake.output.rows, population_rows(gains=gains, **stages))

"""Rank the laws of spike words."""

from latent_mean_field.assessment.population_rows import population_rows
from latent_mean_field.assessment.rows import Measured
from latent_mean_field.jobs import job
from latent_mean_field.storage import load_json, save_json

with job(snakemake.log[0]):
    files, cases = snakemake.input, snakemake.params.cases
    laws = [
        Measured(keys, load_json(path))
        for keys, path in zip(cases["laws"], files.laws, strict=True)
    ]
    decoded = [
        Measured(keys, load_json(path))
        for keys, path in zip(cases["decoded"], files.decoded, strict=True)
    ]
    save_json(snakemake.output.rows, population_rows(laws=laws, decoded=decoded))

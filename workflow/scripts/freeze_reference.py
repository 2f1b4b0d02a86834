"""Keep the numbers of this run as the reference of its configuration."""

from pathlib import Path

from latent_mean_field.jobs import job
from latent_mean_field.reporting.reference import freeze
from latent_mean_field.storage import load_json

with job(snakemake.log[0]):
    freeze(
        Path(snakemake.params.reference),
        numbers=load_json(snakemake.input.numbers),
        config=snakemake.params.config,
        raster=load_json(snakemake.input.provenance)["label"],
        commit=snakemake.params.commit,
    )

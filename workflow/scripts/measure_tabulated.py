"""Exact information where values have been tabulated, to every printed digit."""

import csv
from pathlib import Path

from latent_mean_field.information.tabulated import measure_tabulated
from latent_mean_field.jobs import job
from latent_mean_field.storage import save_json

with job(snakemake.log[0]), Path(snakemake.input.table).open() as table:
    save_json(snakemake.output.rows, measure_tabulated(list(csv.DictReader(table))))

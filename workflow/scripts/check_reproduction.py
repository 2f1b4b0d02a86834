"""Compare every number with its reference; a table says whether they agree, or fail."""

import sys
from pathlib import Path

from latent_mean_field.damage import replacing
from latent_mean_field.jobs import job
from latent_mean_field.reporting.reproduction import compare
from latent_mean_field.reporting.reproduction_table import tabulate
from latent_mean_field.storage import load_json

with job(snakemake.log[0]):
    files, params = snakemake.input, snakemake.params
    reference = load_json(files.reference)
    comparison = compare(
        load_json(files.numbers),
        reference,
        config=params.config,
        raster=load_json(files.provenance)["label"],
    )
    table = tabulate(comparison, reference["origin"])
    with replacing(Path(params.table)) as temporary:
        temporary.write_text(table)
    sys.stdout.write(table)
sys.exit(not comparison.reproduced)

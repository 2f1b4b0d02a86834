"""How far the best elbo lies below log p(x) with known decoders."""

from latent_mean_field.assessment.elbo_gap import gap_rows
from latent_mean_field.jobs import job
from latent_mean_field.storage import save_arrays, save_json

with job(snakemake.log[0]):
    rows, arrays = gap_rows(snakemake.params.seed)
    save_json(snakemake.output.rows, rows)
    save_arrays(snakemake.output.arrays, **arrays)

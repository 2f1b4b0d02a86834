"""Solve the levels of known densities, and measure how fast they relax."""

from latent_mean_field.assessment.latent_levels import level_rows
from latent_mean_field.jobs import job
from latent_mean_field.randomness import stream
from latent_mean_field.storage import save_arrays, save_json

with job(snakemake.log[0]):
    rows, arrays = level_rows(stream(snakemake.params.seed, "levels"))
    save_json(snakemake.output.rows, rows)
    save_arrays(snakemake.output.arrays, **arrays)

"""Compare the ways to pin latents down on the same walks."""

from latent_mean_field.assessment.walk_methods import compare_walks
from latent_mean_field.jobs import job
from latent_mean_field.storage import load_arrays, save_json

with job(snakemake.log[0]):
    methods = map(load_arrays, snakemake.input.methods)
    found = dict(zip(snakemake.params.methods, methods, strict=True))
    save_json(snakemake.output.rows, compare_walks(found, snakemake.params.system))

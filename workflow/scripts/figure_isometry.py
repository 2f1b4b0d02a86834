"""Figure: latents of three wells, by every method that pins them down."""

from latent_mean_field.jobs import job
from latent_mean_field.plotting.isometry import draw_isometry
from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.storage import load_arrays

with job(snakemake.log[0]), house_style():
    methods = map(load_arrays, snakemake.input.methods)
    found = dict(zip(snakemake.params.methods, methods, strict=True))
    save(draw_isometry(found), snakemake.output)

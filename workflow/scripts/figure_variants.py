"""Figure: all variants on all matter, by the same measures."""

from latent_mean_field.jobs import job
from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.plotting.variants import draw_variants
from latent_mean_field.storage import load_json

with job(snakemake.log[0]), house_style():
    titles, files = snakemake.params.titles, snakemake.input.tables
    tables = dict(zip(titles, map(load_json, files), strict=True))
    save(draw_variants(tables), snakemake.output)

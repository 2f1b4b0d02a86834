"""Figure: errors of recovered parameters against the bound and the rivals."""

from latent_mean_field.jobs import job
from latent_mean_field.plotting.recovery import draw_recovery
from latent_mean_field.plotting.rows import read_rows
from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.storage import load_json

with job(snakemake.log[0]), house_style():
    rows = read_rows(load_json(snakemake.input.rows))
    save(draw_recovery(rows), snakemake.output)

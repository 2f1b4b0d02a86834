"""Figure: number of patterns, test of bilinearity, coverage of the errors."""

from latent_mean_field.jobs import job
from latent_mean_field.plotting.evidence import draw_evidence
from latent_mean_field.plotting.rows import read_rows
from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.storage import load_json

with job(snakemake.log[0]), house_style():
    rows = read_rows(load_json(snakemake.input.rows))
    save(draw_evidence(rows), snakemake.output)

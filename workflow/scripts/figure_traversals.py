"""Figure: a moving spot by its latents, and the angles of a model peptide."""

from latent_mean_field.jobs import job
from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.plotting.traversals import draw_traversals
from latent_mean_field.storage import load_arrays

with job(snakemake.log[0]), house_style():
    found = (load_arrays(snakemake.input[name]) for name in ("spot", "peptide"))
    save(draw_traversals(*found), snakemake.output)

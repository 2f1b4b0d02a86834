"""Figure: levels, tunnelling, and the axes that a potential chooses."""

from latent_mean_field.jobs import job
from latent_mean_field.plotting.perturbation import draw_perturbation
from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.storage import load_arrays

with job(snakemake.log[0]), house_style():
    names = ("levels", "learned", "axes")
    found = (load_arrays(snakemake.input[name]) for name in names)
    save(draw_perturbation(*found), snakemake.output)

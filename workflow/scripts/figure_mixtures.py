"""Figure: components of mixture priors beside physical regimes."""

from latent_mean_field.jobs import job
from latent_mean_field.plotting.mixtures import draw_mixtures
from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.storage import load_arrays

with job(snakemake.log[0]), house_style():
    files, params = snakemake.input, snakemake.params
    compared = dict(zip(params.titles, map(load_arrays, files.compared), strict=True))
    shown = load_arrays(files.shown)
    save(draw_mixtures(shown, compared, params.quantities), snakemake.output)

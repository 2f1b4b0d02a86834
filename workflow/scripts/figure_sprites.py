"""Figure: sources of pictures, found by a nearly certain decoder."""

from latent_mean_field.jobs import job
from latent_mean_field.plotting.sprites import draw_sprites
from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.storage import load_arrays

with job(snakemake.log[0]), house_style():
    save(draw_sprites(load_arrays(snakemake.input.sprites)), snakemake.output)

"""Figure: collective variables and metastable states over the movie."""

from latent_mean_field.jobs import job
from latent_mean_field.plotting.movie import draw_movie
from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.storage import load_arrays, load_json

with job(snakemake.log[0]), house_style():
    figure = draw_movie(
        load_arrays(snakemake.input.arrays),
        load_json(snakemake.input.numbers),
        snakemake.params.bin_width,
        load_json(snakemake.input.provenance)["label"],
    )
    save(figure, snakemake.output)

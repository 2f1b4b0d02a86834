"""Split the raster into training and held-out words."""

from latent_mean_field.jobs import job
from latent_mean_field.recordings import split_raster
from latent_mean_field.storage import load_arrays, save_words

with job(snakemake.log[0]):
    words = split_raster(
        load_arrays(snakemake.input.raster)["raster"],
        snakemake.wildcards.split,
        held_out_repeats=snakemake.params.held_out_repeats,
        held_out_bins=snakemake.params.held_out_bins,
    )
    save_words(snakemake.output.samples, words)

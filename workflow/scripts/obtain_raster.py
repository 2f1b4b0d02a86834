"""Get the retina's raster: the recording, its download or the simulated stand-in."""

from latent_mean_field.jobs import job
from latent_mean_field.randomness import stream
from latent_mean_field.recordings import obtain_raster
from latent_mean_field.storage import save_arrays, save_json

with job(snakemake.log[0]):
    rng = stream(snakemake.params.seed, "simulated population")
    raster, provenance = obtain_raster(**snakemake.params.settings, rng=rng)
    save_arrays(snakemake.output.raster, raster=raster)
    save_json(snakemake.output.provenance, provenance)

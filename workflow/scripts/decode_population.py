"""Read stored patterns and the curvature of the logits off a population's decoder."""

from latent_mean_field.decoding.population import decode_population
from latent_mean_field.jobs import job
from latent_mean_field.randomness import stream
from latent_mean_field.storage import save_arrays, save_json
from latent_mean_field.vae.fit import load_fit

with job(snakemake.log[0]):
    rng = stream(snakemake.params.seed, "decoding", snakemake.wildcards.case)
    numbers, arrays = decode_population(load_fit(snakemake.input.vae), rng)
    save_json(snakemake.output.numbers, numbers)
    save_arrays(snakemake.output.arrays, **arrays)

"""Read couplings, field, temperature and patterns off a trained decoder."""

from latent_mean_field.decoding.matter import decode, matter_arrays, matter_quantities
from latent_mean_field.jobs import job
from latent_mean_field.randomness import stream
from latent_mean_field.storage import load_words, save_arrays, save_json
from latent_mean_field.systems.solvable import solvable_system
from latent_mean_field.vae.fit import load_fit

with job(snakemake.log[0]):
    params = snakemake.params
    names = (snakemake.wildcards.chapter, snakemake.wildcards.case)
    truth = solvable_system(params.system, params.seed)
    words = load_words(snakemake.input.samples)
    rng = stream(params.seed, "decoding", *names)
    decoded = decode(load_fit(snakemake.input.vae), rng)
    save_json(snakemake.output.numbers, matter_quantities(decoded, truth, words))
    save_arrays(snakemake.output.arrays, **matter_arrays(decoded, truth))

"""Read a generalised Hopfield model off a decoder of spike words."""

from latent_mean_field.assessment.population_law import law_arrays
from latent_mean_field.decoding.stored_patterns import decode_generalised_hopfield
from latent_mean_field.jobs import job
from latent_mean_field.randomness import seed_of
from latent_mean_field.storage import load_words, save_arrays, save_json
from latent_mean_field.vae.fit import load_fit

with job(snakemake.log[0]):
    params = snakemake.params
    law, numbers = decode_generalised_hopfield(
        load_fit(snakemake.input.vae),
        load_words(snakemake.input.samples).train,
        params.n_patterns,
        seed=seed_of(params.seed, "decoding", snakemake.wildcards.law),
    )
    save_arrays(snakemake.output.law, **law_arrays(law))
    save_json(snakemake.output.numbers, numbers)

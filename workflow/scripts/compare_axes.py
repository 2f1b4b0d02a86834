"""Compare the latent axes of independent trainings, before and after correction."""

from latent_mean_field.assessment.latent_axes import compare_axes
from latent_mean_field.jobs import job
from latent_mean_field.randomness import seed_of, stream
from latent_mean_field.storage import load_words, save_arrays, save_json
from latent_mean_field.vae.fit import load_fit

with job(snakemake.log[0]):
    seed, case = snakemake.params.seed, snakemake.wildcards.case
    numbers, arrays = compare_axes(
        (load_fit(snakemake.input.free), load_fit(snakemake.input.driven)),
        load_words(snakemake.input.samples),
        stream(seed, "axes", case),
        seed_of(seed, "axes", case),
    )
    save_json(snakemake.output.numbers, numbers)
    save_arrays(snakemake.output.arrays, **arrays)

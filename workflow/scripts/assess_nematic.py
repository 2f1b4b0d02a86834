"""Judge a fit to molecules on held-out samples, and draw some of its own."""

from latent_mean_field.assessment.nematic import assess_nematic
from latent_mean_field.jobs import job
from latent_mean_field.randomness import seed_of
from latent_mean_field.storage import load_words, save_arrays, save_json
from latent_mean_field.systems.solvable import solvable_system
from latent_mean_field.vae.fit import load_fit

with job(snakemake.log[0]):
    params, words = snakemake.params, load_words(snakemake.input.samples)
    numbers, arrays = assess_nematic(
        load_fit(snakemake.input.vae),
        solvable_system(params.system, params.seed),
        words.train,
        words.held_out,
        seed=seed_of(params.seed, "assessment", *snakemake.wildcards),
    )
    save_json(snakemake.output.numbers, numbers)
    save_arrays(snakemake.output.arrays, **arrays)

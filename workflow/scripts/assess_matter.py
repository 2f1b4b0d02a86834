"""Judge a fit to solvable matter on held-out samples."""

from latent_mean_field.assessment.matter import assess_matter
from latent_mean_field.jobs import job
from latent_mean_field.randomness import seed_of
from latent_mean_field.storage import load_json, load_words, save_json
from latent_mean_field.systems.solvable import solvable_system
from latent_mean_field.vae.fit import load_fit

with job(snakemake.log[0]):
    params = snakemake.params
    words = load_words(snakemake.input.samples)
    names = (snakemake.wildcards.chapter, snakemake.wildcards.case)
    numbers = assess_matter(
        load_fit(snakemake.input.vae),
        words.held_out,
        solvable_system(params.system, params.seed),
        list(load_json(snakemake.input.information).values()),
        n_train=len(words.train),
        seed=seed_of(params.seed, "assessment", *names),
    )
    save_json(snakemake.output.numbers, numbers)

"""Fit a rival law of spike words."""

from latent_mean_field.assessment.population_law import law_arrays
from latent_mean_field.jobs import job
from latent_mean_field.peers.populations import fit_rival
from latent_mean_field.randomness import stream
from latent_mean_field.storage import load_words, save_arrays

with job(snakemake.log[0]):
    params = snakemake.params
    law = fit_rival(
        params.case,
        load_words(snakemake.input.samples),
        stream(params.seed, "rival", snakemake.wildcards.law),
    )
    save_arrays(snakemake.output.law, **law_arrays(law))

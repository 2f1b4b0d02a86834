"""Follow the mean fields and metastable states of a population over its movie."""

from latent_mean_field.assessment.movie import follow_movie
from latent_mean_field.assessment.population_law import law_of
from latent_mean_field.jobs import job
from latent_mean_field.storage import load_arrays, load_words, save_arrays, save_json
from latent_mean_field.systems.generalised_hopfield import GeneralisedHopfield

with job(snakemake.log[0]):
    law = law_of("generalised_hopfield", load_arrays(snakemake.input.law))
    assert isinstance(law, GeneralisedHopfield)
    numbers, arrays = follow_movie(law, load_words(snakemake.input.samples))
    save_json(snakemake.output.numbers, numbers)
    save_arrays(snakemake.output.arrays, **arrays)

"""Follow the thermodynamics of a population from a few cells to all."""

from latent_mean_field.assessment.population_law import law_of
from latent_mean_field.assessment.thermodynamics import measure_thermodynamics
from latent_mean_field.jobs import job
from latent_mean_field.randomness import stream
from latent_mean_field.storage import load_arrays, load_words, save_arrays, save_json
from latent_mean_field.systems.generalised_hopfield import GeneralisedHopfield

with job(snakemake.log[0]):
    params = snakemake.params
    law = law_of("generalised_hopfield", load_arrays(snakemake.input.law))
    assert isinstance(law, GeneralisedHopfield)
    numbers, arrays = measure_thermodynamics(
        law,
        load_words(snakemake.input.samples),
        params.sizes,
        stream(params.seed, "thermodynamics", snakemake.wildcards.law),
    )
    save_json(snakemake.output.numbers, numbers)
    save_arrays(snakemake.output.arrays, **arrays)

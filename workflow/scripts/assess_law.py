"""Judge a law of spike words on held-out words."""

from latent_mean_field.assessment.population_law import assess_law, law_of
from latent_mean_field.assessment.recording_statistics import RecordingStatistics
from latent_mean_field.jobs import job
from latent_mean_field.randomness import stream
from latent_mean_field.storage import load_arrays, load_words, save_arrays, save_json

with job(snakemake.log[0]):
    files, params = snakemake.input, snakemake.params
    recording = RecordingStatistics.of_arrays(load_arrays(files.statistics))
    numbers, arrays = assess_law(
        law_of(params.case["system"], load_arrays(files.law)),
        load_words(files.samples),
        # By movie time the statistics of the parts differ, whatever the model.
        recording if params.case["split"] == "repeat" else None,
        stream(params.seed, "assessment", snakemake.wildcards.law),
    )
    save_json(snakemake.output.numbers, numbers)
    save_arrays(snakemake.output.arrays, **arrays)

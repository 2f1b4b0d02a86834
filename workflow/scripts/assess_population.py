"""Judge a fit to a population on held-out words."""

from latent_mean_field.assessment.recording import assess_recording
from latent_mean_field.assessment.recording_statistics import RecordingStatistics
from latent_mean_field.jobs import job
from latent_mean_field.randomness import stream
from latent_mean_field.storage import load_arrays, load_words, save_arrays, save_json
from latent_mean_field.vae.fit import load_fit

with job(snakemake.log[0]):
    recording = RecordingStatistics.of_arrays(load_arrays(snakemake.input.statistics))
    numbers, arrays = assess_recording(
        load_fit(snakemake.input.vae),
        load_words(snakemake.input.samples),
        recording,
        stream(snakemake.params.seed, "assessment", snakemake.wildcards.case),
    )
    save_json(snakemake.output.numbers, numbers)
    save_arrays(snakemake.output.arrays, **arrays)

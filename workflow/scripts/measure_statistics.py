"""Measure rates, pairs, triplets and P(K) of a recording, and resample them."""

from latent_mean_field.assessment.recording_statistics import measure_recording
from latent_mean_field.jobs import job
from latent_mean_field.randomness import stream
from latent_mean_field.storage import load_words, save_arrays

with job(snakemake.log[0]):
    recording = measure_recording(
        load_words(snakemake.input.samples),
        stream(snakemake.params.seed, "resamples", snakemake.wildcards.split),
    )
    save_arrays(snakemake.output.statistics, **recording.arrays())

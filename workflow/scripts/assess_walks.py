"""Assess what an autoencoder of walks found of the true coordinates."""

from latent_mean_field.assessment.watched import assess_watched
from latent_mean_field.jobs import job
from latent_mean_field.randomness import stream
from latent_mean_field.sampling.observed import Observed, split_frames
from latent_mean_field.storage import load_arrays, save_arrays, save_json
from latent_mean_field.vae.dynamical.fit import load_walk_fit

with job(snakemake.log[0]):
    params = snakemake.params
    observed = load_arrays(snakemake.input.walks)
    held_out = {
        name: split_frames(frames, params.held_out)[1]
        for name, frames in observed.items()
    }
    numbers, arrays = assess_watched(
        load_walk_fit(snakemake.input.fit),
        params.case,
        Observed(**held_out),
        params.lag,
        stream(params.seed, "assess walks", snakemake.wildcards.case),
    )
    save_json(snakemake.output.numbers, numbers)
    save_arrays(snakemake.output.arrays, **arrays)

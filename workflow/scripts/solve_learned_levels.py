"""Solve the levels of trained latents of Curie-Weiss matter."""

from latent_mean_field.assessment.learned_levels import Learned, learned_rows
from latent_mean_field.jobs import job
from latent_mean_field.randomness import stream
from latent_mean_field.storage import load_words, save_arrays, save_json
from latent_mean_field.systems.solvable import solvable_system
from latent_mean_field.vae.fit import load_fits

with job(snakemake.log[0]):
    params, files = snakemake.params, snakemake.input
    learned = [
        Learned(
            case,
            solvable_system(parameters, params.seed),
            load_fits(vae)[0],
            load_words(samples).held_out,
        )
        for case, parameters, vae, samples in zip(
            params.cases, params.systems, files.vae, files.samples, strict=True
        )
    ]
    rows, arrays = learned_rows(learned, stream(params.seed, "learned levels"))
    save_json(snakemake.output.rows, rows)
    save_arrays(snakemake.output.arrays, **arrays)

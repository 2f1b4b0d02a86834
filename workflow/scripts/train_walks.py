"""Train all seeds of one way to pin down the latents of walks."""

from pathlib import Path

from latent_mean_field.jobs import job
from latent_mean_field.randomness import seed_of
from latent_mean_field.sampling.observed import split_frames
from latent_mean_field.storage import load_arrays
from latent_mean_field.vae.dynamical.fit import fit_walks, save_walk_fit
from latent_mean_field.vae.dynamical.settings import DynamicalSettings

with job(snakemake.log[0]):
    params = snakemake.params
    frames = load_arrays(snakemake.input.walks)["frames"]
    checkpoint = Path(params.checkpoint)
    fit = fit_walks(
        split_frames(frames, params.held_out)[0],
        params.latent_dim,
        DynamicalSettings(**params.settings),
        seed=seed_of(params.seed, "walks", snakemake.wildcards.case),
        checkpoint=checkpoint,
        code=params.code,
    )
    save_walk_fit(snakemake.output.fit, fit)
    checkpoint.unlink(missing_ok=True)

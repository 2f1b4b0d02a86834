"""Train all replicas of one case's variational autoencoder."""

from pathlib import Path

from latent_mean_field.jobs import job
from latent_mean_field.randomness import seed_of
from latent_mean_field.storage import load_words
from latent_mean_field.vae.fit import fit_vae, save_fit
from latent_mean_field.vae.settings import Settings

with job(snakemake.log[0]):
    params = snakemake.params
    names = (snakemake.wildcards.chapter, snakemake.wildcards.case)
    checkpoint = Path(params.checkpoint)
    fit = fit_vae(
        load_words(snakemake.input.samples).train,
        params.latent_dim,
        Settings(**params.settings),
        seed=seed_of(params.seed, "vae", *names),
        checkpoint=checkpoint,
        code=params.code,
    )
    save_fit(snakemake.output.vae, fit)
    checkpoint.unlink(missing_ok=True)

"""Train all replicas of one case's variational autoencoder, on every data set."""

from pathlib import Path

from latent_mean_field.jobs import job
from latent_mean_field.randomness import seed_of
from latent_mean_field.storage import load_words
from latent_mean_field.vae.fit import save_fits
from latent_mean_field.vae.fitting import fit_vaes
from latent_mean_field.vae.settings import Settings

with job(snakemake.log[0]):
    params = snakemake.params
    names = (snakemake.wildcards.chapter, snakemake.wildcards.case)
    checkpoint = Path(params.checkpoint)
    fits = fit_vaes(
        load_words(snakemake.input.samples).data_sets(),
        params.latent_dim,
        Settings(**params.settings),
        seed=seed_of(params.seed, "vae", *names),
        checkpoint=checkpoint,
        code=params.code,
    )
    save_fits(snakemake.output.vae, fits)
    checkpoint.unlink(missing_ok=True)

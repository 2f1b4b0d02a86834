"""Choose the number of latents of every data set by the evidence held out."""

from latent_mean_field.assessment.dimension import dimension_choices
from latent_mean_field.jobs import job
from latent_mean_field.randomness import seed_of
from latent_mean_field.storage import load_words, save_json
from latent_mean_field.vae.fit import load_fits

with job(snakemake.log[0]):
    params = snakemake.params
    fits = dict(zip(params.dims, map(load_fits, snakemake.input.vaes), strict=True))
    seed = seed_of(params.seed, "dimension", snakemake.wildcards.case)
    held_out = load_words(snakemake.input.samples).held_out
    save_json(snakemake.output.choices, dimension_choices(fits, held_out, seed=seed))

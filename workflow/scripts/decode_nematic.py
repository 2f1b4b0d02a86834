"""Read temperature, rank and isotropy off a decoder of molecules."""

from latent_mean_field.decoding.nematic import nematic_quantities
from latent_mean_field.jobs import job
from latent_mean_field.randomness import stream
from latent_mean_field.storage import load_words, save_json
from latent_mean_field.systems.solvable import solvable_system
from latent_mean_field.vae.fit import load_fit

with job(snakemake.log[0]):
    params = snakemake.params
    numbers = nematic_quantities(
        load_fit(snakemake.input.vae),
        solvable_system(params.system, params.seed),
        load_words(snakemake.input.samples).train,
        stream(params.seed, "decoding", *snakemake.wildcards),
    )
    save_json(snakemake.output.numbers, numbers)

"""Read the matter of every data set off its decoder, and judge it by the truth."""

from latent_mean_field.assessment.recovery import (
    read_decoders,
    recovery_quantities,
)
from latent_mean_field.jobs import job
from latent_mean_field.randomness import data_set_seeds, stream
from latent_mean_field.storage import load_arrays, load_words, save_json
from latent_mean_field.systems.solvable import solvable_system
from latent_mean_field.vae.fit import load_fits

with job(snakemake.log[0]):
    params = snakemake.params
    rng = stream(params.seed, "recovery", snakemake.wildcards.case)
    spins = 2 * load_words(snakemake.input.samples).data_sets().astype("int8") - 1
    seeds = data_set_seeds(params.seed, len(spins))
    truths = [solvable_system(params.system, seed) for seed in seeds]
    peers = load_arrays(snakemake.input.peers) if snakemake.input.peers else {}
    readings = read_decoders(load_fits(snakemake.input.vae), rng)
    numbers = recovery_quantities(readings, truths, peers, spins, rng)
    save_json(snakemake.output.numbers, numbers)

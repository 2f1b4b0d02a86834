"""Repeat the estimate of information on samples of its own, beside the exact value."""

from latent_mean_field.information.calibration import calibrate
from latent_mean_field.jobs import job
from latent_mean_field.randomness import seed_of
from latent_mean_field.storage import save_json
from latent_mean_field.systems.solvable import solvable_system

with job(snakemake.log[0]):
    params = snakemake.params
    numbers = calibrate(
        solvable_system(params.system, params.seed),
        cut=params.cut,
        n_samples=params.n_samples,
        n_held_out=params.n_held_out,
        settings=params.settings,
        root_seed=params.seed,
        seed=seed_of(params.seed, "calibration", snakemake.wildcards.case),
    )
    save_json(snakemake.output.numbers, numbers)

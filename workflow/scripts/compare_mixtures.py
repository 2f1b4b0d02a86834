"""Compare mixture priors trained by expectation maximisation, jointly, and none."""

from latent_mean_field.assessment.mixtures import TRAININGS, compare_mixtures
from latent_mean_field.assessment.regimes import Regimes
from latent_mean_field.jobs import job
from latent_mean_field.randomness import seed_of, stream
from latent_mean_field.storage import load_arrays, load_words, save_arrays, save_json
from latent_mean_field.vae.fit import load_fit

with job(snakemake.log[0]):
    seed, case = snakemake.params.seed, snakemake.wildcards.case
    truth = load_arrays(snakemake.input.truth)
    log_prob = truth.pop("log_prob", None)
    numbers, arrays = compare_mixtures(
        {name: load_fit(snakemake.input[name]) for name in TRAININGS},
        load_words(snakemake.input.samples).held_out,
        Regimes(truth.pop("labels"), truth),
        log_prob,
        stream(seed, "mixtures", case),
        seed_of(seed, "mixtures", case),
    )
    save_json(snakemake.output.numbers, numbers)
    save_arrays(snakemake.output.arrays, **arrays)

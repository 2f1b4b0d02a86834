"""Measure every way to train an autoencoder of one matter by the same measures."""

from latent_mean_field.assessment.regimes import Regimes
from latent_mean_field.assessment.rows import as_row
from latent_mean_field.assessment.variants import HeldOut, measure_variant
from latent_mean_field.jobs import job
from latent_mean_field.randomness import seed_of
from latent_mean_field.storage import load_arrays, load_json, load_words, save_json
from latent_mean_field.vae.fit import load_fit

with job(snakemake.log[0]):
    files, params = snakemake.input, snakemake.params
    truth = load_arrays(files.truth)
    log_prob, information = truth.pop("log_prob", None), None
    if files.information:
        exact = load_json(files.information[0])["contiguous"]["mutual_information"]
        information = (exact["value"], exact["error"] or 0.0)
    regimes = Regimes(truth.pop("labels"), truth)
    train, words, _ = load_words(files.samples)
    held_out = HeldOut(words, regimes, len(train), log_prob, information)
    seed = seed_of(params.seed, "variants", snakemake.wildcards.case)
    rows = [
        as_row(case, measure_variant(load_fit(vae), held_out, seed))
        for case, vae in zip(params.cases, files.vaes, strict=True)
    ]
    save_json(snakemake.output.rows, rows)

"""Assess what nearly deterministic autoencoders found of known sources."""

from latent_mean_field.assessment.mechanisms import Truth, assess_mechanisms
from latent_mean_field.jobs import job
from latent_mean_field.randomness import seed_of
from latent_mean_field.sampling.mixed import known_mixings
from latent_mean_field.storage import load_arrays, load_words, save_arrays, save_json
from latent_mean_field.vae.fit import load_fits

with job(snakemake.log[0]):
    params = snakemake.params
    words = load_words(snakemake.input.samples).held_out
    sources = load_arrays(snakemake.input.sources)["sources"]
    mixings = known_mixings(params.system, params.n_sources, params.seed, params.n_sets)
    truths = map(Truth, mixings, sources, words)
    numbers, arrays = assess_mechanisms(
        load_fits(snakemake.input.vae),
        list(truths),
        seed_of(params.seed, "mechanisms", snakemake.wildcards.case),
    )
    save_json(snakemake.output.numbers, numbers)
    save_arrays(snakemake.output.arrays, **arrays)

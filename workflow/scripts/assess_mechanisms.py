"""Assess what nearly deterministic autoencoders found of known sources."""

from latent_mean_field.assessment.mechanisms import Truth, assess_mechanisms
from latent_mean_field.assessment.sprites import (
    opening,
    picture_sources,
    typical_set,
)
from latent_mean_field.jobs import job
from latent_mean_field.randomness import seed_of
from latent_mean_field.sampling.mixed import known_mixings
from latent_mean_field.sampling.pictures import Lens
from latent_mean_field.storage import load_arrays, load_words, save_arrays, save_json
from latent_mean_field.vae.fit import load_fits

with job(snakemake.log[0]):
    params = snakemake.params
    words = load_words(snakemake.input.samples).held_out
    drawn = load_arrays(snakemake.input.sources)
    mixings = known_mixings(params.system, params.n_sources, params.seed, params.n_sets)
    truths = list(map(Truth, mixings, drawn["sources"], words))
    fits = load_fits(snakemake.input.vae)
    seed = seed_of(params.seed, "mechanisms", snakemake.wildcards.case)
    numbers, arrays = assess_mechanisms(fits, truths, seed)
    if params.system == "sprites":
        k = typical_set(arrays["mcc"])
        lens = Lens(drawn["mean"][k], drawn["components"][k])
        arrays |= picture_sources(fits[k], truths[k], lens)
        arrays |= opening(fits[k], truths[k], lens)
    save_json(snakemake.output.numbers, numbers)
    save_arrays(snakemake.output.arrays, **arrays)

"""Judge the channel of a fit: rate, gap, every cut, and a lattice's thermodynamics."""

from latent_mean_field.assessment.lattice import assess_lattice
from latent_mean_field.assessment.matter import assess_matter
from latent_mean_field.assessment.model_information import implied_quantities
from latent_mean_field.information.bipartition import cut_in_two
from latent_mean_field.jobs import job
from latent_mean_field.randomness import seed_of
from latent_mean_field.storage import load_json, load_words, save_arrays, save_json
from latent_mean_field.systems.solvable import solvable_system
from latent_mean_field.vae.fit import load_fit

with job(snakemake.log[0]):
    params, fit = snakemake.params, load_fit(snakemake.input.vae)
    system = solvable_system(params.system, params.seed)
    words = load_words(snakemake.input.samples)
    exact = list(load_json(snakemake.input.information).values())
    seed = seed_of(params.seed, "capacity", snakemake.wildcards.case)
    halves = {cut: cut_in_two(cut, system.shape, params.seed) for cut in params.cuts}
    numbers = assess_matter(
        fit, words.held_out, system, exact, n_train=len(words.train), seed=seed
    )
    thermal, arrays = assess_lattice(fit, words.held_out, system, seed=seed)
    implied = implied_quantities(fit.best_vae(), words.held_out, halves, seed=seed)
    save_json(
        snakemake.output.numbers, {"fit": {**numbers, **thermal}, "implied": implied}
    )
    save_arrays(snakemake.output.arrays, **arrays)

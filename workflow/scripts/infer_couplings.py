"""Infer the couplings of every data set by the rivals, from the same samples."""

from latent_mean_field.jobs import job
from latent_mean_field.peers.inference import infer_couplings
from latent_mean_field.storage import load_words, save_arrays

with job(snakemake.log[0]):
    params = snakemake.params
    spins = 2 * load_words(snakemake.input.samples).data_sets().astype("int8") - 1
    found = infer_couplings(spins, params.n_patterns, params.peers)
    save_arrays(snakemake.output.patterns, **found)

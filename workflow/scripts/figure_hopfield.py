"""Figure: the Hopfield pattern matrix, true and recovered."""

from latent_mean_field.jobs import job
from latent_mean_field.plotting.hopfield import draw_patterns
from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.storage import load_arrays, load_json

with job(snakemake.log[0]), house_style():
    arrays = load_arrays(snakemake.input.arrays)
    beta = load_json(snakemake.input.numbers)["beta"]["value"]
    spare = load_arrays(snakemake.input.spare)
    params = snakemake.params
    figure = draw_patterns(arrays, beta, params.shown, spare, params.spare)
    save(figure, snakemake.output)

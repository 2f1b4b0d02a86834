"""Figure: heat capacity and entropy of a population as cells are added."""

from latent_mean_field.jobs import job
from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.plotting.thermodynamics import draw_thermodynamics
from latent_mean_field.storage import load_arrays, load_json

with job(snakemake.log[0]), house_style():
    figure = draw_thermodynamics(
        load_arrays(snakemake.input.arrays),
        load_json(snakemake.input.numbers),
        load_json(snakemake.input.provenance)["label"],
    )
    save(figure, snakemake.output)

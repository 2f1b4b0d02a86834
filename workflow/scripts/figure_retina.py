"""Figure: what a few collective variables reproduce of the retina."""

from latent_mean_field.jobs import job
from latent_mean_field.plotting.retina import draw_retina
from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.storage import load_arrays, load_json

with job(snakemake.log[0]), house_style():
    numbers = [load_json(path) for path in snakemake.input.numbers]
    figure = draw_retina(
        load_arrays(snakemake.input.statistics)
        | load_arrays(snakemake.input.recording),
        load_arrays(snakemake.input.decoding),
        list(zip(snakemake.params.cases, numbers, strict=True)),
        load_json(snakemake.input.provenance)["label"],
    )
    save(figure, snakemake.output)

"""Figure: recovered against true couplings."""

from latent_mean_field.jobs import job
from latent_mean_field.plotting.curie_weiss import draw_couplings
from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.storage import load_arrays, load_json

with job(snakemake.log[0]), house_style():
    points = [load_json(path) for path in snakemake.input.numbers]
    arrays = load_arrays(snakemake.input.couplings)
    figure = draw_couplings(
        points, arrays["true_couplings"], arrays["couplings"], snakemake.params.shown
    )
    save(figure, snakemake.output)

"""Figure: rate against bipartite information, every fit a point."""

from latent_mean_field.jobs import job
from latent_mean_field.plotting.capacity import draw_capacity, rate_point
from latent_mean_field.plotting.style import house_style, save, stamp
from latent_mean_field.storage import load_json

with job(snakemake.log[0]), house_style():
    files = zip(
        snakemake.params.names,
        snakemake.input.assessments,
        snakemake.input.information,
        strict=True,
    )
    figure = draw_capacity(
        [rate_point(name, load_json(fit), load_json(data)) for name, fit, data in files]
    )
    stamp(figure, load_json(snakemake.input.provenance)["label"])
    save(figure, snakemake.output)

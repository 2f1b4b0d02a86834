"""Figure: rate against bipartite information, every fit a point."""

from latent_mean_field.jobs import job
from latent_mean_field.plotting.capacity import draw_capacity, rate_point, rate_points
from latent_mean_field.plotting.rows import read_rows
from latent_mean_field.plotting.style import house_style, save, stamp
from latent_mean_field.storage import load_json

with job(snakemake.log[0]), house_style():
    files = snakemake.input
    fits = zip(
        snakemake.params.names, files.assessments, files.information, strict=True
    )
    points = [rate_point(n, load_json(fit), load_json(data)) for n, fit, data in fits]
    for name, judged in zip(snakemake.params.nematic, files.nematic, strict=True):
        # The information of molecules is measured with the fit.
        points.append(rate_point(name, load_json(judged), load_json(judged)))
    figure = draw_capacity([*points, *rate_points(read_rows(load_json(files.rows)))])
    stamp(figure, load_json(files.provenance)["label"])
    save(figure, snakemake.output)

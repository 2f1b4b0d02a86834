"""Figure: the structure-free estimator of information against exact values."""

from latent_mean_field.jobs import job
from latent_mean_field.plotting.information import draw_information
from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.storage import load_json

with job(snakemake.log[0]), house_style():
    rows = {}
    for path in snakemake.input.numbers:
        # Of words that are too few there may be none.
        for estimate in load_json(path).values():
            row = (estimate["theory"], estimate["value"], estimate["error"])
            rows.setdefault(path.split("/")[1], []).append(row)
    save(draw_information(rows), snakemake.output)

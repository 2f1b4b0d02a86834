"""Figure: laws of spike words ranked, and what more stored patterns add."""

from latent_mean_field.jobs import job
from latent_mean_field.plotting.rivals import draw_rivals
from latent_mean_field.plotting.rows import Row
from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.storage import load_arrays, load_json

with job(snakemake.log[0]), house_style():
    files = snakemake.input
    models = [load_arrays(path) for path in files.models]
    figure = draw_rivals(
        [Row(**row) for row in load_json(files.rows) if row["keys"]],
        load_arrays(files.recording),
        dict(zip(snakemake.params.n_patterns, models, strict=True)),
        load_json(files.provenance)["label"],
    )
    save(figure, snakemake.output)

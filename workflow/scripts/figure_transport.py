"""Figure: the decoder's field against the exact transport map."""

from latent_mean_field.jobs import job
from latent_mean_field.plotting.curie_weiss import draw_transport
from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.storage import load_arrays

with job(snakemake.log[0]), house_style():
    arrays = [load_arrays(path) for path in snakemake.input.decoding]
    cases = dict(zip(snakemake.params.names, arrays, strict=True))
    save(draw_transport(cases), snakemake.output)

"""Figure: sources found, and what the elbo costs, with nearly certain decoders."""

from latent_mean_field.jobs import job
from latent_mean_field.plotting.mechanisms import draw_mechanisms
from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.storage import load_arrays

with job(snakemake.log[0]), house_style():
    files, params = snakemake.input, snakemake.params
    moebius, smooth = (
        dict(zip(precisions, map(load_arrays, files[name]), strict=True))
        for name, precisions in (("moebius", params.moebius), ("smooth", params.smooth))
    )
    stretched, gaps = load_arrays(files.stretched), load_arrays(files.gaps)
    save(draw_mechanisms(moebius, stretched, smooth, gaps), snakemake.output)

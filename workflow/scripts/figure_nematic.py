"""Figure: order of molecules, true and decoded, and decoded molecules."""

from latent_mean_field.jobs import job
from latent_mean_field.plotting.nematic import Nematic, draw_nematic
from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.storage import load_arrays, load_json

with job(snakemake.log[0]), house_style():
    files = snakemake.input
    fits = [
        Nematic(keys, load_json(decoded) | load_json(judged), load_arrays(arrays))
        for keys, decoded, judged, arrays in zip(
            snakemake.params.cases,
            files.decoding,
            files.assessment,
            files.arrays,
            strict=True,
        )
    ]
    save(draw_nematic(fits, load_arrays(files.theory)), snakemake.output)

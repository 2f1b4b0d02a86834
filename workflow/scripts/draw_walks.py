"""Walk in a system and watch it; the truth is kept for the assessment."""

from latent_mean_field.jobs import job
from latent_mean_field.randomness import stream
from latent_mean_field.sampling.observed import draw_observed
from latent_mean_field.storage import save_arrays

with job(snakemake.log[0]):
    params = snakemake.params
    observed = draw_observed(
        params.system,
        params.view,
        params.n_walkers,
        params.n_frames,
        stream(params.seed, "walks", params.system),
    )
    save_arrays(snakemake.output.walks, **observed._asdict())

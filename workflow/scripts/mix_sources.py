"""Draw sources and mix them by known maps; the sources are kept for the assessment."""

import numpy as np

from latent_mean_field.jobs import job
from latent_mean_field.sampling.mixed import draw_mixed
from latent_mean_field.sampling.pictures import stacked
from latent_mean_field.storage import Words, save_arrays, save_words

with job(snakemake.log[0]):
    params = snakemake.params
    n_train, n_held_out = params.n_samples, params.n_held_out
    sets = draw_mixed(
        params.system,
        params.n_sources,
        n_train + n_held_out,
        root_seed=params.seed,
        n_sets=params.n_sets,
        n_components=params.n_components,
    )
    words = np.stack([one.observations for one in sets]).astype(np.float32)
    train, held_out = np.split(words, [n_train], axis=1)
    save_words(snakemake.output.samples, Words(train, held_out, np.arange(n_held_out)))
    sources = np.stack([one.sources[n_train:] for one in sets])
    lenses = [one.lens for one in sets if one.lens]
    save_arrays(snakemake.output.sources, sources=sources, **stacked(lenses))

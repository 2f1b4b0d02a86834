"""What latents of sprites stand for, and when they opened: arrays to be looked at."""

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.assessment.mechanisms import Truth
from latent_mean_field.decoding.mechanisms import (
    match_sources,
    posterior_moments,
    site_means,
)
from latent_mean_field.sampling.pictures import Lens
from latent_mean_field.vae.fit import Fit
from latent_mean_field.vae.schedule import precision

# Places along a latent, from so many standard deviations below its mean to above.
N_PLACES, REACH = 7, 2.0
N_SHOWN = 1000
# Pictures over which the columns of the mixing are averaged.
N_COLUMNS = 200
Arrays = dict[str, NDArray]


def typical_set(mcc: NDArray) -> int:
    """The data set of median MCC (n_sets,), the better of two."""
    return int(mcc.argsort()[len(mcc) // 2])


def picture_sources(fit: Fit, truth: Truth, lens: Lens) -> Arrays:
    """Latents in the order and with the sign of the sources they match.

    Returns:
        `matched`, correlations with the sources, (d,); `traversal`, pictures along each
        latent, (d, 7, n_pixels) from 0 to 1; `shown` and `shown_truth`, latents and
        sources of the first words, (n, d).
    """
    vae = fit.best_vae()
    mean, _ = posterior_moments(vae, truth.words)
    match = match_sources(mean, truth.sources)
    steps = np.linspace(-REACH, REACH, N_PLACES)
    rows = []
    for which, sign in zip(match.which, np.sign(match.correlations), strict=True):
        z = np.tile(mean.mean(axis=0), (N_PLACES, 1))
        z[:, which] += sign * mean[:, which].std() * steps
        rows.append(lens.shown(site_means(vae, z)).clip(0, 1))
    found = np.sign(match.correlations) * mean[:, match.which]
    return {
        "matched": np.abs(match.correlations),
        "traversal": np.stack(rows).astype(np.float32),
        "shown": found[:N_SHOWN],
        "shown_truth": truth.sources[:N_SHOWN],
    }


def opening(fit: Fit, truth: Truth, lens: Lens) -> Arrays:
    """Rate along the training, as the precision rises, beside the closed form.

    Where each latent is an independent source and its posterior is narrow, it carries
    ½ log(1 + gamma² |J_k|²) nats, J_k the column of the seen components in units of
    the source's standard deviation (theory.md, equation 26).

    Returns:
        `precisions` and `rates` along the training, (n,), the rates means over data
        sets; and `source_rates`, the closed form for each source of this one, (n, d).
    """
    steps = [round(row["step"]) - 1 for row in fit.history]
    unit = fit.vae.encoder.unit[0]
    precisions = np.full(len(steps), fit.settings.precision)
    if fit.settings.annealing:
        rising = [precision(k, fit.settings, unit).item() for k in steps]
        precisions = np.array(rising)
    J = truth.mixing.jacobian(truth.sources[:N_COLUMNS])
    seen = lens.components @ J * truth.sources.std(axis=0)
    columns = np.square(seen).sum(axis=1)
    return {
        "precisions": precisions,
        "rates": np.array([row["rate"] for row in fit.history]),
        "source_rates": np.stack(
            [0.5 * np.log1p(p * columns).mean(axis=0) for p in precisions]
        ),
    }

"""Independent equilibrium samples, by the best sampler there is for a system."""

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.sampling.exact import sample_classes
from latent_mean_field.sampling.tempering import sample_tempered
from latent_mean_field.systems.class_sums import ClassSums, TooManyClassesError
from latent_mean_field.systems.mean_field import MeanField


def sample_equilibrium(
    system: MeanField, n_samples: int, rng: np.random.Generator
) -> NDArray:
    """Spins ±1, int8, shape (n_samples, n_spins).

    Exact where the sites fall into few classes; else tempered Gibbs sampling, which
    refuses a run that did not equilibrate.
    """
    try:
        return sample_classes(ClassSums.of(system), n_samples, rng)
    except TooManyClassesError:
        return sample_tempered(system, n_samples, rng).spins

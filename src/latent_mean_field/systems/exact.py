"""The most exact answers there are for a mean-field system."""

import numpy as np

from latent_mean_field.systems.class_sums import ClassSums, TooManyClassesError
from latent_mean_field.systems.field_integrals import FieldIntegrals
from latent_mean_field.systems.mean_field import MeanField


def exact_answers(
    system: MeanField, rng: np.random.Generator
) -> ClassSums | FieldIntegrals:
    """Sums over classes where they fit in memory, else integrals over the field.

    Both have `log_prob`, `log_partition_function`, `entropy` and `mutual_information`;
    the integrals' answers carry a Monte Carlo error.
    """
    try:
        return ClassSums.of(system)
    except TooManyClassesError:
        return FieldIntegrals.of(system, rng)

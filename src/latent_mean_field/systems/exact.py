"""The most exact answers there are for a system."""

import numpy as np

from latent_mean_field.systems.class_sums import ClassSums, TooManyClassesError
from latent_mean_field.systems.field_integrals import FieldIntegrals
from latent_mean_field.systems.ising_chain import IsingChain
from latent_mean_field.systems.ising_torus import IsingTorus
from latent_mean_field.systems.mean_field import MeanField
from latent_mean_field.systems.monte_carlo import Estimate
from latent_mean_field.systems.multispin import MultiSpin

Exact = ClassSums | FieldIntegrals | IsingChain | IsingTorus | MultiSpin


def exact_answers(
    system: MeanField | IsingChain | IsingTorus | MultiSpin, rng: np.random.Generator
) -> Exact:
    """Closed forms, or sums over classes that fit in memory, else field integrals.

    All have `log_prob`, `log_partition_function` and `entropy`; the integrals' answers
    carry a Monte Carlo error.
    """
    if not isinstance(system, MeanField):
        return system
    try:
        return ClassSums.of(system)
    except TooManyClassesError:
        return FieldIntegrals.of(system, rng)


def log_z_error(answers: Exact) -> float:
    """Standard error of log Z, nats, which all samples share; 0 but of integrals."""
    log_z = answers.log_partition_function()
    return log_z.error if isinstance(log_z, Estimate) else 0.0

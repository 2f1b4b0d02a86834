"""What is known exactly of the information in a solvable system."""

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.information.bipartition import contiguous_halves
from latent_mean_field.information.latent import latent_information
from latent_mean_field.quantities import Quantity, quantity
from latent_mean_field.systems.class_sums import ClassSums
from latent_mean_field.systems.exact import exact_answers
from latent_mean_field.systems.field_integrals import FieldIntegrals
from latent_mean_field.systems.mean_field import MeanField

N_INTEGRAL_SAMPLES = 4000


def exact_information(
    system: MeanField, spins: NDArray, rng: np.random.Generator
) -> dict[str, Quantity]:
    """I(A;B) of the contiguous halves, the entropy, and I(m;s) of the exact latent.

    The error of a sum is zero; of an integral it is its Monte Carlo error.

    Args:
        system: the solvable system.
        spins: equilibrium samples for averages, shape (n_samples, n_spins).
        rng: for the integrals.
    """
    exact = exact_answers(system, rng)
    if isinstance(exact, ClassSums):
        log_z, numbers = _from_sums(exact)
    else:
        log_z, numbers = _from_integrals(exact, spins)
    latent = latent_information(system, log_z, spins, rng)
    return {**numbers, "latent_information": quantity(*latent, unit="nats")}


def _from_sums(sums: ClassSums) -> tuple[float, dict[str, Quantity]]:
    left = contiguous_halves(len(sums.labels))
    return sums.log_partition_function(), {
        "mutual_information": quantity(sums.mutual_information(left), 0.0, unit="nats"),
        "entropy": quantity(sums.entropy(), 0.0, unit="nats"),
    }


def _from_integrals(
    integrals: FieldIntegrals, spins: NDArray
) -> tuple[float, dict[str, Quantity]]:
    few = spins[:N_INTEGRAL_SAMPLES]
    left = contiguous_halves(spins.shape[1])
    information = integrals.mutual_information(few, left)
    return integrals.log_partition_function().value, {
        "mutual_information": quantity(
            information.value, information.error, unit="nats"
        ),
        "entropy": quantity(*integrals.entropy(), unit="nats"),
    }

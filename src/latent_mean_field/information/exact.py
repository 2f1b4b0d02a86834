"""What is known exactly of the information in a solvable system."""

from collections.abc import Sequence
from functools import singledispatch
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.information.bipartition import INTERLEAVED, cut_in_two
from latent_mean_field.information.latent import (
    latent_information,
    scalar_latent_information,
)
from latent_mean_field.quantities import Quantity, nats
from latent_mean_field.systems.class_sums import ClassSums
from latent_mean_field.systems.exact import exact_answers
from latent_mean_field.systems.field_integrals import FieldIntegrals
from latent_mean_field.systems.ising_chain import IsingChain
from latent_mean_field.systems.ising_torus import IsingTorus, NoExactAnswerError
from latent_mean_field.systems.mean_field import MeanField
from latent_mean_field.systems.solvable import Solvable

N_INTEGRAL_SAMPLES = 4000


def exact_information(
    system: Solvable,
    spins: NDArray,
    rng: np.random.Generator,
    *,
    cuts: Sequence[str],
    root_seed: int,
) -> dict[str, dict[str, Quantity]]:
    """By cut: the entropy, I(A;B), and I(m;s) of the exact latent, where known.

    The error of a sum is zero; of an integral or an average over samples it is its
    Monte Carlo error. `mutual_information` is missing where nobody knows it, and
    `latent_information` for lattices, which have no latent.

    Args:
        system: the solvable system.
        spins: equilibrium samples for averages, shape (n_samples, n_spins).
        rng: for the integrals.
        cuts: their names.
        root_seed: of the project, for a random cut.
    """
    exact = exact_answers(system, rng)
    numbers = {"entropy": nats(*_with_error(exact.entropy()))}
    if isinstance(system, MeanField):
        log_z = _with_error(exact.log_partition_function())[0]
        numbers["latent_information"] = nats(*_latent(system, log_z, spins, rng))
    found = {cut: dict(numbers) for cut in cuts}
    for cut in cuts:
        known = mutual_information(exact, spins, cut, root_seed)
        if known is not None:
            found[cut]["mutual_information"] = nats(*known)
    return found


@singledispatch
def mutual_information(
    exact: Any, spins: NDArray, cut: str, root_seed: int
) -> tuple[float, float] | None:
    """I(A;B) of a cut in nats and its Monte Carlo error; None if not known."""
    raise TypeError(f"no exact information for {type(exact).__name__}")


@mutual_information.register
def _(
    exact: ClassSums, spins: NDArray, cut: str, root_seed: int
) -> tuple[float, float]:
    left = cut_in_two(cut, spins.shape[1:], root_seed)
    return exact.mutual_information(left), 0.0


@mutual_information.register
def _(
    exact: IsingChain, spins: NDArray, cut: str, root_seed: int
) -> tuple[float, float]:
    return exact.mutual_information(cut_in_two(cut, exact.shape, root_seed)), 0.0


@mutual_information.register
def _(
    exact: FieldIntegrals, spins: NDArray, cut: str, root_seed: int
) -> tuple[float, float]:
    left = cut_in_two(cut, spins.shape[1:], root_seed)
    found = exact.mutual_information(spins[:N_INTEGRAL_SAMPLES], left)
    return found.value, found.error


@mutual_information.register
def _(
    exact: IsingTorus, spins: NDArray, cut: str, root_seed: int
) -> tuple[float, float] | None:
    if cut in INTERLEAVED:
        return exact.checkerboard_information(spins)[:2]
    try:
        return (exact.halves_information(), 0.0) if cut == "contiguous" else None
    except NoExactAnswerError:
        return None


def _latent(
    system: MeanField, log_z: float, spins: NDArray, rng: np.random.Generator
) -> tuple[float, float]:
    """I(m;s) and its error: by quadrature for one pattern, else an average."""
    if system.patterns.shape[1] == 1:
        return scalar_latent_information(system), 0.0
    return latent_information(system, log_z, spins, rng)


def _with_error(answer: Any) -> tuple[float, float]:
    """Closed forms have no error; estimates bring theirs."""
    return (answer, 0.0) if isinstance(answer, float) else (answer[0], answer[1])

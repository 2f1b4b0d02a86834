"""The Ising cylinder against sums over states, eigenvectors and known tables."""

import itertools

import numpy as np
import pytest

from latent_mean_field.systems.ising_cylinder import IsingCylinder
from latent_mean_field.systems.ising_torus import (
    CRITICAL_TEMPERATURE,
    NoExactAnswerError,
)
from oracles import boltzmann, cylinder_bonds, ising_energy

SIZES = (4, 6, 8, 10, 11)
# Nats by temperature and circumference.
INFINITE = {
    1.5: (0.653, 0.693, 0.701, 0.704, 0.705),
    2.0: (0.542, 0.678, 0.761, 0.814, 0.834),
    CRITICAL_TEMPERATURE: (0.458, 0.627, 0.781, 0.929, 1.002),
    2.6: (0.357, 0.513, 0.672, 0.836, 0.920),
    3.0: (0.263, 0.383, 0.506, 0.631, 0.694),
    4.0: (0.139, 0.204, 0.272, 0.340, 0.374),
}
# As long as they are around, by 1/T.
SQUARE = {
    0.4: (0.37931, 0.54668, 0.71552, 0.88844),
    1 / CRITICAL_TEMPERATURE: (0.44954, 0.62687, 0.79066, 0.94865),
    0.7: (0.66087, 0.69383, 0.69867, 0.70037),
}


@pytest.mark.parametrize("K", [0.2, 0.44, 1.2])
@pytest.mark.parametrize("shape", [(3, 2), (3, 3), (3, 4), (4, 3), (5, 2)])
def test_halves_information_is_the_sum_over_states(shape, K):
    circumference, length = shape
    n_spins = circumference * length
    exact = boltzmann(ising_energy(cylinder_bonds(*shape), K), n_spins)
    left = np.arange(n_spins) // circumference < length // 2
    information = IsingCylinder(circumference, 1 / K, length).halves_information()
    assert information == pytest.approx(exact.mutual_information(left), abs=1e-12)


def by_eigenvector(circumference: int, T: float) -> float:
    """I of adjacent columns of the infinite cylinder: Σ p log p / p p."""
    columns = np.array(list(itertools.product((-1, 1), repeat=circumference)))
    ring = sum(columns[:, i] * columns[:, i - 1] for i in range(circumference))
    exponent = columns @ columns.T + (ring[:, None] + ring) / 2
    symmetric = np.exp((exponent - exponent.max()) / T)
    value, vector = (part[..., -1] for part in np.linalg.eigh(symmetric))
    joint = symmetric * np.outer(vector, vector) / value
    ratio = symmetric / np.outer(vector, vector) / value
    return float((joint * np.log(ratio)).sum())


@pytest.mark.parametrize("T", INFINITE)
@pytest.mark.parametrize("circumference", [3, 4, 7])
def test_an_infinite_cylinder_is_ruled_by_its_leading_eigenvector(circumference, T):
    information = IsingCylinder(circumference, T).halves_information()
    assert information == pytest.approx(by_eigenvector(circumference, T), abs=1e-10)


@pytest.mark.parametrize("T", INFINITE)
def test_infinite_cylinders_are_as_known_from_tables(T):
    found = [IsingCylinder(size, T).halves_information() for size in SIZES]
    # The table was rounded to four digits and then to three: 0.76049 is 0.761 there.
    assert found == pytest.approx(INFINITE[T], abs=6e-4)


@pytest.mark.parametrize("K", SQUARE)
def test_square_cylinders_are_as_known_from_tables(K):
    found = [IsingCylinder(n, 1 / K, n).halves_information() for n in SIZES[:4]]
    assert found == pytest.approx(SQUARE[K], abs=5.5e-6)


def test_long_cylinders_approach_the_infinite_one():
    endless = IsingCylinder(6, 2.4).halves_information()
    short, long = (
        abs(IsingCylinder(6, 2.4, length).halves_information() - endless)
        for length in (6, 200)
    )
    assert long < 1e-11 < 1e-4 < short


def test_halves_of_a_frozen_cylinder_know_one_sign():
    for length in (None, 9):
        information = IsingCylinder(10, 0.02, length).halves_information()
        assert information == pytest.approx(np.log(2), abs=1e-12)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((2, 2.0), "circumference must be at least 3, found 2"),
        ((4, 2.0, 1), "length must be at least 2, found 1"),
        ((4, 0.0), "T must be finite and at least 0.01, found 0.0"),
        ((4, np.nan), "T must be finite and at least 0.01, found nan"),
    ],
)
def test_cylinders_that_cannot_be_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        IsingCylinder(*arguments)


def test_a_circumference_that_is_too_large_is_refused():
    with pytest.raises(NoExactAnswerError, match="12 is too large: exact up to 11"):
        IsingCylinder(12, 2.0).halves_information()

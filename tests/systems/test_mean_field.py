"""Bilinear mean-field matter: its energy, and its energy once more as a mixture."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.hopfield import Hopfield
from latent_mean_field.systems.mean_field import MeanField, log_2cosh
from matter import Matter
from oracles import (
    Enumeration,
    bilinear_energy,
    boltzmann,
    curie_weiss_energy,
    hopfield_energy,
)


def irregular_matter(n_spins: int, n_patterns: int) -> Matter:
    rng = np.random.default_rng(71)
    rows = rng.normal(size=(n_spins, n_patterns))
    return Matter(rows, rng.normal(size=n_spins) / 2)


XI = np.array([[1, 1], [1, -1], [-1, 1], [1, 1], [-1, -1], [1, -1], [1, 1]])
IRREGULAR_LINE, IRREGULAR_PLANE = irregular_matter(7, 1), irregular_matter(7, 2)

CASES = [
    pytest.param(CurieWeiss(8, 1.3), curie_weiss_energy(1.3), id="no field"),
    pytest.param(CurieWeiss(7, 0.9, 0.4), curie_weiss_energy(0.9, 0.4), id="field"),
    pytest.param(
        CurieWeiss(7, 1.8, -0.2), curie_weiss_energy(1.8, -0.2), id="ordered, field"
    ),
    pytest.param(Hopfield(XI[:, :1], 1.4), hopfield_energy(XI[:, :1], 1.4), id="p=1"),
    pytest.param(Hopfield(XI, 1.4), hopfield_energy(XI, 1.4), id="p=2"),
    pytest.param(
        IRREGULAR_LINE,
        bilinear_energy(IRREGULAR_LINE.rows, IRREGULAR_LINE.fields),
        id="irregular, p=1",
    ),
    pytest.param(
        IRREGULAR_PLANE,
        bilinear_energy(IRREGULAR_PLANE.rows, IRREGULAR_PLANE.fields),
        id="irregular, p=2",
    ),
]


@pytest.fixture
def exact(system, energy) -> Enumeration:
    return boltzmann(energy, len(system.field))


def grid_of_fields(n_patterns: int) -> tuple[NDArray, float]:
    """Points m on a square lattice and the volume of its cell.

    The integrands are Gaussians of width N^-1/2 >= 0.35 around |m| <= 3: spacing 0.1
    and a box of ±8 leave errors far below rounding.
    """
    axis = np.linspace(-8, 8, 161)
    axes = np.meshgrid(*[axis] * n_patterns, indexing="ij")
    return np.stack([a.ravel() for a in axes], -1), (axis[1] - axis[0]) ** n_patterns


def mixture_of_independent_spins(system: MeanField, states: NDArray) -> NDArray:
    """∫ d^p m w(m) Π_i p(s_i | y_i(m)), w normalised, for each state.

    A spin in the local field y is up with probability 1 / (1 + exp(-2 y)).
    """
    m, _ = grid_of_fields(system.patterns.shape[1])
    log_w = system.log_field_weight(m)
    w = np.exp(log_w - log_w.max())
    up = 1 / (1 + np.exp(-2 * system.local_fields(m)))
    conditional = np.ones((len(m), len(states)))
    for site, spin in enumerate(states.T):
        conditional *= np.where(spin > 0, up[:, [site]], 1 - up[:, [site]])
    return w @ conditional / w.sum()


@pytest.mark.parametrize(("system", "energy"), CASES)
def test_log_weight_is_minus_beta_times_the_energy(system, exact):
    assert system.log_weight(exact.states) == pytest.approx(exact.log_weights)


@pytest.mark.parametrize(("system", "energy"), CASES)
def test_couplings_and_field_make_up_the_energy(system, exact):
    # The diagonal of K is a constant: it must be there for log Z to be right.
    s = exact.states
    quadratic = np.einsum("ai,ij,aj->a", s, system.couplings, s) / 2
    assert quadratic + s @ system.field == pytest.approx(exact.log_weights)


def test_log_weight_takes_int8_spins_and_any_leading_axes():
    system = CurieWeiss(200, 1.1, 0.3)
    spins = np.ones((2, 3, 200), np.int8)
    assert system.log_weight(spins) == pytest.approx(np.full((2, 3), 110 + 60))


@pytest.mark.parametrize(("system", "energy"), CASES)
def test_law_is_a_mixture_of_independent_spins(system, exact):
    mixture = mixture_of_independent_spins(system, exact.states)
    assert mixture == pytest.approx(exact.probabilities, rel=1e-9)


@pytest.mark.parametrize(("system", "energy"), CASES)
def test_field_weight_integrates_to_the_partition_function(system, exact):
    # Z = (N/2 pi)^(p/2) ∫ d^p m exp(-N |m|²/2) Π_i 2 cosh y_i(m)
    n_spins, n_patterns = system.patterns.shape
    m, cell = grid_of_fields(n_patterns)
    integral = np.exp(system.log_field_weight(m)).sum() * cell
    log_z = math.log(integral) + n_patterns / 2 * math.log(n_spins / (2 * math.pi))
    assert log_z == pytest.approx(exact.log_partition_function, rel=1e-12)


def test_mixture_of_another_coupling_is_another_law():
    # Negative control: the mixture above can tell couplings 1 % apart.
    exact = boltzmann(curie_weiss_energy(1.3), 8)
    mixture = mixture_of_independent_spins(CurieWeiss(8, 1.313), exact.states)
    assert mixture != pytest.approx(exact.probabilities, rel=1e-3)


def test_local_fields_keep_the_leading_axes():
    m = np.array([[[0.3, -0.2], [0.0, 1.0], [0.0, 0.0]]])
    fields = IRREGULAR_PLANE.local_fields(m)
    assert fields.shape == (1, 3, 7)
    b, rows = IRREGULAR_PLANE.fields, IRREGULAR_PLANE.rows
    assert fields[0, 0] == pytest.approx(b + 0.3 * rows[:, 0] - 0.2 * rows[:, 1])
    assert fields[0, 2] == pytest.approx(b)


@pytest.mark.parametrize("y", [0.0, 1e-9, 0.3, -2.5, 30.0])
def test_log_2cosh_is_the_logarithm_of_2_cosh(y):
    assert log_2cosh(np.array(y)) == pytest.approx(math.log(2 * math.cosh(y)))


def test_log_2cosh_of_a_strong_field_is_its_magnitude():
    assert log_2cosh(np.array([-1e4, 1e4])) == pytest.approx(1e4)

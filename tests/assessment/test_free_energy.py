"""Free energies of places drawn from a known density."""

import numpy as np
import pytest

from latent_mean_field.assessment.free_energy import free_energy_error


def potential(r: np.ndarray) -> np.ndarray:
    """Of a normal density, 5 wide and 8 high."""
    return r[..., 0] ** 2 / 50 + r[..., 1] ** 2 / 128


@pytest.fixture(scope="module")
def places() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(200_000, 2)) * [5, 8]


def test_counts_tell_the_potential_to_their_noise(places):
    """Of n frames in a square F is off by n^-1/2."""
    _, counts = np.unique(np.floor(places / 2), axis=0, return_counts=True)
    full = counts[counts >= 50]
    expected = np.sqrt(len(full) / full.sum())
    assert free_energy_error(places, potential) == pytest.approx(expected, rel=0.15)


def test_a_constant_is_nothing_and_a_stretch_is_something(places):
    exact = free_energy_error(places, potential)
    lifted = free_energy_error(places, lambda r: potential(r) + 3)
    assert lifted == pytest.approx(exact)
    assert free_energy_error(1.2 * places, potential) > 5 * exact


def test_too_few_frames_are_refused():
    assert free_energy_error(np.arange(20.0).reshape(10, 2), potential) is None

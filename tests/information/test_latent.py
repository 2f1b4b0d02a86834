import numpy as np
import pytest

from latent_mean_field.information.exact import exact_information
from latent_mean_field.information.latent import (
    latent_information,
    scalar_latent_information,
)
from latent_mean_field.sampling.exact import sample_classes
from latent_mean_field.systems.class_sums import ClassSums
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.hopfield import Hopfield, random_patterns


# I(m;s) of N = 100 Curie-Weiss spins by one-dimensional quadrature, made elsewhere.
@pytest.mark.parametrize(
    ("beta_J", "exact"), [(0.5, 0.3418), (0.8, 0.7446), (1.0, 1.2330), (1.2, 1.4142)]
)
def test_latent_information_meets_quadrature(beta_J, exact):
    system, rng = CurieWeiss(100, beta_J), np.random.default_rng(1)
    sums = ClassSums.of(system)
    spins = sample_classes(sums, 20_000, rng)
    value, error = latent_information(system, sums.log_partition_function(), spins, rng)
    assert error < 0.01
    assert abs(value - exact) < 4 * error + 1e-4


@pytest.mark.parametrize(
    ("n_spins", "beta_J", "exact"),
    [(20, 1.0, 0.872), (400, 1.0, 1.562), (100, 0.5, 0.342), (100, 1.5, 0.971)],
)
def test_one_pattern_needs_no_samples(n_spins, beta_J, exact):
    """Values to three digits, made elsewhere."""
    found = scalar_latent_information(CurieWeiss(n_spins, beta_J))
    assert found == pytest.approx(exact, abs=6e-4)


def test_the_average_over_samples_agrees_with_quadrature_in_a_field():
    system, rng = CurieWeiss(60, 1.1, 0.1), np.random.default_rng(4)
    sums = ClassSums.of(system)
    spins = sample_classes(sums, 20_000, rng)
    value, error = latent_information(system, sums.log_partition_function(), spins, rng)
    assert abs(value - scalar_latent_information(system)) < 4 * error


def test_latent_information_covers_every_bipartition():
    """I(m;s) >= I(A;B): the exact latent separates the halves."""
    rng = np.random.default_rng(2)
    system = Hopfield(random_patterns(40, 2, rng), 1.3)
    spins = sample_classes(ClassSums.of(system), 5_000, rng)
    cuts = exact_information(system, spins, rng, cuts=["contiguous"], root_seed=0)
    numbers = cuts["contiguous"]
    latent, halves = numbers["latent_information"], numbers["mutual_information"]
    assert latent["value"] > halves["value"] > 0


def test_wrong_temperature_is_noticed():
    """Negative control: samples of another temperature do not give I(m;s)."""
    rng = np.random.default_rng(3)
    hot, cold = CurieWeiss(100, 0.8), CurieWeiss(100, 1.0)
    spins = sample_classes(ClassSums.of(cold), 20_000, rng)
    log_z = ClassSums.of(hot).log_partition_function()
    value, error = latent_information(hot, log_z, spins, rng)
    assert abs(value - 0.7446) > 10 * error

"""Samples of nematic matter against exact moments."""

import numpy as np
import pytest
from scipy.integrate import quad

from latent_mean_field.sampling.nematic import sample_nematic
from latent_mean_field.systems.maier_saupe import MaierSaupe
from latent_mean_field.tensors import components


def totals(system, n, seed=0):
    u = sample_nematic(system, n, np.random.default_rng(seed))
    assert u.shape[:2] == (n, system.n_molecules)
    assert np.linalg.norm(u, axis=-1) == pytest.approx(np.ones(u.shape[:2]), abs=1e-5)
    return components(u.astype(float)).sum(1)


@pytest.mark.parametrize("T", [0.15, 0.4])
def test_two_molecules_align_as_boltzmann_says(T):
    n = 40_000
    u = sample_nematic(MaierSaupe(2, T), n, np.random.default_rng(1)).astype(float)
    cosine2 = np.einsum("ni,ni->n", u[:, 0], u[:, 1]) ** 2
    weight = [
        quad(lambda t, k=k: t**k * np.exp(3 * t * t / (4 * T)), 0, 1)[0] for k in (0, 2)
    ]
    error = cosine2.std() / np.sqrt(n)
    assert abs(cosine2.mean() - weight[1] / weight[0]) < 4.5 * error
    # The uniform law is told apart.
    assert abs(cosine2.mean() - 1 / 3) > 10 * error


@pytest.mark.parametrize(
    "system",
    [
        MaierSaupe(50, 0.18),
        MaierSaupe(50, 0.2202),
        MaierSaupe(50, 0.3),
        MaierSaupe(50, 0.4, 2),
        MaierSaupe(50, 0.6, 2),
    ],
)
def test_order_has_its_exact_second_moment(system):
    """<|Ξ Σ q / N|²> = <|m|²> - k/N, whatever the phase."""
    n = 20_000
    square = np.square(system.strength * totals(system, n) / 50).sum(1)
    exact = system.law.moment(2) - system.n_components / 50
    assert abs(square.mean() - exact) < 4.5 * square.std() / np.sqrt(n)


def test_no_direction_is_preferred():
    total = totals(MaierSaupe(50, 0.18), 4000)
    error = total.std(0) / np.sqrt(len(total))
    assert (np.abs(total.mean(0)) < 4.5 * error).all()


def test_density_of_samples_averages_to_that_of_the_law():
    """<e^(-log p)> over the samples is one, the volume of the uniform law."""
    system = MaierSaupe(4, 0.5)
    weight = np.exp(-system.log_prob(totals(system, 100_000)))
    error = weight.std() / np.sqrt(len(weight))
    assert abs(weight.mean() - 1) < 4.5 * error

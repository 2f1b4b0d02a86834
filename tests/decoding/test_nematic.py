"""What is read off a decoder that is known to be a nematic."""

import numpy as np
import pytest
import torch

from latent_mean_field.decoding.fields import field_laws
from latent_mean_field.decoding.nematic import (
    mean_square_order,
    nearest_bilinear,
    nearest_temperature,
    nematic_quantities,
    temperature_error,
)
from latent_mean_field.sampling.nematic import sample_nematic
from latent_mean_field.systems.maier_saupe import MaierSaupe
from latent_mean_field.tensors import components
from latent_mean_field.vae.fit import Fit
from nematic import nematic_vae
from tiny_vae import small_settings

SYSTEMS = [MaierSaupe(40, 0.18), MaierSaupe(40, 0.3), MaierSaupe(40, 0.4, 2)]


def drawn(system: MaierSaupe) -> np.ndarray:
    """500 words."""
    rng = np.random.default_rng(1)
    return components(sample_nematic(system, 500, rng).astype(float)).reshape(500, -1)


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_order_of_a_nearly_exact_decoder_is_the_exact_one(system):
    vae = nematic_vae(system, n_clouds=4_000, width=0.1)
    square, error = mean_square_order(vae, torch.Generator())
    # The 4000 exact tensors behind the prior are a sample too.
    tolerance = 4 * 0.63 / 4_000**0.5 * system.mean_square_order + 4 * error
    assert square == pytest.approx(system.mean_square_order, abs=tolerance)


@pytest.mark.parametrize("system", SYSTEMS)
def test_temperature_is_found_from_the_exact_order(system):
    n, k = system.n_molecules, system.n_components
    found = nearest_temperature(system.mean_square_order, n, k)
    assert found == pytest.approx(system.T, rel=1e-3)


@pytest.mark.parametrize("square", [40.0**2, 0.0])
def test_order_beyond_all_temperatures_has_none(square):
    assert nearest_temperature(square, 40, 5) is None


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_bound_is_the_curvature_of_the_free_energy(system):
    """Fisher information of beta: d² log Z / d beta²."""
    n, step, k = 20_000, 0.02, system.n_components
    q = components(sample_nematic(system, n, np.random.default_rng(1)).astype(float))
    found = temperature_error(np.square(q.sum(1)).sum(1), system, 0.0)
    log_z = [
        MaierSaupe(40, 1 / (1 / system.T + shift), k).log_partition_function
        for shift in (-step, 0, step)
    ]
    curvature = (log_z[0] - 2 * log_z[1] + log_z[2]) / step**2
    assert found == pytest.approx(system.T**2 / np.sqrt(n * curvature), rel=0.05)


def test_couplings_are_those_of_the_matter_and_isotropic():
    system = SYSTEMS[1]
    vae = nematic_vae(system, n_clouds=4_000, width=1.0)
    (law,) = field_laws(vae, 20_000, torch.Generator())
    matter = nearest_bilinear(law, 5)
    assert matter.residual < 0.2
    expected = system.strength**2 * np.eye(5)
    assert matter.coupling == pytest.approx(expected, abs=0.15 * system.strength**2)


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_error_of_drawing_is_that_of_the_order(system):
    """By how much T moves if <|Σ q|²> does."""
    n, k = system.n_molecules, system.n_components
    q = components(
        sample_nematic(system, 50_000, np.random.default_rng(2)).astype(float)
    )
    squares = np.square(q.sum(1)).sum(1)
    step = 0.01 * system.mean_square_order
    moved = [
        nearest_temperature(system.mean_square_order + shift, n, k)
        for shift in (-step, step)
    ]
    both, bound = (temperature_error(squares, system, one) for one in (step, 0.0))
    assert np.sqrt(both**2 - bound**2) == pytest.approx(
        (moved[0] - moved[1]) / 2, rel=0.05
    )


def test_the_temperature_of_a_nearly_exact_decoder_is_right_within_its_error():
    system = SYSTEMS[1]
    vae = nematic_vae(system, n_clouds=4_000, width=0.1)
    fit = Fit(vae, small_settings(prior_components=4_000), np.zeros(1), [])
    numbers = nematic_quantities(fit, system, drawn(system), np.random.default_rng(0))
    T = numbers["temperature"]
    # The 4000 exact tensors behind the prior are more than the 500 samples.
    assert T["value"] == pytest.approx(system.T, abs=2 * T["error"])
    assert numbers["effective_rank"]["value"] == pytest.approx(5, abs=0.2)


def test_the_coupling_has_an_anisotropy_and_of_one_replica_no_error():
    system = SYSTEMS[1]
    vae = nematic_vae(system, n_clouds=4_000, width=1.0)
    fit = Fit(vae, small_settings(prior_components=4_000), np.zeros(1), [])
    numbers = nematic_quantities(fit, system, drawn(system), np.random.default_rng(0))
    coupling, anisotropy = numbers["coupling"], numbers["coupling_anisotropy"]
    assert coupling["value"] == pytest.approx(system.strength**2, rel=0.15)
    assert coupling["error"] is None
    assert 0 < anisotropy["value"] < 0.15 * system.strength**2


def test_free_molecules_have_no_temperature():
    system = SYSTEMS[1]
    vae = nematic_vae(system)
    with torch.no_grad():
        vae.decoder.loadings.mul_(1e-3)
    fit = Fit(vae, small_settings(prior_components=1_000), np.zeros(1), [])
    words = np.zeros((10, 40 * 5))
    numbers = nematic_quantities(fit, system, words, np.random.default_rng(0))
    assert "temperature" not in numbers
    assert "effective_rank" in numbers

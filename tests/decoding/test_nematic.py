"""What is read off a decoder that is known to be a nematic."""

import numpy as np
import pytest
import torch

from latent_mean_field.decoding.fields import field_laws
from latent_mean_field.decoding.nematic import (
    COLDEST,
    HOTTEST,
    cramer_rao_temperature,
    mean_square_order,
    nearest_bilinear,
    nearest_temperature,
)
from latent_mean_field.sampling.nematic import sample_nematic
from latent_mean_field.systems.maier_saupe import MaierSaupe
from latent_mean_field.tensors import components
from nematic import nematic_vae

SYSTEMS = [MaierSaupe(40, 0.18), MaierSaupe(40, 0.3), MaierSaupe(40, 0.4, 2)]


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


def test_order_beyond_all_temperatures_gives_an_end():
    assert nearest_temperature(40.0**2, 40, 5) == COLDEST
    assert nearest_temperature(0.0, 40, 5) == HOTTEST


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_bound_is_the_curvature_of_the_free_energy(system):
    """Fisher information of beta: d² log Z / d beta²."""
    n, step, k = 20_000, 0.02, system.n_components
    q = components(sample_nematic(system, n, np.random.default_rng(1)).astype(float))
    found = cramer_rao_temperature(np.square(q.sum(1)).sum(1), system)
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

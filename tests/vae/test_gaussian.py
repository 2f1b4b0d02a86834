"""Gaussian sites against torch's own normal law."""

import numpy as np
import torch
from torch.distributions import Normal

from latent_mean_field.vae.gaussian import GaussianProduct


def test_the_log_density_is_that_of_independent_normal_sites():
    generator = torch.Generator().manual_seed(0)
    means = torch.randn(2, 4, 3, 5, generator=generator, dtype=torch.float64)
    words = torch.randn(2, 4, 5, generator=generator, dtype=torch.float64)
    precision = torch.tensor([0.3, 40.0], dtype=torch.float64).reshape(2, 1, 1)
    found = GaussianProduct(means, precision).log_prob(words)
    scale = precision.rsqrt().unsqueeze(-1).expand_as(means)
    expected = Normal(means, scale).log_prob(words.unsqueeze(2)).sum(-1)
    torch.testing.assert_close(found, expected)


def test_sites_respond_in_their_unit():
    natural, response = GaussianProduct.respond(np.array([0.2, -3.0]), 10, 0.5)
    np.testing.assert_array_equal(natural, [0.4, -6.0])
    np.testing.assert_array_equal(response, [0.5, 0.5])

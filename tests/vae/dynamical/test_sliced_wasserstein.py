"""Sliced Wasserstein distances against SciPy's, and quantiles without bias."""

import numpy as np
import pytest
import torch
from scipy.optimize import linear_sum_assignment

from latent_mean_field.vae.dynamical.sliced_wasserstein import (
    normal_quantiles,
    random_directions,
    ranks,
    sort,
    squared_distance,
)


def generator(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_the_distance_is_that_of_the_best_matching():
    a, b = torch.randn(2, 2, 3, 12, generator=generator(0))
    expected = np.zeros(2)
    for k in range(2):
        for x, y in zip(a[k].numpy(), b[k].numpy(), strict=True):
            cost = np.square(x[:, None] - y)
            rows, columns = linear_sum_assignment(cost)
            expected[k] += cost[rows, columns].mean() / 3
    found = squared_distance(a, sort(b))
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-5)


def test_ranks_tell_the_places_in_order():
    values = torch.tensor([[3.0, 1.0, 2.0]])
    assert ranks(values).tolist() == [[2, 0, 1]]
    assert sort(values).tolist() == [[1.0, 2.0, 3.0]]


def test_the_gradient_pulls_every_value_to_its_match():
    values = torch.tensor([[[3.0, 1.0]]], requires_grad=True)
    squared_distance(values, torch.tensor([0.0, 5.0])).sum().backward()
    np.testing.assert_allclose(values.grad.numpy(), [[[-2.0, 1.0]]])


def test_directions_are_unit_vectors_of_every_kind():
    along = random_directions(2, 4000, 3, generator(1))
    torch.testing.assert_close(along.norm(dim=-1), torch.ones(2, 4000))
    covariance = torch.einsum("rni,rnj->ij", along, along) / 8000
    torch.testing.assert_close(covariance, torch.eye(3) / 3, atol=0.02, rtol=0)


@pytest.mark.parametrize("n", [16, 128])
def test_a_sample_of_the_right_law_gains_nothing_by_shrinking(n):
    """The mean gradient of the distance by the sample's scale is zero."""
    rng = np.random.default_rng(0)
    sample = np.sort(rng.normal(size=(60_000, n)), axis=1)
    slopes = (sample * (sample - normal_quantiles(n).numpy())).mean(axis=1)
    error = slopes.std() / np.sqrt(len(slopes))
    assert abs(slopes.mean()) < 4 * error + 2e-4
    # The bare expectations would make it shrink by far more.
    bare = normal_quantiles(n).numpy()
    bare = bare * (sample * bare).mean() / np.square(bare).mean()
    assert (sample * (sample - bare)).mean() > 20 * error

"""The perturbing potential against a sum over pairs of axes."""

from itertools import combinations

import pytest
import torch

from latent_mean_field.vae.potential import potential


def latents(d: int) -> torch.Tensor:
    return torch.randn(50, d, generator=torch.Generator().manual_seed(0)).double()


@pytest.mark.parametrize("d", [1, 2, 3, 5])
def test_it_is_the_sum_over_pairs_of_axes(d):
    z = latents(d)
    unit = z / z.norm(dim=1, keepdim=True)
    pairs = [unit[:, j] ** 2 * unit[:, k] ** 2 for j, k in combinations(range(d), 2)]
    torch.testing.assert_close(potential(z), sum(pairs, torch.zeros(50).double()))


def test_it_knows_directions_only_and_is_least_on_the_axes():
    z = latents(3)
    torch.testing.assert_close(potential(7 * z), potential(z))
    torch.testing.assert_close(potential(-3 * torch.eye(3)), torch.zeros(3))
    corner = potential(torch.ones(3))
    assert corner == pytest.approx(1 / 3)
    assert (potential(z) <= corner).all()


def test_at_the_origin_it_is_finite_and_so_is_its_slope():
    z = torch.zeros(2, 3, requires_grad=True)
    potential(z).sum().backward()
    assert torch.isfinite(z.grad).all()

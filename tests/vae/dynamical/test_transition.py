"""Laws of steps against quadrature, automatic derivatives and exact linear motion."""

import numpy as np
import pytest
import torch
from scipy.integrate import quad

from latent_mean_field.vae.dynamical.transition import (
    EulerStep,
    LinearisedStep,
    noise_left,
    step_network,
    with_jacobian,
)


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


Z = torch.randn(2, 5, 3, generator=generator(9))


def test_tangents_are_the_derivatives_of_the_field():
    field = step_network(2, 3, generator())
    values, J = with_jacobian(field, Z)
    torch.testing.assert_close(values, field(Z))
    for r in range(2):
        for n in range(5):

            def one(z, r=r, n=n):
                return field(Z.index_put((torch.tensor(r), torch.tensor(n)), z))[r, n]

            exact = torch.autograd.functional.jacobian(one, Z[r, n])
            torch.testing.assert_close(J[r, n].T, exact, atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("a", [0.2, 0.8, 0.9999, 1.0, 1.3])
def test_noise_left_is_the_integral_of_what_came_in(a):
    exact = quad(lambda t: 2 * a ** (2 * t), 0, 1)[0]
    found = noise_left(torch.tensor(a, dtype=torch.float64))
    assert found.item() == pytest.approx(exact, rel=2e-4)


def linear_step(matrix: torch.Tensor) -> LinearisedStep:
    """A law whose mean step is nearly z times (A - 1), by a network nearly linear."""
    law = LinearisedStep(1, 2, generator())
    small = 1e-3
    with torch.no_grad():
        for parameter in law.parameters():
            parameter.zero_()
        first, second = law.flow.hidden
        first.weight[0, :, :2] = small * torch.eye(2)
        second.weight[0, :2, :2] = torch.eye(2)
        law.flow.output.weight[0, :2] = (matrix - torch.eye(2)) / small
    return law


def test_the_law_of_linear_motion_is_the_exact_one():
    """Ornstein-Uhlenbeck in a turned frame: stationary covariance 1 / k, k per axis."""
    k = np.array([0.1, 0.6])
    turn = np.array([[0.8, -0.6], [0.6, 0.8]])
    A = turn @ np.diag(np.exp(-k)) @ turn.T
    covariance = turn @ np.diag((1 - np.exp(-2 * k)) / k) @ turn.T
    law = linear_step(torch.tensor(A, dtype=torch.float32)).law(0.1 * Z[:1, :, :2])
    found = np.linalg.inv(law.whiten[0].numpy() @ law.whiten[0].numpy())
    np.testing.assert_allclose(found, np.tile(covariance, (5, 1, 1)), atol=2e-3)
    spread = 0.5 * np.log(np.linalg.det(covariance / 2))
    np.testing.assert_allclose(law.spread.numpy(), spread, atol=2e-3)


def test_the_surprise_is_that_of_normal_laws():
    matrix = torch.tensor([[0.7, 0.1], [0.1, 0.9]])
    law, z = linear_step(matrix), 0.1 * Z[:1, :, :2]
    moved = torch.randn(1, 5, 2, generator=generator(3))
    found = law.law(z)
    covariance = torch.linalg.inv(found.whiten @ found.whiten)
    normal = torch.distributions.MultivariateNormal(found.mean, covariance)
    expected = -normal.log_prob(moved) - np.log(4 * np.pi)
    torch.testing.assert_close(law.surprise(z, moved), expected, atol=1e-4, rtol=1e-4)


def test_the_euler_surprise_is_that_of_its_normal_law():
    step = EulerStep(2, 3, generator())
    with torch.no_grad():
        step.log_mobility.output.weight.copy_(
            0.3
            * torch.randn(step.log_mobility.output.weight.shape, generator=generator(1))
        )
    z = Z.clone().requires_grad_()
    moved = torch.randn(Z.shape, generator=generator(2))
    M = step.log_mobility(z).exp()
    divergence = torch.stack(
        [
            torch.autograd.grad(M[..., i].sum(), z, retain_graph=True)[0][..., i]
            for i in range(3)
        ],
        dim=-1,
    )
    normal = torch.distributions.Normal(M * step.force(z) + divergence, (2 * M).sqrt())
    expected = -normal.log_prob(moved).sum(-1) - 1.5 * np.log(4 * np.pi)
    torch.testing.assert_close(step.surprise(z, moved), expected, atol=1e-5, rtol=1e-5)


def test_euler_steps_are_drawn_with_variance_two():
    step = EulerStep(1, 2, generator())
    z = torch.zeros(1, 40_000, 2)
    steps = step.draw(z, generator(4)) - step.mean_step(z)
    assert steps.var().item() == pytest.approx(2, rel=0.02)


def test_only_the_mean_step_has_a_gradient():
    law = LinearisedStep(1, 2, generator())
    moved = torch.randn(1, 5, 2, generator=generator(5)).requires_grad_()
    law.law(Z[:1, :, :2]).whitened(moved).square().sum().backward()
    assert moved.grad is not None
    assert all(p.grad is None for p in law.parameters())
    law.loss(Z[:1, :, :2], moved.detach()).sum().backward()
    assert law.flow.output.bias.grad is not None

"""Batched layers against a loop over replicas."""

import numpy as np
import pytest
import torch
from torch import nn

from latent_mean_field.vae.layers import BatchedLinear, BatchedMLP

N_REPLICAS = 3


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def randomise(module: nn.Module) -> None:
    """Biases start at zero; a test should see them."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.normal_(generator=generator(1))


def silu(x: np.ndarray) -> np.ndarray:
    return x / (1 + np.exp(-x))


def test_a_batched_layer_is_a_loop_of_affine_maps():
    layer = BatchedLinear(N_REPLICAS, 4, 5, generator())
    randomise(layer)
    x = torch.randn(N_REPLICAS, 6, 4, generator=generator(2))
    out = layer(x).detach().numpy()
    weight, bias = layer.weight.detach().numpy(), layer.bias.detach().numpy()
    for replica in range(N_REPLICAS):
        expected = x[replica].numpy() @ weight[replica] + bias[replica, 0]
        np.testing.assert_allclose(out[replica], expected, atol=1e-5)


@pytest.mark.parametrize(
    ("activation", "by_numpy"), [("silu", silu), ("tanh", np.tanh)]
)
def test_a_batched_perceptron_is_a_loop_of_perceptrons(activation, by_numpy):
    mlp = BatchedMLP(N_REPLICAS, [4, 8, 7, 2], generator(), activation).double()
    randomise(mlp)
    x = torch.randn(N_REPLICAS, 6, 4, generator=generator(2)).double()
    out = mlp(x).detach().numpy()
    for replica in range(N_REPLICAS):
        weights = [value[replica].detach().numpy() for value in mlp.parameters()]
        first, b_first, second, b_second, last, b_last = weights
        hidden = by_numpy(x[replica].numpy() @ first + b_first)
        hidden = by_numpy(hidden @ second + b_second)
        np.testing.assert_allclose(out[replica], hidden @ last + b_last)


@pytest.mark.parametrize("chosen", range(N_REPLICAS))
def test_the_loss_of_one_replica_has_no_gradient_to_another(chosen):
    mlp = BatchedMLP(N_REPLICAS, [4, 8, 2], generator())
    x = torch.randn(N_REPLICAS, 6, 4, generator=generator(2))
    mlp(x)[chosen].square().sum().backward()
    for parameter in mlp.parameters():
        for replica, gradient in enumerate(parameter.grad):
            assert gradient.any() == (replica == chosen)


def test_replicas_start_apart_with_variance_one_over_the_inputs():
    n_in, n_out = 50, 200
    weight = BatchedLinear(2, n_in, n_out, generator()).weight.detach()
    first, second = weight * n_in**0.5
    n = n_in * n_out
    # The variance of n normal numbers has standard error (2/n)^1/2.
    assert (first.var() - 1).abs() < 4 * (2 / n) ** 0.5
    assert (first * second).mean().abs() < 4 / n**0.5


def test_the_same_generator_gives_the_same_weights():
    one, same, other = (BatchedMLP(2, [3, 4, 2], generator(seed)) for seed in (5, 5, 6))
    parts = zip(one.parameters(), same.parameters(), other.parameters(), strict=True)
    for first, second, third in parts:
        assert torch.equal(first, second)
        # Biases start at zero.
        assert not torch.equal(first, third) or not first.any()


def test_a_damped_output_keeps_its_bias_and_shrinks_the_rest():
    mlp = BatchedMLP(N_REPLICAS, [4, 8, 2], generator()).double()
    randomise(mlp)
    x = torch.randn(N_REPLICAS, 6, 4, generator=generator(2)).double()
    *_, bias = mlp.parameters()
    before = mlp(x) - bias
    mlp.damp_output(0.1)
    torch.testing.assert_close(mlp(x) - bias, 0.1 * before)

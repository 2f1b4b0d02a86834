"""Layers that hold the weights of many replicas of one network at once.

Restarts and bootstrap replicas are one batched matrix product instead of a loop: the
leading axis of every tensor is the replica.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

ACTIVATIONS: dict[str, type[nn.Module]] = {
    "tanh": nn.Tanh,
    "silu": nn.SiLU,
    "relu": nn.ReLU,
}


class BatchedLinear(nn.Module):
    """Affine map of each replica: (n_replicas, n, n_in) -> (n_replicas, n, n_out)."""

    def __init__(
        self, n_replicas: int, n_in: int, n_out: int, generator: torch.Generator
    ):
        super().__init__()
        weight = torch.randn(n_replicas, n_in, n_out, generator=generator)
        self.weight = nn.Parameter(weight / math.sqrt(n_in))
        self.bias = nn.Parameter(torch.zeros(n_replicas, 1, n_out))

    def forward(self, x: Tensor) -> Tensor:
        """Apply the map of each replica to its own rows."""
        return torch.baddbmm(self.bias, x, self.weight)


class BatchedMLP(nn.Module):
    """Multi-layer perceptron of each replica.

    `dims` lists the widths from input to output. Smooth activations (tanh, silu) keep
    fields and their derivatives smooth in the latent.
    """

    def __init__(
        self,
        n_replicas: int,
        dims: Sequence[int],
        generator: torch.Generator,
        activation: str = "silu",
    ):
        super().__init__()
        linear = [
            BatchedLinear(n_replicas, *pair, generator) for pair in pairwise(dims)
        ]
        self.hidden = nn.ModuleList(linear[:-1])
        self.output = linear[-1]
        self.activation = ACTIVATIONS[activation]()

    def forward(self, x: Tensor) -> Tensor:
        """Map (n_replicas, n, dims[0]) to (n_replicas, n, dims[-1])."""
        return self.after_first(self.hidden[0](x))

    def after_first(self, x: Tensor) -> Tensor:
        """All but the first affine map, at what that map gave."""
        x = self.activation(x)
        for layer in self.hidden[1:]:
            x = self.activation(layer(x))
        return self.output(x)

    def damp_output(self, factor: float) -> None:
        """Scale the last layer, so that training starts near the output's bias."""
        with torch.no_grad():
            self.output.weight.mul_(factor)

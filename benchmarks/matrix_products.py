"""The matrix products of a training and nothing else: no loop can be faster."""

import torch
from torch import Tensor

from latent_mean_field.vae.model import VAE
from latent_mean_field.vae.settings import Settings


def multiply(vae: VAE, settings: Settings) -> None:
    """Take the products of all steps, forwards and backwards, on random numbers.

    Of a VAE with linear fields. Nothing is made of a product: no activation, no noise,
    no loss, no step of an optimiser, no words read.
    """
    layers = [_operands(*shape, settings.batch_size) for shape in _shapes(vae)]
    for _ in range(settings.n_steps):
        for k, (x, weight, gradient) in enumerate(layers):
            torch.bmm(x, weight)
            torch.bmm(x.mT, gradient)
            # What comes in first is words, of which no gradient is wanted.
            if k > 0:
                torch.bmm(gradient, weight.mT)


def _shapes(vae: VAE) -> list[tuple[int, int, int]]:
    """Replicas, inputs and outputs of the layers; the read-out joins the first."""
    network = vae.encoder.network
    first, *rest = (layer.weight.shape for layer in [*network.hidden, network.output])
    joined = (*first[:2], first[2] + vae.latent_dim)
    return [joined, *(tuple(s) for s in rest), tuple(vae.decoder.loadings.shape)]


def _operands(
    n_replicas: int, n_in: int, n_out: int, batch_size: int
) -> tuple[Tensor, Tensor, Tensor]:
    """Inputs, weights and gradients of the outputs."""
    return (
        torch.randn(n_replicas, batch_size, n_in),
        torch.randn(n_replicas, n_in, n_out),
        torch.randn(n_replicas, batch_size, n_out),
    )

"""Pick replicas out of a batched fit, or put several fits into one batch."""

import copy
from collections.abc import Sequence

import torch
from numpy.typing import NDArray
from torch import Tensor

from latent_mean_field.vae.model import VAE
from latent_mean_field.vae.objective import elbo_parts


def take_replicas(vae: VAE, replicas: Sequence[int]) -> VAE:
    """A VAE that holds only the named replicas, in the given order."""
    index = list(replicas)
    chosen = copy.deepcopy(vae).requires_grad_(False)
    for tensor in _weights(chosen):
        tensor.data = tensor.data[index].clone()
    return chosen


def join_replicas(vaes: Sequence[VAE]) -> VAE:
    """A VAE that holds the replicas of all of these, which are of one shape."""
    joined = copy.deepcopy(vaes[0])
    parts = zip(*(_weights(vae) for vae in vaes), strict=True)
    for tensor, own in zip(_weights(joined), parts, strict=True):
        tensor.data = torch.cat([part.data for part in own])
    return joined


def _weights(vae: VAE) -> list[Tensor]:
    """All that differs between replicas, which are the leading axis of each."""
    return [*vae.parameters(), *vae.buffers()]


def evaluate_elbo(
    vae: VAE, words: NDArray, seed: int, chunk: int = 2000
) -> tuple[NDArray, NDArray]:
    """Distortion and rate of every word, nats, each (n_replicas, n_words)."""
    generator = torch.Generator(vae.device).manual_seed(seed)
    parts = []
    for block in torch.as_tensor(words).split(chunk):
        batch = block.to(vae.device).float().expand(vae.n_replicas, *block.shape)
        with torch.no_grad():
            parts.append(torch.stack(elbo_parts(vae, batch, generator)))
    distortion, rate = torch.cat(parts, dim=2).cpu().double().numpy()
    return distortion, rate

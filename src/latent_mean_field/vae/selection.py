"""Pick replicas out of a batched fit."""

import copy
from collections.abc import Sequence

import torch
from numpy.typing import NDArray

from latent_mean_field.vae.model import VAE
from latent_mean_field.vae.objective import elbo_parts


def take_replicas(vae: VAE, replicas: Sequence[int]) -> VAE:
    """A VAE that holds only the named replicas, in the given order."""
    index = list(replicas)
    chosen = copy.deepcopy(vae)
    for parameter in chosen.parameters():
        parameter.data = parameter.data[index].clone()
        parameter.requires_grad_(False)
    return chosen


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

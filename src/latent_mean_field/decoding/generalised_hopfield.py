"""Read a generalised Hopfield model off a decoder of spike words, and polish it.

The decoder's logits are a sheet l(z) in the space of all cells. Seen along its p
leading directions it is l ≈ h + xi m(z): stored patterns xi and a measure of mean
fields m, that is, an energy of p overlaps (theory.md, equation 7). A curved sheet of
two latents may need more than two patterns.
"""

import logging

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from latent_mean_field.systems.generalised_hopfield import GeneralisedHopfield
from latent_mean_field.vae.model import VAE

logger = logging.getLogger(__name__)

# For each pattern: likelihoods do not notice that there are not more.
N_NODES = 32
BATCH_SIZE = 2048
N_STEPS = 1500
LEARNING_RATE = 0.02
N_RECORDS = 5


def read_generalised_hopfield(
    vae: VAE, n_patterns: int, generator: torch.Generator
) -> GeneralisedHopfield:
    """The law along the leading directions of the sheet of logits, first replica.

    Raises:
        ValueError: more patterns than cells.
    """
    n_nodes = N_NODES * n_patterns
    with torch.no_grad():
        z = vae.prior().sample(n_nodes, generator)
        logits = vae.decoder(z).natural[0].double().cpu().numpy()
    if n_patterns > logits.shape[1]:
        message = f"{n_patterns} patterns of {logits.shape[1]} cells"
        raise ValueError(message)
    field = logits.mean(0)
    _, _, axes = np.linalg.svd(logits - field, full_matrices=False)
    patterns = axes[:n_patterns].T
    weights = np.full(n_nodes, -np.log(n_nodes))
    return in_principal_axes(
        GeneralisedHopfield(field, patterns, (logits - field) @ patterns, weights)
    )


def polish(
    law: GeneralisedHopfield, words: NDArray, *, seed: int, n_steps: int = N_STEPS
) -> GeneralisedHopfield:
    """Maximum likelihood of (h, xi, Phi) from a law that was read off a decoder.

    Adam on the exact log P of minibatches, in one cycle of the rate. Phi is free as far
    as nodes and weights reach.

    Args:
        law: where to start.
        words: to learn from, shape (n_words, n_cells), in {0, 1}.
        seed: of the order of words.
        n_steps: of Adam.
    """
    generator = torch.Generator().manual_seed(seed)
    data = torch.as_tensor(words)
    arrays = (law.field, law.patterns, law.nodes, law.log_weights)
    free = [torch.tensor(a, dtype=torch.float32, requires_grad=True) for a in arrays]
    optimiser = torch.optim.Adam(free, lr=LEARNING_RATE, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, LEARNING_RATE, total_steps=n_steps
    )
    for step in range(1, n_steps + 1):
        rows = torch.randint(len(data), (BATCH_SIZE,), generator=generator)
        cost = -_log_prob(data[rows].float(), *free).mean()
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        schedule.step()
        if step % max(1, n_steps // N_RECORDS) == 0:
            logger.info("polish %d of %d: %.3f nats", step, n_steps, -cost.item())
    field, patterns, nodes, log_weights = (t.detach().double() for t in free)
    return in_principal_axes(
        GeneralisedHopfield(
            field.numpy(),
            patterns.numpy(),
            nodes.numpy(),
            torch.log_softmax(log_weights, 0).numpy(),
        )
    )


def in_principal_axes(law: GeneralisedHopfield) -> GeneralisedHopfield:
    """The same law in its gauge: <m> = 0, unit covariance, orthogonal patterns.

    Only h + xi m matters. Patterns are the singular directions of the logits under the
    weights, largest first, signed so that most cells fire more along them.
    """
    w = np.exp(law.log_weights)
    mean = w @ law.nodes
    left, scales, right = np.linalg.svd(
        np.sqrt(w)[:, None] * (law.nodes - mean) @ law.patterns.T, full_matrices=False
    )
    p = law.patterns.shape[1]
    signs = np.where(right[:p].sum(1) < 0, -1, 1)
    nodes = left[:, :p] * signs / np.sqrt(w)[:, None]
    patterns = (right[:p] * (scales[:p] * signs)[:, None]).T
    return GeneralisedHopfield(
        law.field + law.patterns @ mean, patterns, nodes, law.log_weights
    )


def _log_prob(
    words: Tensor, field: Tensor, patterns: Tensor, nodes: Tensor, log_weights: Tensor
) -> Tensor:
    """Log P of words, differentiable in the parameters, shape (n_words,)."""
    silent = torch.nn.functional.softplus(field + nodes @ patterns.T).sum(1)
    own = torch.log_softmax(log_weights, 0) - silent
    return words @ field + torch.logsumexp(own + words @ patterns @ nodes.T, dim=1)

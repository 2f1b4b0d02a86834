"""Training on walks: batches of one latent bin, and two updates in turn.

The autoencoder is moved to lessen squared error and penalty; then the law of steps is
moved to what the latents now do, which are held fixed (Wang et al. 2024).
"""

import logging
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from latent_mean_field.randomness import seed_of
from latent_mean_field.vae.checkpoint import resume, save_checkpoint
from latent_mean_field.vae.dynamical.bins import binned_batches
from latent_mean_field.vae.dynamical.model import WalkVAE
from latent_mean_field.vae.dynamical.pairs import Pairs
from latent_mean_field.vae.dynamical.settings import DynamicalSettings
from latent_mean_field.vae.training import DivergedError

logger = logging.getLogger(__name__)

# In the first epoch, in which there are no bins yet.
FIRST_RATE, FIRST_WEIGHT = 0.1, 0.01
LAST_RATE = 0.02
CHUNK = 10_000


@dataclass
class WalkTraining:
    """State of a training in progress: all that a resumed run needs to go on equal.

    Attributes:
        vae: encoder, decoder and penalty.
        first: what is read of frames to learn from, shape (n, n_read).
        second: the next frames.
        noise: random stream of draws and directions.
        optimisers: of the autoencoder, and of the law of steps if there is one.
        step: epochs done.
        history: of every epoch, averaged over the replicas.
        snapshots: weights after each of the last epochs.
    """

    vae: WalkVAE
    first: Tensor
    second: Tensor
    noise: torch.Generator
    optimisers: list[torch.optim.Optimizer]
    step: int = 0
    history: list[dict[str, float]] = field(default_factory=list)
    snapshots: list[dict[str, Tensor]] = field(default_factory=list)

    def state(self) -> dict[str, Any]:
        """Everything that changes from epoch to epoch."""
        return {
            "vae": self.vae.state_dict(),
            "optimisers": [optimiser.state_dict() for optimiser in self.optimisers],
            "noise": self.noise.get_state(),
            "step": self.step,
            "history": self.history,
            "snapshots": self.snapshots,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take up the state that `state` returned."""
        self.vae.load_state_dict(state["vae"])
        for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        self.noise.set_state(state["noise"].cpu())
        self.step = state["step"]
        self.history = state["history"]
        self.snapshots = state["snapshots"]


def start(
    vae: WalkVAE,
    pairs: Pairs,
    settings: DynamicalSettings,
    seed: int,
    device: torch.device,
) -> WalkTraining:
    """Put an autoencoder and its pairs on the device, ready for the first epoch."""
    vae = vae.to(device)
    law = vae.penalty.transition
    of_law = [] if law is None else list(law.parameters())
    apart = {id(parameter) for parameter in of_law}
    of_vae = [p for p in vae.parameters() if id(p) not in apart]
    groups = [group for group in (of_vae, of_law) if group]
    first, second = (vae.read(torch.from_numpy(x).to(device)) for x in pairs)
    return WalkTraining(
        vae,
        first,
        second,
        torch.Generator(device).manual_seed(seed_of(seed, "noise")),
        [torch.optim.Adam(g, lr=settings.learning_rate, fused=True) for g in groups],
    )


def train(
    training: WalkTraining,
    settings: DynamicalSettings,
    *,
    seed: int,
    checkpoint: Path,
    fingerprint: str,
) -> None:
    """Train all epochs, or those left of an interrupted training of this very fit.

    Raises:
        DivergedError: the loss is not finite; says in which epoch.
        BinError: latents do not fall into bins to learn from.
    """
    resume(training, checkpoint, fingerprint)
    for epoch in range(training.step, settings.n_epochs):
        _set_rate(training, settings)
        rng = np.random.default_rng(seed_of(seed, "epoch", str(epoch)))
        losses = _epoch(training, settings, _batches(training, settings, rng))
        _record(training, settings, losses)
        save_checkpoint(training, checkpoint, fingerprint)


def _set_rate(training: WalkTraining, settings: DynamicalSettings) -> None:
    """A slow first epoch, then the full rate, then a straight fall if there is one."""
    share = FIRST_RATE if training.step == 0 else 1.0
    if settings.decay:
        left = (1 - training.step / settings.n_epochs) / settings.decay
        share *= min(1.0, max(LAST_RATE, left))
    for optimiser in training.optimisers:
        for group in optimiser.param_groups:
            group["lr"] = share * settings.learning_rate


def _batches(
    training: WalkTraining, settings: DynamicalSettings, rng: np.random.Generator
) -> Tensor:
    """Rows of every batch of an epoch, shape (n_batches, n_replicas, batch_size)."""
    n, size = len(training.first), settings.batch_size
    shape = (max(1, n // size), size)
    if training.vae.penalty.transition is None or training.step == 0:
        rows = [rng.integers(n, size=shape) for _ in range(settings.n_seeds)]
    else:
        distance = settings.bin_distance
        rows = [binned_batches(z, shape, distance, rng) for z in _encoded(training)]
    return torch.from_numpy(np.stack(rows, axis=1)).to(training.first.device)


def _encoded(training: WalkTraining) -> NDArray:
    """Latents of all first frames, shape (n_replicas, n, d)."""
    vae = training.vae
    with torch.no_grad():
        parts = [
            vae.encoder(x.expand(vae.n_replicas, *x.shape))
            for x in training.first.split(CHUNK)
        ]
    return torch.cat(parts, dim=1).cpu().numpy()


def _epoch(
    training: WalkTraining, settings: DynamicalSettings, batches: Tensor
) -> Tensor:
    """One pass over the batches; returns the mean losses."""
    weight = settings.weight * (FIRST_WEIGHT if training.step == 0 else 1.0)
    total = torch.zeros(3, device=batches.device)
    for rows in batches:
        total += _update(training, rows, weight)
    return total / len(batches)


def _update(training: WalkTraining, rows: Tensor, weight: float) -> Tensor:
    """One step of each optimiser; squared error, penalty, and loss of the steps."""
    vae = training.vae
    x = torch.cat([training.first[rows], training.second[rows]], dim=1)
    code = vae.encoder(x)
    z = vae.penalty.draw(code, training.noise)
    # Of both frames, summed over the sites and averaged over the batch.
    error = 2 * (x - vae.decoder(z)).square().sum(-1).mean(1)
    penalty = vae.penalty(*code.chunk(2, dim=1), training.noise)
    # The replicas share no weights: the gradient of the sum is each one's own.
    _descend(training.optimisers[0], (error + weight * penalty).sum())
    losses = [error.detach().mean(), penalty.detach().mean()]
    if (law := vae.penalty.transition) is None:
        return torch.stack([*losses, torch.zeros_like(losses[0])])
    first, second = z.detach().chunk(2, dim=1)
    of_steps = law.loss(first, second - first).mean(1)
    _descend(training.optimisers[1], of_steps.sum())
    return torch.stack([*losses, of_steps.detach().mean()])


def _descend(optimiser: torch.optim.Optimizer, loss: Tensor) -> None:
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    optimiser.step()


def _record(
    training: WalkTraining, settings: DynamicalSettings, losses: Tensor
) -> None:
    """Add the epoch to history, log and snapshots; stop a fit that diverged."""
    error, penalty, of_steps = losses.tolist()
    training.step += 1
    if not math.isfinite(error + penalty + of_steps):
        message = f"training diverged in epoch {training.step}: error {error}"
        raise DivergedError(f"{message}; lower learning_rate")
    row = {"error": error, "penalty": penalty, "transition": of_steps}
    training.history.append(row)
    logger.info(
        "epoch %d of %d: squared error %.4f, penalty %.4f, steps %.4f",
        *(training.step, settings.n_epochs, error, penalty, of_steps),
    )
    if training.step > settings.n_epochs - settings.n_snapshots:
        state = training.vae.state_dict()
        kept = {name: tensor.clone() for name, tensor in state.items()}
        training.snapshots.append(kept)

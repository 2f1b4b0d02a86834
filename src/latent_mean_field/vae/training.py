"""One explicit training loop: reproducible, resumable, loud when it fails."""

import logging
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor

from latent_mean_field.randomness import seed_of
from latent_mean_field.vae.checkpoint import resume, save_checkpoint
from latent_mean_field.vae.expectation_maximisation import EMPrior
from latent_mean_field.vae.model import VAE
from latent_mean_field.vae.objective import Parts, elbo_parts
from latent_mean_field.vae.potential import potential
from latent_mean_field.vae.schedule import learning_rate, precision
from latent_mean_field.vae.settings import Settings

logger = logging.getLogger(__name__)

N_RECORDS = 40
N_CHECKPOINTS = 10


class DivergedError(RuntimeError):
    """The objective stopped being a finite number."""


def choose_device() -> torch.device:
    """The GPU if one can be seen, else the processor."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


class ReplicaBatches:
    """Minibatches for every replica, data set by data set.

    A restart reads the words of its data set, a bootstrap replica its own resample of
    them, over and over in a new order each time. Words drawn with replacement would be
    a bootstrap of their own: a third of the statistical error, at 8 epochs' memory.

    Args:
        data_sets: shape (n_sets, n_words, n_sites), bits or components.
        settings: numbers of replicas of each data set and the batch size.
        seed: source of the resamples and of the order of words.
        device: where the batches are wanted.
    """

    def __init__(
        self, data_sets: NDArray, settings: Settings, seed: int, device: torch.device
    ):
        n_sets, n_words, _ = data_sets.shape
        self.words = torch.as_tensor(data_sets).flatten(0, 1)
        self.words = self.words.to(device)
        self.batch_size, self.seed = settings.batch_size, seed
        every = torch.arange(n_words).expand(n_sets, settings.n_restarts, n_words)
        shape = (n_sets, settings.n_bootstrap, n_words)
        resamples = torch.randint(n_words, shape, generator=_generator(seed))
        first = torch.arange(n_sets)[:, None, None] * n_words
        self.rows = (torch.cat([every, resamples], 1) + first).flatten(0, 1)
        self.epoch, self.order = -1, self.rows

    def draw(self, step: int) -> Tensor:
        """Float words of a step, shape (n_sets * n_replicas, batch_size, n_sites)."""
        drawn = torch.cat(list(self._rows_of(step)), 1).to(self.words.device)
        # Twelve times as fast as an index of two axes.
        words = self.words.index_select(0, drawn.flatten())
        return words.unflatten(0, drawn.shape).float()

    def _rows_of(self, step: int) -> Iterator[Tensor]:
        """Rows of a step, those of one epoch after those of the other."""
        n_words = self.rows.shape[1]
        first, last = step * self.batch_size, (step + 1) * self.batch_size
        for epoch in range(first // n_words, (last - 1) // n_words + 1):
            start, stop = first - epoch * n_words, last - epoch * n_words
            yield self._order_of(epoch)[:, max(start, 0) : stop]

    def _order_of(self, epoch: int) -> Tensor:
        """Rows in the order of an epoch, a function of the seed and its number."""
        if epoch != self.epoch:
            generator = _generator(seed_of(self.seed, "epoch", str(epoch)))
            shuffled = [
                own[torch.randperm(len(own), generator=generator)] for own in self.rows
            ]
            self.epoch, self.order = epoch, torch.stack(shuffled)
        return self.order


def _generator(seed: int) -> torch.Generator:
    """Random stream on the processor, where the order of words is made."""
    return torch.Generator().manual_seed(seed)


@dataclass
class Training:
    """State of a fit in progress: all that a resumed run needs to go on equal."""

    vae: VAE
    batches: ReplicaBatches
    noise: torch.Generator
    optimiser: torch.optim.Optimizer
    step: int = 0
    history: list[dict[str, float]] = field(default_factory=list)

    def state(self) -> dict[str, Any]:
        """Everything that changes from step to step."""
        return {
            "vae": self.vae.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "noise": self.noise.get_state(),
            "step": self.step,
            "history": self.history,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take up the state that `state` returned."""
        self.vae.load_state_dict(state["vae"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.noise.set_state(state["noise"].cpu())
        self.step = state["step"]
        self.history = state["history"]


def start(
    vae: VAE, data_sets: NDArray, settings: Settings, seed: int, device: torch.device
) -> Training:
    """Put a VAE and its data sets on the device, ready for the first step."""
    vae = vae.to(device)
    return Training(
        vae,
        ReplicaBatches(data_sets, settings, seed_of(seed, "batches"), device),
        torch.Generator(device).manual_seed(seed_of(seed, "noise")),
        torch.optim.Adam(vae.parameters(), lr=settings.learning_rate, fused=True),
    )


def train(
    training: Training, settings: Settings, checkpoint: Path, fingerprint: str
) -> list[dict[str, float]]:
    """Maximise the elbo of every replica; leaves the trained VAE in `training.vae`.

    A checkpoint of the same fingerprint (data, settings and code) is taken up where it
    stopped, and the result equals an undisturbed run's.

    Returns:
        The history: step, elbo and rate in nats per word, averaged over the replicas.

    Raises:
        DivergedError: the objective is not finite; says at which step.
    """
    resume(training, checkpoint, fingerprint)
    for step in range(training.step, settings.n_steps):
        parts = _update(training, settings, step)
        training.step = step + 1
        if training.step % max(1, settings.n_steps // N_RECORDS) == 0:
            _record(training, parts, settings)
        if training.step % max(1, settings.n_steps // N_CHECKPOINTS) == 0:
            save_checkpoint(training, checkpoint, fingerprint)
    return training.history


def _update(training: Training, settings: Settings, step: int) -> Parts:
    """One step of the optimiser; returns the objective's parts before it."""
    for group in training.optimiser.param_groups:
        group["lr"] = learning_rate(step, settings)
    vae, words = training.vae, training.batches.draw(step)
    if settings.annealing:
        vae.decoder.precision.copy_(precision(step, settings, vae.encoder.unit))
    if isinstance(vae.prior, EMPrior):
        with torch.no_grad():
            vae.prior.update(vae.encoder(words))
    paired = settings.paired_draws
    parts = elbo_parts(vae, words, training.noise, 1 + paired, paired=paired)
    # The replicas share no weights: the gradient of the sum is each one's own.
    loss = -parts.elbo.mean(dim=1).sum()
    if settings.potential:
        loss = loss + settings.potential * _mean_potential(vae, words, training.noise)
    training.optimiser.zero_grad(set_to_none=True)
    loss.backward()
    training.optimiser.step()
    return parts


def _mean_potential(vae: VAE, words: Tensor, noise: torch.Generator) -> Tensor:
    """E_q U over words, from a draw of every component; summed over the replicas."""
    q_z = vae.encoder(words)
    U = potential(q_z.rsample_components(1, noise)).squeeze(2)
    return (q_z.log_weights.exp() * U).sum(-1).mean(dim=1).sum()


def _record(training: Training, parts: Parts, settings: Settings) -> None:
    """Add a line to the history and to the log; stop a fit that diverged."""
    elbo, rate = (part.mean().item() for part in (parts.elbo, parts.rate))
    row = {"step": training.step, "elbo": elbo, "rate": rate}
    if not math.isfinite(row["elbo"]):
        message = f"training diverged before step {training.step}: elbo {row['elbo']}"
        raise DivergedError(f"{message}; lower learning_rate")
    training.history.append(row)
    logger.info(
        "step %d of %d: elbo %.3f, rate %.3f nats per word",
        *(training.step, settings.n_steps, row["elbo"], row["rate"]),
    )

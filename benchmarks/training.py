"""Training throughput of our loop, of a plain PyTorch loop and of pythae's trainer.

python benchmarks/training.py [--system hopfield] [--restarts 16] [--threads 2]

All three train the same model from the same weights on the same words: a diagonal
Gaussian posterior, one standard normal prior, linear fields. Ours trains all restarts
in one batch, the others one after the other. Losses are of one evaluation, ours. The
matrix products alone, which train nothing, are the floor of all loops.
"""

import copy
from argparse import Namespace
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from numpy.typing import NDArray

from latent_mean_field.randomness import stream
from latent_mean_field.sampling.equilibrium import sample_equilibrium
from latent_mean_field.systems.class_sums import ClassSums
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.hopfield import Hopfield, random_patterns
from latent_mean_field.systems.mean_field import MeanField
from latent_mean_field.tensors import as_words
from latent_mean_field.vae.initialisation import initial_vae
from latent_mean_field.vae.model import VAE
from latent_mean_field.vae.selection import evaluate_elbo
from latent_mean_field.vae.settings import Settings
from latent_mean_field.vae.training import start, train
from matrix_products import multiply
from measuring import Row, arguments, ratios, report, spread, take_turns
from plain_vae import plain_of, put_back, train_plainly

SEED = 2026
N_SPINS = 100
BATCH_SIZE = 512
N_HELD_OUT = 10_000
SYSTEMS = ("curie_weiss", "hopfield")

Contestant = Callable[[], VAE | None]


def matter(name: str) -> tuple[MeanField, int]:
    """The system and its number of order parameters."""
    if name == "curie_weiss":
        return CurieWeiss(N_SPINS, beta_J=1.2), 1
    xi = random_patterns(N_SPINS, 3, stream(SEED, "patterns"))
    return Hopfield(xi, beta=1.2), 3


def settings_for(n_restarts: int, n_epochs: int, batches_per_epoch: int) -> Settings:
    """One Gaussian prior, a diagonal posterior: what all three can train."""
    return Settings(
        n_restarts=n_restarts,
        n_bootstrap=0,
        prior="normal",
        prior_components=1,
        posterior="diagonal",
        posterior_components=1,
        encoder_hidden_dim=64,
        decoder_hidden_dim=0,
        n_steps=n_epochs * batches_per_epoch,
        batch_size=BATCH_SIZE,
        learning_rate=0.01,
    )


def train_ours(first: VAE, words: NDArray, settings: Settings) -> VAE:
    """All replicas in one batch, with checkpoints and records as in the workflow."""
    vae, device = copy.deepcopy(first), torch.device("cpu")
    with TemporaryDirectory() as folder:
        training = start(vae, words[None], settings, SEED, device)
        train(training, settings, Path(folder, "checkpoint"), "benchmark")
    return vae


def train_plain(first: VAE, words: NDArray, settings: Settings, n_epochs: int) -> VAE:
    """One replica after the other, by the plain loop."""
    vae, floats = copy.deepcopy(first), torch.as_tensor(words).float()
    for replica in range(vae.n_replicas):
        torch.manual_seed(SEED + replica)
        plain = plain_of(vae, replica)
        train_plainly(plain, floats, settings, n_epochs)
        put_back(plain, vae, replica)
    return vae


def train_pythae(first: VAE, words: NDArray, settings: Settings, n_epochs: int) -> VAE:
    """One replica after the other, by pythae's trainer."""
    from pythae_vae import train_with_pythae

    vae, floats = copy.deepcopy(first), torch.as_tensor(words).float()
    for replica in range(vae.n_replicas):
        plain = plain_of(vae, replica)
        train_with_pythae(plain, floats, settings, n_epochs, SEED + replica)
        put_back(plain, vae, replica)
    return vae


def contestants(
    words: NDArray, latent_dim: int, n_restarts: int, n_epochs: int
) -> dict[str, Contestant]:
    """What is timed, all from one starting point; pythae only if it is installed."""
    settings = settings_for(n_restarts, n_epochs, len(words) // BATCH_SIZE)
    first = initial_vae(words, latent_dim, settings, SEED)
    runs: dict[str, Contestant] = {
        "ours": partial(train_ours, first, words, settings),
        "plain PyTorch": partial(train_plain, first, words, settings, n_epochs),
        "matrix products alone": partial(multiply, first, settings),
    }
    if find_spec("pythae"):
        runs["pythae"] = partial(train_pythae, first, words, settings, n_epochs)
    return runs


def warm_up(words: NDArray, latent_dim: int) -> None:
    """Train for an epoch of a few batches: first calls load and allocate."""
    for run in contestants(words[: 4 * BATCH_SIZE], latent_dim, 1, 1).values():
        run()


def compare(
    runs: dict[str, Contestant], n_word_visits: int, held_out: NDArray, n_rounds: int
) -> list[Row]:
    """A row of each contestant: seconds, words per second, loss, ratios to ours."""
    laps, losses = defaultdict(list), {}
    for lap in take_turns(runs, n_rounds):
        laps[lap.name].append(lap)
        losses[lap.name] = negative_elbo(lap.result, held_out)
    n_models = len(losses["ours"])
    seconds = {name: [lap.seconds for lap in own] for name, own in laps.items()}
    elapsed = {name: [lap.elapsed for lap in own] for name, own in laps.items()}
    return [
        {
            "trained by": name,
            "models": n_models,
            "CPU s": spread(seconds[name]),
            "s by the clock": spread(elapsed[name]),
            "words per s": spread(n_word_visits / np.array(elapsed[name])),
            "-elbo, nats per word": float(losses[name].mean()),
            "worst model": float(losses[name].max()),
            "its CPU time over ours": ratios(seconds[name], seconds["ours"]),
            "its time over ours": ratios(elapsed[name], elapsed["ours"]),
        }
        for name in laps
    ]


def negative_elbo(vae: VAE | None, held_out: NDArray) -> NDArray:
    """Of each replica, nats per word, with the same noise for all contestants."""
    if vae is None:
        return np.array([np.nan])
    distortion, rate = evaluate_elbo(vae, held_out, SEED)
    return (distortion + rate).mean(axis=1)


def main(options: Namespace) -> None:
    """Draw words, then train one model and many."""
    torch.set_num_threads(options.threads)
    system, latent_dim = matter(options.system)
    # Whole batches: every loop then sees equal ones, and equally many.
    n_words = options.batches * BATCH_SIZE
    spins = sample_equilibrium(system, n_words + N_HELD_OUT, stream(SEED, "words"))
    words, held_out = np.split(as_words(spins), [n_words])
    warm_up(words, latent_dim)
    rows = []
    for n_restarts in dict.fromkeys([1, options.restarts]):
        runs = contestants(words, latent_dim, n_restarts, options.epochs)
        visits = n_restarts * options.epochs * n_words
        rows += compare(runs, visits, held_out, options.rounds)
    entropy = ClassSums.of(system).entropy()
    print(f"{options.system}, entropy {entropy:.3f} nats: the least loss there can be")
    if not find_spec("pythae"):
        print("pythae is not installed and left out: see benchmarks/README.md")
    report(rows, options.output)


def parse(words: Sequence[str] | None = None) -> Namespace:
    """What the command line says."""
    parser = arguments(__doc__)
    parser.add_argument("--system", default="hopfield", choices=SYSTEMS)
    parser.add_argument("--restarts", type=int, default=16, help="models at once")
    parser.add_argument("--threads", type=int, default=1, help="of all three alike")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--batches", type=int, default=40, help="in an epoch, of 512")
    return parser.parse_args(words)


if __name__ == "__main__":
    main(parse())

"""How time and memory grow with spins, samples and restarts: fitted exponents.

python benchmarks/scaling.py [--rounds 3] [--output FILE]

Every measurement is a process of its own, whose greatest resident memory is reported;
only the work is timed, not the imports and not the words that it works on. Sizes take
turns. An exponent is the slope of log seconds by log size, with the error of the
regression; the last two sizes alone tell where a constant cost still weighs in.
"""

import resource
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context

import numpy as np

from measuring import Row, Spread, arguments, report, spread

# What the work needs is imported where it is done: a process on Linux counts the peak
# of the one that started it as its own, which therefore has to stay small.

SEED = 2026
KIB_PER_MIB = 1024


@dataclass(frozen=True)
class Job:
    """One piece of work and its size.

    Attributes:
        work: a key of `WORKS`.
        n_spins: N.
        n_samples: words to train on, or samples to draw.
        n_restarts: models trained at once.
        n_steps: optimiser steps.
    """

    work: str
    n_spins: int = 100
    n_samples: int = 20_000
    n_restarts: int = 4
    n_steps: int = 100


Work = Callable[[], object]


def training(job: Job) -> Work:
    """Steps of the training loop, on Curie-Weiss words and one latent."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    import torch

    from latent_mean_field.vae.initialisation import initial_vae
    from latent_mean_field.vae.settings import Settings
    from latent_mean_field.vae.training import start, train

    torch.set_num_threads(1)
    settings = Settings(
        n_restarts=job.n_restarts,
        n_bootstrap=0,
        prior_components=8,
        posterior_components=1,
        encoder_hidden_dim=64,
        decoder_hidden_dim=0,
        n_steps=job.n_steps,
        batch_size=512,
        learning_rate=0.01,
    )
    words = _words(job)
    vae = initial_vae(words, 1, settings, SEED)

    def run() -> None:
        with TemporaryDirectory() as folder:
            state = start(vae, words[None], settings, SEED, torch.device("cpu"))
            train(state, settings, Path(folder, "checkpoint"), "benchmark")

    return run


def sampling_curie_weiss(job: Job) -> Work:
    """Exact samples of matter with one class of sites."""
    return lambda: _words(job)


def sampling_hopfield(job: Job) -> Work:
    """Exact samples of matter with two patterns, two classes of sites."""
    from latent_mean_field.randomness import stream
    from latent_mean_field.sampling.equilibrium import sample_equilibrium
    from latent_mean_field.systems.hopfield import Hopfield, random_patterns

    rng = stream(SEED, "scaling")
    system = Hopfield(random_patterns(job.n_spins, 2, rng), beta=1.2)
    return lambda: sample_equilibrium(system, job.n_samples, rng)


def information(job: Job) -> Work:
    """Steps of the autoregressive estimator of I(A;B), and its judgement on words."""
    import torch

    from latent_mean_field.information.autoregressive import estimate_information
    from latent_mean_field.information.bipartition import contiguous_halves
    from latent_mean_field.information.words import InformationError

    torch.set_num_threads(1)
    words, left = _words(job), contiguous_halves(job.n_spins)
    train, held_out = np.split(words, [3 * len(words) // 4])

    def run() -> None:
        # Too few steps for an estimate to be trusted, which is judged at the end.
        with suppress(InformationError):
            estimate_information(
                train, held_out, left, hidden_dim=64, n_steps=job.n_steps, seed=SEED
            )

    return run


def _words(job: Job) -> np.ndarray:
    """Critical Curie-Weiss words, shape (n_samples, n_spins)."""
    from latent_mean_field.randomness import stream
    from latent_mean_field.sampling.equilibrium import sample_equilibrium
    from latent_mean_field.systems.curie_weiss import CurieWeiss
    from latent_mean_field.tensors import as_words

    system, rng = CurieWeiss(job.n_spins, beta_J=1.0), stream(SEED, "scaling")
    return as_words(sample_equilibrium(system, job.n_samples, rng))


WORKS: dict[str, Callable[[Job], Work]] = {
    "training": training,
    "sampling_curie_weiss": sampling_curie_weiss,
    "sampling_hopfield": sampling_hopfield,
    "information": information,
}
SPINS = (50, 100, 200, 400, 800)
SAMPLES = (10_000, 20_000, 40_000, 80_000)
RESTARTS = (1, 2, 4, 8, 16, 32)
SWEEPS: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    ("training", "n_spins", SPINS),
    ("training", "n_samples", SAMPLES),
    ("training", "n_restarts", RESTARTS),
    ("sampling_curie_weiss", "n_spins", SPINS),
    ("sampling_curie_weiss", "n_samples", SAMPLES),
    ("sampling_hopfield", "n_spins", SPINS),
    ("sampling_hopfield", "n_samples", SAMPLES),
    ("information", "n_spins", SPINS),
    ("information", "n_samples", SAMPLES),
)


def measure(job: Job) -> tuple[float, float]:
    """CPU seconds of the work and peak memory of this process, MiB."""
    # The first call of a process imports and allocates, of torch for two seconds.
    tiny = replace(job, n_spins=20, n_samples=1000, n_restarts=1, n_steps=2)
    WORKS[job.work](tiny)()
    run = WORKS[job.work](job)
    start = time.process_time()
    run()
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_PER_MIB
    # macOS counts bytes.
    return seconds, peak / KIB_PER_MIB if sys.platform == "darwin" else peak


def measure_in_turns(jobs: Sequence[Job], n_rounds: int) -> np.ndarray:
    """Seconds and MiB of every job, shape (n_rounds, n_jobs, 2)."""
    fresh = ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1)
    with fresh as pool:
        measured = list(pool.map(measure, n_rounds * list(jobs)))
    return np.array(measured).reshape(n_rounds, len(jobs), 2)


def exponent(sizes: Sequence[int], seconds: np.ndarray) -> tuple[float, float]:
    """Slope of log seconds by log size, and its standard error."""
    x, y = np.log(sizes) - np.log(sizes).mean(), np.log(seconds)
    slope = float(x @ y / (x @ x))
    residual = y - y.mean() - slope * x
    variance = residual @ residual / max(1, len(x) - 2)
    return slope, float(np.sqrt(variance / (x @ x)))


def sweep(work: str, by: str, sizes: Sequence[int], n_steps: int, n_rounds: int) -> Row:
    """A row: exponents and the costs of the least and the greatest size."""
    jobs = [replace(Job(work, n_steps=n_steps), **{by: size}) for size in sizes]
    measured = measure_in_turns(jobs, n_rounds)
    seconds: list[Spread] = [spread(own) for own in measured[..., 0].T]
    medians = np.array([own.median for own in seconds])
    slope, error = exponent(sizes, medians)
    memory = measured[..., 1].max(0)
    return {
        "work": work,
        "by": f"{by} {sizes[0]} to {sizes[-1]}",
        "exponent": slope,
        "its error": error,
        "last two sizes": exponent(sizes[-2:], medians[-2:])[0],
        "CPU s, least": seconds[0],
        "CPU s, greatest": seconds[-1],
        "MiB, least": float(memory[0]),
        "MiB, greatest": float(memory[-1]),
    }


def main(options: Namespace) -> None:
    """Measure all sweeps."""
    n = options.sizes
    rows = [
        sweep(work, by, sizes[:n], options.steps, options.rounds)
        for work, by, sizes in SWEEPS
    ]
    report(rows, options.output)


def parse(words: Sequence[str] | None = None) -> Namespace:
    """What the command line says."""
    parser = arguments(__doc__)
    parser.set_defaults(rounds=3)
    parser.add_argument("--steps", type=int, default=100, help="of every training")
    parser.add_argument("--sizes", type=int, help="how many of each sweep")
    return parser.parse_args(words)


if __name__ == "__main__":
    main(parse())

"""Seconds per effective sample: our samplers against single-spin-flip Metropolis.

python benchmarks/samplers.py [--chains 4000] [--sweeps 2000] [--output FILE]

A run is worth its number of states over the integrated autocorrelation time of the
magnetisation *with its sign*: half of the samples must lie in either ordered state, and
what a single-spin sampler waits for there is a passage over the barrier between them.
Metropolis starts in equilibrium, so that it pays for no burn-in.
"""

from argparse import Namespace
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.randomness import stream
from latent_mean_field.sampling.cluster import ClusterChains
from latent_mean_field.sampling.diagnostics import estimate_chains, longest_time
from latent_mean_field.sampling.equilibrium import sample_equilibrium
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.hopfield import Hopfield, random_patterns
from latent_mean_field.systems.ising_torus import CRITICAL_TEMPERATURE, IsingTorus
from latent_mean_field.systems.mean_field import MeanField
from measuring import Row, arguments, ratios, report, spread, take_turns
from metropolis import IsingChains, MeanFieldChains

SEED = 2026
N_SPINS = 100
N_SAMPLES = 20_000
SIDE = 16
# Lattices are larger than mean-field matter, and clusters need fewer sweeps.
FEWER, SHORTER = 10, 10
# Lags between which the decay of a slow observable is measured, as shares of the run.
EARLY, LATE = 1 / 8, 1 / 2
# A run is long if it has so many autocorrelation times; the sum over lags then closes.
LONG = 10
CHAINS_PER_BLOCK = 200


class Run(NamedTuple):
    """What a sampler returned.

    Attributes:
        n_states: of all chains together.
        autocorrelation_time: of the slowest observable, in steps; computed on demand,
            since it is no part of the sampling.
    """

    n_states: int
    autocorrelation_time: Callable[[], float]


Sampler = Callable[[], Run]


def correlation(chains: NDArray) -> NDArray:
    """Autocorrelation of an observable of mean 0, shape (n_steps,); of no bias.

    The mean is known by symmetry. Taking it from the chains would hide that they have
    hardly changed sides.
    """
    n_steps = chains.shape[1]
    power = np.zeros(n_steps + 1)
    for block in np.array_split(chains, 1 + len(chains) // CHAINS_PER_BLOCK):
        power += (np.abs(np.fft.rfft(block, 2 * n_steps, axis=1)) ** 2).sum(0)
    covariance = np.fft.irfft(power)[:n_steps] / np.arange(n_steps, 0, -1)
    return covariance / covariance[0]


def signed_time(chains: NDArray) -> float:
    """Integrated autocorrelation time 1 + 2 Σ_t rho(t), mean 0, in steps.

    Where the run is too short to sum all lags, rho is the exponential of passages over
    the barrier; its decay between two lags gives the time, or inf if there was none.
    """
    rho = correlation(chains)
    times = 2 * np.cumsum(rho) - 1
    closed = np.arange(len(times)) >= 5 * times
    if closed.any() and len(times) >= LONG * (time := times[np.argmax(closed)]):
        return float(time)
    early, late = (int(share * len(rho)) for share in (EARLY, LATE))
    if not rho[early] > rho[late] > 0:
        return np.inf
    decay = np.log(rho[early] / rho[late]) / (late - early)
    return float(2 * rho[early] * np.exp(decay * early) / decay)


def sample_independent(
    system: MeanField, n_samples: int, rng: np.random.Generator
) -> Run:
    """Exact samples, with the table of classes that each call makes anew."""
    sample_equilibrium(system, n_samples, rng)
    return Run(n_samples, lambda: 1.0)


def sample_mean_field(chains: MeanFieldChains, n_sweeps: int) -> Run:
    """Metropolis; the slowest overlap counts."""
    overlaps = chains.run(n_sweeps)
    return Run(overlaps[0].size, lambda: max(map(signed_time, overlaps)))


def sample_lattice(chains: IsingChains, n_sweeps: int) -> Run:
    """Metropolis on the Ising torus; the magnetisation is its slowest observable."""
    magnetisation = chains.run(n_sweeps)
    return Run(magnetisation.size, lambda: signed_time(magnetisation))


def sample_clusters(chains: ClusterChains, n_sweeps: int) -> Run:
    """Swendsen-Wang, whose signs are drawn anew: energy or |m| is its slowest."""
    observables, _ = chains.run(n_sweeps, n_sweeps)
    n_states = observables["energy"].size
    return Run(n_states, lambda: longest_time(estimate_chains(observables)))


def mean_field_matter() -> dict[str, MeanField]:
    """Ordered phases, with two states and with six."""
    xi = random_patterns(N_SPINS, 3, stream(SEED, "patterns"))
    systems: dict[str, MeanField] = {}
    for beta in (1.2, 1.5):
        systems[f"Curie-Weiss, beta J = {beta}"] = CurieWeiss(N_SPINS, beta)
        systems[f"Hopfield, p = 3, beta = {beta}"] = Hopfield(xi, beta)
    return systems


def mean_field_pair(
    name: str, system: MeanField, n_chains: int, n_sweeps: int
) -> dict[str, Sampler]:
    """The exact sampler and Metropolis, started in equilibrium."""
    rng = stream(SEED, name)
    chains = MeanFieldChains(system, sample_equilibrium(system, n_chains, rng), rng)
    return {
        "exact": partial(sample_independent, system, N_SAMPLES, rng),
        "Metropolis": partial(sample_mean_field, chains, n_sweeps),
    }


def lattice_pair(side: int, n_chains: int, n_sweeps: int) -> dict[str, Sampler]:
    """Clusters and Metropolis at the critical point, both started in equilibrium."""
    system, rng = IsingTorus(side, CRITICAL_TEMPERATURE), stream(SEED, "lattice")
    clusters = ClusterChains(system, n_chains, rng)
    clusters.spins = sample_equilibrium(system, n_chains, rng)
    chains = IsingChains(system, clusters.spins, rng)
    return {
        "clusters": partial(sample_clusters, clusters, n_sweeps // SHORTER),
        "Metropolis": partial(sample_lattice, chains, n_sweeps),
    }


def compare(matter: str, samplers: dict[str, Sampler], n_rounds: int) -> list[Row]:
    """A row of each sampler; the first is ours."""
    times, costs = defaultdict(list), defaultdict(list)
    for name, seconds, _, run in take_turns(samplers, n_rounds):
        times[name].append(run.autocorrelation_time())
        costs[name].append(seconds * times[name][-1] / run.n_states)
    ours = next(iter(costs.values()))
    return [
        {
            "matter": matter,
            "sampler": name,
            "autocorrelation time, sweeps": spread(times[name]),
            "CPU µs per effective sample": spread(1e6 * np.array(own)),
            "its cost over ours": ratios(own, ours),
        }
        for name, own in costs.items()
    ]


def main(options: Namespace) -> None:
    """Compare on all matter."""
    rows = []
    for name, system in mean_field_matter().items():
        pair = mean_field_pair(name, system, options.chains, options.sweeps)
        rows += compare(name, pair, options.rounds)
    n_lattices = max(1, options.chains // FEWER)
    pair = lattice_pair(SIDE, n_lattices, options.sweeps)
    rows += compare(f"Ising, {SIDE} x {SIDE}, T_c", pair, options.rounds)
    report(rows, options.output)


def parse(words: Sequence[str] | None = None) -> Namespace:
    """What the command line says."""
    parser = arguments(__doc__)
    parser.add_argument("--chains", type=int, default=4000, help="of Metropolis")
    parser.add_argument("--sweeps", type=int, default=2000, help="of each chain")
    return parser.parse_args(words)


if __name__ == "__main__":
    main(parse())

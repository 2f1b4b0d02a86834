"""Swendsen-Wang sampling of the Ising torus.

A sweep freezes each bond between equal neighbours with probability 1 - e^{-2/T} and
draws a common sign for every cluster of sites that frozen bonds connect (Swendsen &
Wang 1987). The signs are the global flip too, so that no chain is caught in one of the
two ordered states, and at the critical point the autocorrelation time hardly grows with
the side. All chains are one sparse graph without edges between them.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from latent_mean_field.sampling.diagnostics import (
    TIMES_PER_SAMPLE,
    ChainEstimate,
    sample_chains,
)
from latent_mean_field.systems.ising_torus import IsingTorus


@dataclass(frozen=True)
class ClusterReport:
    """Why the samples can be trusted.

    Attributes:
        thinning: sweeps between two samples of one chain.
        n_sweeps: sweeps of each chain in the run that was sampled.
        estimates: of that run, by observable; times in sweeps.
    """

    thinning: int
    n_sweeps: int
    estimates: dict[str, ChainEstimate]


class ClusterSamples(NamedTuple):
    """Spins ±1, int8, shape (n_samples, n_spins), and their diagnostics."""

    spins: NDArray
    report: ClusterReport


def later_neighbours(side: int, n_lattices: int) -> NDArray:
    """Site to the right and site below of each, shape (n_lattices * side², 2).

    Sites are counted through all lattices; every bond is listed once.
    """
    sites = np.arange(n_lattices * side**2, dtype=np.int32)
    grid = sites.reshape(n_lattices, side, side)
    later = [np.roll(grid, -1, axis).ravel() for axis in (2, 1)]
    return np.stack(later, 1)


class ClusterChains:
    """Lattices at one temperature that are swept together."""

    def __init__(self, system: IsingTorus, n_chains: int, rng: np.random.Generator):
        """Start every other chain ordered and the rest random: scattered in energy."""
        self.rng = rng
        self.freezing = np.float32(-np.expm1(-2 / system.T))
        self.neighbours = later_neighbours(system.side, n_chains)
        self.spins = 2 * rng.integers(2, size=(n_chains, system.n_spins), dtype=np.int8)
        self.spins -= 1
        self.spins[::2] = 1

    def sweep(self) -> None:
        """Freeze bonds, then draw the sign of every cluster."""
        spins = self.spins.ravel()
        frozen = self.rng.random(self.neighbours.shape, np.float32) < self.freezing
        frozen &= spins[:, None] == spins.take(self.neighbours)
        # The frozen bonds are the entries of a sparse matrix, site by site.
        entries = self.neighbours.ravel().compress(frozen.ravel())
        ends = np.zeros(len(spins) + 1, np.int32)
        ends[1:] = np.cumsum(frozen, dtype=np.int32)[1::2]
        graph = csr_array((np.ones(len(entries)), entries, ends), 2 * (len(spins),))
        n_clusters, labels = connected_components(graph, directed=False)
        signs = 2 * self.rng.integers(2, size=n_clusters, dtype=np.int8) - 1
        self.spins = signs[labels].reshape(self.spins.shape)

    def measure(self) -> tuple[NDArray, NDArray]:
        """Energy and magnetisation per site of each chain, both (n_chains,)."""
        spins = self.spins.ravel()
        bonds = spins[:, None] * spins.take(self.neighbours)
        return -2 * bonds.reshape(len(self.spins), -1).mean(1), self.spins.mean(1)

    def run(self, n_sweeps: int, thinning: int) -> tuple[dict[str, NDArray], NDArray]:
        """Run on.

        Returns:
            Observables of every sweep, each of shape (n_chains, n_sweeps); spins of
            every `thinning`-th sweep, int8, (n_sweeps // thinning, n_chains, n_spins).
        """
        energy, magnetisation = np.empty((2, len(self.spins), n_sweeps))
        kept = np.empty((n_sweeps // thinning, *self.spins.shape), np.int8)
        for sweep in range(n_sweeps):
            self.sweep()
            energy[:, sweep], magnetisation[:, sweep] = self.measure()
            if (sweep + 1) % thinning == 0:
                kept[sweep // thinning] = self.spins
        observables = {
            "energy": energy,
            "magnetisation_size": np.abs(magnetisation),
            "magnetisation_squared": magnetisation**2,
        }
        return observables, kept


def sample_clusters(
    system: IsingTorus,
    n_samples: int,
    rng: np.random.Generator,
    *,
    n_chains: int = 100,
    max_sweeps: int = 16_384,
) -> ClusterSamples:
    """Draw effectively independent equilibrium states of the Ising torus.

    Args:
        system: the torus.
        n_samples: number of states.
        rng: random stream.
        n_chains: independent lattices; with fewer than 10 R-hat is noisy.
        max_sweeps: of each chain in the longest pilot run.

    Raises:
        NotEquilibratedError: no pilot run is in equilibrium, or the sampled run is not.
    """
    chains = ClusterChains(system, n_chains, rng)
    n_kept = math.ceil(n_samples / n_chains)
    kept, thinning, estimates = sample_chains(
        chains.run, n_kept, max_sweeps, TIMES_PER_SAMPLE
    )
    report = ClusterReport(thinning, thinning * n_kept, estimates)
    return ClusterSamples(kept.reshape(-1, system.n_spins)[:n_samples], report)

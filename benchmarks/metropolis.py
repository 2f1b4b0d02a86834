"""Single-spin-flip Metropolis, written plainly: many chains at once, no other trick.

A sweep proposes every site once, in order, in all chains together: rows of numpy arrays
are sites and columns are chains, so that a proposal is one pass over a row.
"""

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.systems.ising_torus import IsingTorus
from latent_mean_field.systems.mean_field import MeanField


def log_uniform(shape: tuple[int, ...], rng: np.random.Generator) -> NDArray:
    """Logarithms of uniform numbers: a proposal is taken if it gains more, in nats."""
    return -rng.standard_exponential(shape, dtype=np.float32)


class MeanFieldChains:
    """Chains of mean-field matter without a field.

    Args:
        system: with patterns Ξ, shape (n_spins, n_patterns).
        spins: first states ±1, shape (n_chains, n_spins).
        rng: random stream.
    """

    def __init__(self, system: MeanField, spins: NDArray, rng: np.random.Generator):
        self.patterns = system.patterns.astype(np.float32)
        self.spins = np.ascontiguousarray(spins.T, np.float32)
        self.rng = rng

    def run(self, n_sweeps: int) -> NDArray:
        """Overlaps Ξ^T s / N after every sweep, shape (n_patterns, n_chains, n_sweeps).

        With their sign: of Curie-Weiss matter the magnetisation times sqrt(beta J).
        """
        n_spins, n_patterns = self.patterns.shape
        shape = (n_sweeps, n_patterns, self.spins.shape[1])
        record = np.empty(shape, np.float32)
        overlaps = self.patterns.T @ self.spins
        for sweep in range(n_sweeps):
            self._sweep(overlaps)
            # Afresh, so that rounding does not add up.
            np.matmul(self.patterns.T, self.spins, out=overlaps)
            record[sweep] = overlaps / n_spins
        return record.transpose(1, 2, 0)

    def _sweep(self, overlaps: NDArray) -> None:
        """Propose every site; flipping s_i gains 2 (|Ξ_i|² - s_i Ξ_i·o) / N nats."""
        log_u = log_uniform(self.spins.shape, self.rng)
        n_spins = len(self.spins)
        for s, row, threshold in zip(self.spins, self.patterns, log_u, strict=True):
            gain = 2 / n_spins * (row @ row - s * (row @ overlaps))
            step = np.where(threshold < gain, -2 * s, np.float32(0))
            s += step
            overlaps += row[:, None] * step


class IsingChains:
    """Lattices of the Ising torus, whose sublattices are proposed in turns.

    Args:
        system: the torus.
        spins: first states ±1, shape (n_chains, n_spins).
        rng: random stream.
    """

    def __init__(self, system: IsingTorus, spins: NDArray, rng: np.random.Generator):
        self.T = np.float32(system.T)
        self.spins = np.ascontiguousarray(spins.T, np.int8)
        self.rng = rng
        even = np.indices(system.shape).sum(0).ravel() % 2 == 0
        sites = np.arange(system.n_spins).reshape(system.shape)
        shifts = ((1, 0), (-1, 0), (1, 1), (-1, 1))
        neighbours = [np.roll(sites, step, axis).ravel() for step, axis in shifts]
        self.sublattices = [
            (np.flatnonzero(own), [places[own] for places in neighbours])
            for own in (even, ~even)
        ]

    def run(self, n_sweeps: int) -> NDArray:
        """Signed magnetisation per site after each sweep, (n_chains, n_sweeps)."""
        record = np.empty((n_sweeps, self.spins.shape[1]), np.float32)
        for sweep in range(n_sweeps):
            for own, neighbours in self.sublattices:
                self._propose(own, neighbours)
            record[sweep] = self.spins.mean(0)
        return record.T

    def _propose(self, own: NDArray, neighbours: list[NDArray]) -> None:
        """Propose the sites of a sublattice: flipping s gains -2 s Σ s' / T nats."""
        spins = self.spins[own]
        aligned = spins * sum(self.spins[places] for places in neighbours)
        flip = log_uniform(aligned.shape, self.rng) < -2 / self.T * aligned
        self.spins[own] = np.where(flip, -spins, spins)

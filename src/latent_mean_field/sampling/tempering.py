"""Parallel tempering of mean-field matter with too many classes for exact sums.

At scale t of the energy the patterns are sqrt(t) Ξ and the field t b. A blocked Gibbs
sweep draws the latent field and then all spins at once (theory.md, section 5):

    m | s ~ Normal( sqrt(t) Ξ^T s / N, 1/N ),     y = t b + sqrt(t) Ξ m,
    P(s_i = +1 | m) = logistic(2 y_i)

A reflection draws the common sign of all spins from its own conditional law,
P(-s) = logistic(-2 t b·s), which ends at once the flips between mirrored valleys.
Below the critical temperature a sweep rarely leaves a retrieval valley; neighbouring
scales exchange their states by a Metropolis step, down to a disordered scale where
every valley is forgotten.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.sampling.diagnostics import (
    TIMES_PER_SAMPLE,
    ChainEstimate,
    sample_chains,
)
from latent_mean_field.systems.mean_field import MeanField

# Largest eigenvalue of K at the hottest scale: 1 is critical, 0.7 mixes fast.
DISORDERED_EIGENVALUE = 0.7


@dataclass(frozen=True)
class TemperingReport:
    """Why the samples can be trusted.

    Attributes:
        scales: of the energy, from the disordered one to 1, shape (n_temperatures,).
        swap_acceptance: of each pair of neighbours, shape (n_temperatures - 1,).
        thinning: sweeps between two samples of one chain.
        n_sweeps: sweeps of each chain in the run that was sampled.
        estimates: of that run at scale 1, by order parameter; times in sweeps.
    """

    scales: NDArray
    swap_acceptance: NDArray
    thinning: int
    n_sweeps: int
    estimates: dict[str, ChainEstimate]


class TemperedSamples(NamedTuple):
    """Spins ±1, int8, shape (n_samples, n_spins), and their diagnostics."""

    spins: NDArray
    report: TemperingReport


def temperature_scales(system: MeanField, n_temperatures: int) -> NDArray:
    """Scales of the energy, evenly spaced, rising to 1, shape (n_temperatures,).

    At the first the largest eigenvalue of K is at most `DISORDERED_EIGENVALUE`.
    """
    largest = float(np.linalg.norm(system.patterns, 2)) ** 2 / len(system.patterns)
    hot = min(1.0, DISORDERED_EIGENVALUE / largest)
    return np.linspace(hot, 1.0, n_temperatures) if n_temperatures > 1 else np.ones(1)


class TemperedChains:
    """Chains at every scale that exchange their states.

    Replicas keep their spins and exchange scales. Arrays are single precision: the
    probability of a spin is resolved to 6e-8.
    """

    def __init__(
        self,
        system: MeanField,
        scales: NDArray,
        n_chains: int,
        rng: np.random.Generator,
    ):
        """Start on signs of random mixtures of patterns: scattered, as R-hat asks."""
        patterns = system.patterns.astype(np.float32)
        self.patterns, self.field = patterns, system.field.astype(np.float32)
        self.rng = rng
        self.scales = scales
        self.holders = np.tile(np.arange(len(scales))[:, None], (1, n_chains))
        self.swaps = np.zeros((2, len(scales) - 1))
        shape = (len(scales), n_chains)
        direction = rng.standard_normal((*shape, patterns.shape[1]), np.float32)
        self.spins = np.copysign(np.float32(1), direction @ patterns.T)
        self._noise = np.empty_like(self.spins)
        self._measure()

    def _measure(self) -> None:
        """Overlaps Ξ^T s / N and energies -beta H at scale 1 of every replica."""
        n_spins = len(self.field)
        self.overlaps = self.spins @ self.patterns / n_spins
        self.log_weights = (
            0.5 * n_spins * (self.overlaps**2).sum(-1, dtype=np.float64)
            + self.spins @ self.field
        )

    def sweep(self) -> None:
        """Draw all latent fields, then all spins."""
        rungs = np.argsort(self.holders, axis=0)
        scale = self.scales[rungs][..., None].astype(np.float32)
        noise = self.rng.standard_normal(self.overlaps.shape, np.float32)
        m = np.sqrt(scale) * self.overlaps + noise / math.sqrt(len(self.field))
        tanh_y = np.sqrt(scale) * m @ self.patterns.T
        if self.field.any():
            tanh_y += scale * self.field
        np.tanh(tanh_y, out=tanh_y)
        # s = +1 with probability (1 + tanh y) / 2 = logistic(2 y).
        self.rng.random(out=self._noise, dtype=np.float32)
        tanh_y += 1 - 2 * self._noise
        np.copysign(np.float32(1), tanh_y, out=self.spins)
        self._measure()

    def reflect(self) -> None:
        """Draw the common sign of all spins of each replica, given the rest."""
        along_field = self.spins @ self.field
        log_odds = 2 * self.scales[np.argsort(self.holders, axis=0)] * along_field
        noise = self.rng.logistic(size=log_odds.shape)
        sign = np.where(log_odds > noise, np.float32(1), np.float32(-1))
        self.spins *= sign[..., None]
        self.overlaps *= sign[..., None]
        self.log_weights += (sign - 1) * along_field

    def swap(self, parity: int) -> None:
        """Metropolis exchange of the pairs of scales (k, k + 1), k = parity, +2, ..."""
        colder = np.arange(parity + 1, len(self.scales), 2)
        hotter = colder - 1
        log_weights = np.take_along_axis(self.log_weights, self.holders, axis=0)
        gain = (self.scales[colder] - self.scales[hotter])[:, None] * (
            log_weights[hotter] - log_weights[colder]
        )
        accept = -self.rng.standard_exponential(gain.shape) < gain
        low, high = self.holders[hotter], self.holders[colder]
        self.holders[hotter] = np.where(accept, high, low)
        self.holders[colder] = np.where(accept, low, high)
        self.swaps[:, hotter] += accept.sum(1), (~accept).sum(1)

    def run(self, n_sweeps: int, thinning: int) -> tuple[dict[str, NDArray], NDArray]:
        """Run on, recording the chains at scale 1.

        Returns:
            Order parameters of every sweep, each of shape (n_chains, n_sweeps); spins
            of every `thinning`-th sweep, int8, (n_sweeps // thinning, n_chains,
            n_spins).
        """
        _, n_chains, n_spins = self.spins.shape
        orders = np.empty((n_sweeps, n_chains, self.overlaps.shape[-1] + 1))
        kept = np.empty((n_sweeps // thinning, n_chains, n_spins), np.int8)
        for sweep in range(n_sweeps):
            self.sweep()
            self.reflect()
            self.swap(sweep % 2)
            cold = self.holders[-1], np.arange(n_chains)
            orders[sweep, :, :-1] = self.overlaps[cold]
            orders[sweep, :, -1] = self.log_weights[cold]
            if (sweep + 1) % thinning == 0:
                kept[sweep // thinning] = self.spins[cold]
        return _observables(orders), kept

    def swap_acceptance(self) -> NDArray:
        """Accepted share of the exchanges of each pair, shape (n_temperatures - 1,)."""
        return self.swaps[0] / self.swaps.sum(0)


def _observables(orders: NDArray) -> dict[str, NDArray]:
    """Signed and squared overlaps and the energy, each (n_chains, n_sweeps).

    Args:
        orders: overlaps and -beta H, shape (n_sweeps, n_chains, n_patterns + 1).
    """
    chains = orders.transpose(2, 1, 0)
    observables = {"log_weight": chains[-1]}
    for index, overlap in enumerate(chains[:-1]):
        observables[f"overlap_{index}"] = overlap
        observables[f"overlap_{index}_squared"] = overlap**2
    return observables


def sample_tempered(
    system: MeanField,
    n_samples: int,
    rng: np.random.Generator,
    *,
    n_chains: int = 100,
    n_temperatures: int = 8,
    max_sweeps: int = 16_384,
) -> TemperedSamples:
    """Draw effectively independent equilibrium states of mean-field matter.

    Args:
        system: the matter.
        n_samples: number of states.
        rng: random stream.
        n_chains: independent sets of replicas; with fewer than 10 R-hat is noisy.
        n_temperatures: scales of the energy; more for larger systems.
        max_sweeps: of each chain in the longest pilot run.

    Raises:
        NotEquilibratedError: no pilot run is in equilibrium, or the sampled run is not.
    """
    scales = temperature_scales(system, n_temperatures)
    chains = TemperedChains(system, scales, n_chains, rng)
    n_kept = math.ceil(n_samples / n_chains)
    kept, thinning, estimates = sample_chains(
        chains.run, n_kept, max_sweeps, TIMES_PER_SAMPLE
    )
    acceptance = chains.swap_acceptance()
    report = TemperingReport(scales, acceptance, thinning, thinning * n_kept, estimates)
    spins = kept.reshape(-1, kept.shape[-1])[:n_samples]
    return TemperedSamples(spins, report)

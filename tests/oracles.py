"""Answers by brute force: sums over all 2^n states of a few spins.

Nothing here imports the package. Energies are written out as sums over pairs of sites,
marginals as dictionaries from the state of a part to its probability.
"""

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

Energy = Callable[[Sequence[int]], float]


def enumerate_states(n_spins: int) -> NDArray:
    """All states of `n_spins` spins ±1, shape (2^n_spins, n_spins)."""
    return np.array(list(itertools.product((-1, 1), repeat=n_spins)))


def bilinear_energy(patterns: NDArray, field: NDArray) -> Energy:
    """Beta H(s) = -(1/2N) Σ_mu Σ_ij Ξ_i^mu Ξ_j^mu s_i s_j - Σ_i b_i s_i."""
    rows, sites = patterns.tolist(), range(len(patterns))
    bonds = [
        (i, j, sum(x * y for x, y in zip(rows[i], rows[j], strict=True)))
        for i in sites
        for j in sites
    ]

    def energy(spins: Sequence[int]) -> float:
        pairs = sum(bond * spins[i] * spins[j] for i, j, bond in bonds)
        return -pairs / (2 * len(rows)) - sum(
            b * s for b, s in zip(field.tolist(), spins, strict=True)
        )

    return energy


def curie_weiss_energy(beta_J: float, beta_h: float = 0.0) -> Energy:
    """Beta H(s) = -(beta J/2N) Σ_ij s_i s_j - beta h Σ_i s_i."""

    def energy(spins: Sequence[int]) -> float:
        pairs = sum(one * other for one in spins for other in spins)
        return -beta_J * pairs / (2 * len(spins)) - beta_h * sum(spins)

    return energy


def hopfield_energy(xi: NDArray, beta: float) -> Energy:
    """Beta H(s) = -(beta/2N) Σ_mu Σ_ij xi_i^mu xi_j^mu s_i s_j."""
    bare = bilinear_energy(xi, np.zeros(len(xi)))
    return lambda spins: beta * bare(spins)


@dataclass(frozen=True)
class Enumeration:
    """The Boltzmann law of a few spins, state by state.

    Attributes:
        states: shape (2^n_spins, n_spins).
        log_weights: -beta H of each state, in nats, shape (2^n_spins,).
        probabilities: of each state, shape (2^n_spins,).
        log_partition_function: in nats.
    """

    states: NDArray
    log_weights: NDArray
    probabilities: NDArray
    log_partition_function: float

    def marginal(self, sites: NDArray) -> dict[tuple[int, ...], float]:
        """Probability of each state of the part made of `sites` (a mask)."""
        law: dict[tuple[int, ...], float] = defaultdict(float)
        for state, probability in zip(self.states, self.probabilities, strict=True):
            law[tuple(state[sites].tolist())] += probability
        return law

    def marginal_entropy(self, sites: NDArray) -> float:
        """Entropy of the part made of `sites` (a mask), in nats."""
        return -math.fsum(p * math.log(p) for p in self.marginal(sites).values())

    def entropy(self) -> float:
        """Entropy of all spins, in nats."""
        return self.marginal_entropy(np.full(self.states.shape[1], True))

    def mutual_information(self, left: NDArray) -> float:
        """Σ p(a, b) log p(a, b) / p(a) p(b), in nats, A being the mask `left`."""
        law_a, law_b = self.marginal(left), self.marginal(~left)
        return math.fsum(
            p
            * math.log(
                p / law_a[tuple(s[left].tolist())] / law_b[tuple(s[~left].tolist())]
            )
            for s, p in zip(self.states, self.probabilities, strict=True)
        )


def boltzmann(energy: Energy, n_spins: int) -> Enumeration:
    """Weigh every state of `n_spins` spins by exp(-energy)."""
    states = enumerate_states(n_spins)
    log_weights = [-energy(state) for state in states.tolist()]
    partition_function = math.fsum(math.exp(weight) for weight in log_weights)
    probabilities = [math.exp(weight) / partition_function for weight in log_weights]
    return Enumeration(
        states,
        np.array(log_weights),
        np.array(probabilities),
        math.log(partition_function),
    )


def g_test(observed: NDArray, probabilities: NDArray) -> float:
    """P-value of the likelihood-ratio test that counts follow a law.

    Cells that expect fewer than 10 counts are pooled, so that G is nearly chi-square.

    Args:
        observed: counts of each cell, shape (n_cells,).
        probabilities: of each cell, shape (n_cells,).
    """
    expected = probabilities * observed.sum()
    rare = expected < 10
    if rare.any():
        observed = np.append(observed[~rare], observed[rare].sum())
        expected = np.append(expected[~rare], expected[rare].sum())
    seen = observed > 0
    g = 2 * (observed[seen] * np.log(observed[seen] / expected[seen])).sum()
    return float(chi2.sf(g, len(expected) - 1))


def state_counts(spins: NDArray, states: NDArray) -> NDArray:
    """How often each of `states` occurs among the samples `spins`.

    Raises:
        ValueError: a sample is none of the states.
    """
    seen = Counter(map(tuple, spins.tolist()))
    counts = np.array([seen[tuple(state)] for state in states.tolist()])
    if counts.sum() != len(spins):
        raise ValueError("samples outside the states")
    return counts


Bonds = list[tuple[int, int]]


def ring_bonds(n_spins: int) -> Bonds:
    """Each site and its successor around a ring."""
    return [(site, (site + 1) % n_spins) for site in range(n_spins)]


def cylinder_bonds(circumference: int, length: int) -> Bonds:
    """Neighbours on `length` columns of periodic sites, counted column by column."""
    around = [
        (column * circumference + site, column * circumference + after)
        for column in range(length)
        for site, after in ring_bonds(circumference)
    ]
    along = [(site, site + circumference) for site in range(circumference)]
    return around + [
        (site + column * circumference, after + column * circumference)
        for column in range(length - 1)
        for site, after in along
    ]


def torus_bonds(side: int) -> Bonds:
    """Neighbours on a square lattice whose first and last row touch."""
    last = side * (side - 1)
    return cylinder_bonds(side, side) + [(last + site, site) for site in range(side)]


def ising_energy(bonds: Bonds, coupling: float) -> Energy:
    """Beta H(s) = -K Σ_bonds s_i s_j with coupling K = beta J."""
    return lambda spins: -coupling * sum(spins[i] * spins[j] for i, j in bonds)

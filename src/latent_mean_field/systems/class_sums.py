"""Exact sums for mean-field matter whose sites fall into a few exchangeable classes.

Sites with the same row (Ξ_i, b_i), up to a sign that a gauge transformation removes,
are exchangeable: the energy depends on the spins only through the number of (gauged)
up spins of each class. The 2^N states collapse to Π_c (n_c + 1) rows of a table.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp

from latent_mean_field.systems.mean_field import MeanField

MAX_ROWS = 2_000_000
# Terms of a sum over states that are held at once.
MAX_BLOCK = 120_000


class TooManyClassesError(ValueError):
    """The table of class magnetisations would not fit; sample instead of summing."""


def log_binomial(n: NDArray, k: NDArray) -> NDArray:
    """Logarithm of n choose k."""
    return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)


def _counts_grid(sizes: NDArray) -> NDArray:
    """All vectors of up-spin counts, shape (Π (sizes + 1), n_classes)."""
    axes = np.meshgrid(*[np.arange(n + 1) for n in sizes], indexing="ij")
    return np.stack([axis.ravel() for axis in axes], -1)


def _log_multiplicity(sizes: NDArray, counts: NDArray) -> NDArray:
    """Log number of spin states with the given up-spin counts."""
    return log_binomial(sizes, counts).sum(-1)


@dataclass(frozen=True)
class ClassSums:
    """The classes of a mean-field system and its exact finite-size answers.

    Attributes:
        labels: class of each site, shape (n_spins,).
        gauge: sign that maps each site onto its class, shape (n_spins,).
        rows: patterns of each class, shape (n_classes, n_patterns).
        field: field of each class, shape (n_classes,).
    """

    labels: NDArray
    gauge: NDArray
    rows: NDArray
    field: NDArray

    @classmethod
    def of(cls, system: MeanField) -> "ClassSums":
        """Find the classes of `system`.

        Raises:
            TooManyClassesError: the table would have more than `MAX_ROWS` rows.
        """
        table = np.column_stack([system.patterns, system.field])
        leading = np.argmax(table != 0, axis=1)
        gauge = np.where(table[np.arange(len(table)), leading] < 0, -1, 1)
        rows, labels = np.unique(gauge[:, None] * table, axis=0, return_inverse=True)
        sums = cls(labels.ravel(), gauge, rows[:, :-1], rows[:, -1])
        if (n_rows := np.prod(sums.sizes + 1.0)) > MAX_ROWS:
            message = f"{len(rows)} classes of sites need {n_rows:.3g} rows"
            raise TooManyClassesError(message)
        return sums

    @property
    def sizes(self) -> NDArray:
        """Number of sites in each class."""
        return np.bincount(self.labels, minlength=len(self.rows))

    @property
    def counts(self) -> NDArray:
        """Up-spin counts of every row of the table, shape (n_rows, n_classes)."""
        return _counts_grid(self.sizes)

    def log_boltzmann(self, counts: NDArray) -> NDArray:
        """-beta H of states with the given up-spin counts, in nats."""
        magnetisation = 2 * counts - self.sizes
        overlaps = magnetisation @ self.rows
        return (overlaps**2).sum(-1) / (2 * len(self.labels)) + (
            magnetisation @ self.field
        )

    def log_table(self) -> NDArray:
        """Log weight of every row, multiplicity included, not normalised."""
        counts = self.counts
        return _log_multiplicity(self.sizes, counts) + self.log_boltzmann(counts)

    def log_partition_function(self) -> float:
        """Log Z in nats, the constant diagonal of K included."""
        return float(logsumexp(self.log_table()))

    def law(self) -> NDArray:
        """Probability of every row of the table."""
        log_table = self.log_table()
        return np.exp(log_table - logsumexp(log_table))

    def entropy(self) -> float:
        """H(s) in nats: log Z - <-beta H>."""
        law = self.law()
        return self.log_partition_function() - float(
            law @ self.log_boltzmann(self.counts)
        )

    def class_counts(self, spins: NDArray) -> NDArray:
        """Up-spin counts of each sample, shape (n_samples, n_classes)."""
        up = (spins * self.gauge > 0).astype(np.float64)
        return (up @ np.eye(len(self.rows))[self.labels]).astype(np.int64)

    def log_prob(self, spins: NDArray) -> NDArray:
        """Exact log p(s) of each sample, in nats, shape (n_samples,)."""
        counts = self.class_counts(spins)
        return self.log_boltzmann(counts) - self.log_partition_function()

    def mutual_information(self, left: NDArray) -> float:
        """Exact I(A;B) in nats; `left` is True for the sites of A, shape (n_spins,)."""
        n_classes = len(self.rows)
        sizes_a = np.bincount(self.labels[left], minlength=n_classes)
        sizes_b = self.sizes - sizes_a
        log_p_a = self._log_marginal(sizes_a, sizes_b)
        log_p_b = self._log_marginal(sizes_b, sizes_a)
        return _entropy(log_p_a, sizes_a) + _entropy(log_p_b, sizes_b) - self.entropy()

    def _log_marginal(self, kept: NDArray, summed: NDArray) -> NDArray:
        """Log probability of one state of a part with each row of up-spin counts."""
        n_spins = len(self.labels)
        inner = _counts_grid(summed)
        inner_overlaps = (2 * inner - summed) @ self.rows
        inner_weight = _log_multiplicity(summed, inner)
        inner_weight += self._part_energy(inner, summed)
        outer = _counts_grid(kept)
        outer_overlaps = (2 * outer - kept) @ self.rows
        log_marginal = np.empty(len(outer))
        n_blocks = 1 + len(outer) * len(inner) // MAX_BLOCK
        for block in np.array_split(np.arange(len(outer)), n_blocks):
            # In place and in the cache: most of the time of an exact answer is here.
            terms = (outer_overlaps[block] / n_spins) @ inner_overlaps.T
            terms += inner_weight
            largest = terms.max(axis=1, keepdims=True)
            terms -= largest
            total = np.exp(terms, out=terms).sum(axis=1)
            log_marginal[block] = np.log(total) + largest[:, 0]
        log_marginal += self._part_energy(outer, kept)
        return log_marginal - self.log_partition_function()

    def _part_energy(self, counts: NDArray, sizes: NDArray) -> NDArray:
        """-beta H of one part alone, the other part left out."""
        magnetisation = 2 * counts - sizes
        overlaps = magnetisation @ self.rows
        quadratic = (overlaps**2).sum(-1) / (2 * len(self.labels))
        return quadratic + magnetisation @ self.field


def _entropy(log_prob: NDArray, sizes: NDArray) -> float:
    """Entropy in nats of a part, from the log probability of one state per row."""
    law = np.exp(log_prob + _log_multiplicity(sizes, _counts_grid(sizes)))
    return -float(law @ log_prob)

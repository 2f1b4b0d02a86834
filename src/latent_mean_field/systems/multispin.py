"""Interactions of three and four spins: mean-field matter that is not bilinear."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from latent_mean_field.systems.class_sums import log_binomial


@dataclass(frozen=True)
class MultiSpin:
    """Every pair, triple and quadruple of spins couples.

    -beta H = beta_J M²/2N + beta_J3 M³/N² + beta_J4 M⁴/N³, with M = Σ_i s_i.

    The states are exchangeable, so a scalar latent makes the spins independent, as in
    any mean-field theory; but no bilinear energy has their law. Three spins alone have
    a discontinuous transition at beta_J3 = 0.672 between m = 0 and m = 0.95; four and
    two can hold three phases together, m = 0 and ±m, as the Blume-Capel model does at
    its transition.
    """

    n_spins: int
    beta_J: float = 0.0
    beta_J3: float = 0.0
    beta_J4: float = 0.0

    @property
    def shape(self) -> tuple[int]:
        """Of the lattice, which has none: (n_spins,)."""
        return (self.n_spins,)

    def log_weight(self, magnetisation: NDArray) -> NDArray:
        """-beta H at M, in nats."""
        m = magnetisation / self.n_spins
        polynomial = self.beta_J * m**2 / 2 + self.beta_J3 * m**3 + self.beta_J4 * m**4
        return self.n_spins * polynomial

    def log_partition_function(self) -> float:
        """Log Z in nats."""
        return float(logsumexp(self._log_table()))

    def law(self) -> NDArray:
        """Probability of 0, 1, ... N spins up, shape (n_spins + 1,)."""
        log_table = self._log_table()
        return np.exp(log_table - logsumexp(log_table))

    def entropy(self) -> float:
        """H(s) in nats: log Z - <-beta H>."""
        up = np.arange(self.n_spins + 1)
        mean = self.law() @ self.log_weight(2 * up - self.n_spins)
        return self.log_partition_function() - float(mean)

    def log_prob(self, spins: NDArray) -> NDArray:
        """Exact log p(s) of each sample, in nats, shape (n_samples,)."""
        magnetisation = spins.sum(axis=1, dtype=np.int64)
        return self.log_weight(magnetisation) - self.log_partition_function()

    def _log_table(self) -> NDArray:
        """Log weight of each number of spins up, multiplicity included."""
        up = np.arange(self.n_spins + 1)
        multiplicity = log_binomial(np.array(self.n_spins), up)
        return multiplicity + self.log_weight(2 * up - self.n_spins)

"""Bilinear mean-field matter: the energy every solvable system of spins shares."""

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray


def log_2cosh(y: NDArray) -> NDArray:
    """Logarithm of 2 cosh y, without overflow."""
    return np.logaddexp(y, -y)


class MeanField(ABC):
    """Spins s_i = ±1 with an energy of rank p.

    -beta H(s) = (1/2) Σ_ij K_ij s_i s_j + Σ_i b_i s_i,    K = Ξ Ξ^T / N

    The constant diagonal of K is part of the energy. Hubbard-Stratonovich turns the
    law of the spins into a mixture of independent spins (theory.md, equation 6):

    p(s) = ∫ d^p m w(m) Π_i e^{s_i y_i(m)} / 2 cosh y_i(m),   y(m) = b + Ξ m
    """

    @property
    @abstractmethod
    def patterns(self) -> NDArray:
        """Ξ, shape (n_spins, n_patterns): the patterns times the root of beta."""

    @property
    @abstractmethod
    def field(self) -> NDArray:
        """b, shape (n_spins,): the external field times beta."""

    @property
    def shape(self) -> tuple[int]:
        """Of the lattice, which has none: (n_spins,)."""
        return (len(self.field),)

    @property
    def couplings(self) -> NDArray:
        """K, shape (n_spins, n_spins), with its diagonal."""
        return self.patterns @ self.patterns.T / len(self.patterns)

    def log_weight(self, spins: NDArray) -> NDArray:
        """-beta H of each row of `spins` (..., n_spins), in nats."""
        overlaps = spins @ self.patterns
        return (overlaps**2).sum(-1) / (2 * len(self.patterns)) + spins @ self.field

    def local_fields(self, m: NDArray) -> NDArray:
        """y(m), shape (..., n_spins), for m of shape (..., n_patterns)."""
        return self.field + m @ self.patterns.T

    def log_field_weight(self, m: NDArray) -> NDArray:
        """Logarithm of w(m), not normalised, for m of shape (..., n_patterns)."""
        gaussian = -0.5 * len(self.patterns) * (m**2).sum(-1)
        return gaussian + log_2cosh(self.local_fields(m)).sum(-1)

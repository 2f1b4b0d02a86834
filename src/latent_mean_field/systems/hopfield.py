"""Hopfield: matter with a vector order parameter."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.systems.mean_field import MeanField


@dataclass(frozen=True)
class Hopfield(MeanField):
    """Spins that store patterns: H = -(1/2N) Σ_mu (Σ_i xi_i^mu s_i)².

    `xi` has shape (n_spins, n_patterns) and entries ±1. Critical at beta = 1 for
    n_patterns << n_spins. Ξ = sqrt(beta) xi.
    """

    xi: NDArray
    beta: float

    @property
    def patterns(self) -> NDArray:
        """Ξ, shape (n_spins, n_patterns)."""
        return np.sqrt(self.beta) * self.xi

    @property
    def field(self) -> NDArray:
        """B = 0, shape (n_spins,)."""
        return np.zeros(len(self.xi))


def random_patterns(n_spins: int, n_patterns: int, rng: np.random.Generator) -> NDArray:
    """Independent fair signs xi, shape (n_spins, n_patterns), int8."""
    return rng.choice(np.array([-1, 1], np.int8), (n_spins, n_patterns))

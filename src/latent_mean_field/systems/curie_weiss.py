"""Curie-Weiss: matter with a scalar order parameter."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from latent_mean_field.systems.mean_field import MeanField


@dataclass(frozen=True)
class CurieWeiss(MeanField):
    """Every spin couples to every other: H = -(J/2N) (Σ_i s_i)² - h Σ_i s_i.

    Critical at beta J = 1, h = 0. One pattern, Ξ_i = sqrt(beta J).
    """

    n_spins: int
    beta_J: float
    beta_h: float = 0.0

    @property
    def patterns(self) -> NDArray:
        """Ξ, shape (n_spins, 1)."""
        return np.full((self.n_spins, 1), np.sqrt(self.beta_J))

    @property
    def field(self) -> NDArray:
        """b, shape (n_spins,)."""
        return np.full(self.n_spins, self.beta_h)

    def transport_map(self, zeta: NDArray, n_nodes: int = 40_001) -> NDArray:
        """Local field y at the quantiles of w that `zeta` ~ Normal(0, 1) has.

        The exact decoder for a standard normal latent, y = W^-1(Phi(zeta)), increasing
        in zeta (theory.md, section 3).
        """
        edge = np.sqrt(self.beta_J) + 12 / np.sqrt(self.n_spins)
        m = np.linspace(-edge, edge, n_nodes)
        log_weight = self.log_field_weight(m[:, None])
        weight = np.exp(log_weight - log_weight.max())
        cumulative = np.cumsum(weight) - 0.5 * weight
        at = np.interp(ndtr(zeta), cumulative / weight.sum(), m)
        return self.beta_h + np.sqrt(self.beta_J) * at

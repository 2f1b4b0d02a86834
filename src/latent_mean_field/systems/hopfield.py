"""Hopfield: matter with a vector order parameter."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.systems.mean_field import MeanField


@dataclass(frozen=True)
class Hopfield(MeanField):
    """Spins that store patterns: H = -(1/2N) Σ_mu (Σ_i xi_i^mu s_i)².

    `xi` has shape (n_spins, n_patterns) and entries ±1. Critical at beta = 1 for
    n_patterns << n_spins. Ξ = sqrt(beta) xi. Patterns may also be real numbers; a
    uniform field adds -h Σ_i s_i, with `beta_h` = beta h.
    """

    xi: NDArray
    beta: float
    beta_h: float = 0.0

    @property
    def patterns(self) -> NDArray:
        """Ξ, shape (n_spins, n_patterns)."""
        return np.sqrt(self.beta) * self.xi

    @property
    def field(self) -> NDArray:
        """b, shape (n_spins,)."""
        return np.full(len(self.xi), self.beta_h)


# Of biased patterns: the mean of an entry. Of correlated ones: the mean product of two
# entries of a site.
BIAS = 0.3
CORRELATION = 0.3


def random_patterns(
    n_spins: int, n_patterns: int, rng: np.random.Generator, kind: str = "fair"
) -> NDArray:
    """Random patterns xi, shape (n_spins, n_patterns).

    Args:
        n_spins: N.
        n_patterns: p.
        rng: random stream.
        kind: `fair` signs, independent (int8); `biased` signs of mean 0.3; `correlated`
            signs, those of a site having a common parent; `gaussian`, real and normal.

    Raises:
        ValueError: there is no such kind.
    """
    shape = (n_spins, n_patterns)
    match kind:
        case "fair":
            return rng.choice(np.array([-1, 1], np.int8), shape)
        case "biased":
            return np.where(rng.random(shape) < (1 + BIAS) / 2, 1, -1)
        case "correlated":
            parent = rng.choice(np.array([-1, 1]), (n_spins, 1))
            kept = rng.random(shape) < (1 + CORRELATION**0.5) / 2
            return np.where(kept, parent, -parent)
        case "gaussian":
            return rng.standard_normal(shape)
        case _:
            raise ValueError(f"there are no {kind} patterns")

"""A reaction on a surface with two fates: coverage that stays high or dies out.

    d rho/dt = alpha (1 - rho) - gamma rho - kappa (1 - rho)² rho,     rho(0) = 0.89

with adsorption alpha = 0.1 + exp(0.05 a), desorption gamma = 0.001 + 0.01 exp(0.05 b),
a and b standard normal, and kappa = 10 (Fan et al. 2025). Trajectories end above 0.9
or below 0.3, none between.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

KAPPA, START, DURATION, N_TIMES = 10.0, 0.89, 25.0, 50
# Runge-Kutta steps between two times at which the coverage is kept.
N_STEPS = 20
# Coverage at the end that counts as high.
HIGH = 0.9


class Reactions(NamedTuple):
    """Trajectories and what they are made of.

    Attributes:
        coverage: rho at N_TIMES equally spaced times, shape (n, N_TIMES).
        adsorption: alpha, shape (n,).
        desorption: gamma, shape (n,).
    """

    coverage: NDArray
    adsorption: NDArray
    desorption: NDArray

    @property
    def high(self) -> NDArray:
        """Whether the coverage ends high, shape (n,)."""
        return self.coverage[:, -1] >= HIGH


def draw_reactions(n: int, rng: np.random.Generator) -> Reactions:
    """Independent reactions with rates at random."""
    first, second = rng.normal(size=(2, n))
    adsorption = 0.1 + np.exp(0.05 * first)
    desorption = 0.001 + 0.01 * np.exp(0.05 * second)
    return Reactions(coverage(adsorption, desorption), adsorption, desorption)


def coverage(adsorption: NDArray, desorption: NDArray) -> NDArray:
    """Trajectories at given rates (n,), shape (n, N_TIMES); fourth order in time."""
    step = DURATION / (N_TIMES - 1) / N_STEPS
    rho = np.full_like(adsorption, START)
    kept = [rho]
    for _ in range(N_TIMES - 1):
        for _ in range(N_STEPS):
            rho = _advance(rho, adsorption, desorption, step)
        kept.append(rho)
    return np.stack(kept, axis=1)


def _advance(rho: NDArray, alpha: NDArray, gamma: NDArray, step: float) -> NDArray:
    """One Runge-Kutta step."""
    first = _slope(rho, alpha, gamma)
    second = _slope(rho + step / 2 * first, alpha, gamma)
    third = _slope(rho + step / 2 * second, alpha, gamma)
    fourth = _slope(rho + step * third, alpha, gamma)
    return rho + step / 6 * (first + 2 * second + 2 * third + fourth)


def _slope(rho: NDArray, alpha: NDArray, gamma: NDArray) -> NDArray:
    """Rate of change of the coverage."""
    free = 1 - rho
    return alpha * free - gamma * rho - KAPPA * free**2 * rho

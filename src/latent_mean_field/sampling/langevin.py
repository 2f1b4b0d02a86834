"""Overdamped Langevin dynamics of a density, dz = ½ grad log rho dt + dW."""

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.systems.mixture_density import MixtureDensity


def heun_step(
    rho: MixtureDensity, z: NDArray, time_step: float, rng: np.random.Generator
) -> NDArray:
    """One step of the stochastic Heun method, of weak order two for constant noise.

    Args:
        rho: the density.
        z: where the walkers are, shape (n, d).
        time_step: of the step.
        rng: of the noise.
    """
    kick = np.sqrt(time_step) * rng.normal(size=z.shape)
    drift = rho.score(z) / 2
    guess = z + drift * time_step + kick
    return z + (drift + rho.score(guess) / 2) * time_step / 2 + kick


def relaxation_rate(
    rho: MixtureDensity,
    times: tuple[float, float],
    rng: np.random.Generator,
    *,
    n_walkers: int = 200_000,
    n_groups: int = 20,
    time_step: float = 0.05,
) -> tuple[float, float]:
    """The slow rate between two Gaussians, by simulation; and its standard error.

    Walkers start in equilibrium. A walker's side is the share of the second Gaussian at
    its place, less the mean; between two times at which all else has died out, the
    correlation of a walker's side with its first one falls by e^{-rate (t2 - t1)}.

    Args:
        rho: of two components.
        times: t1 and t2, in the units of the dynamics, rounded to steps.
        rng: of starts and noise.
        n_walkers: how many.
        n_groups: of walkers, whose scatter gives the error; divides their number.
        time_step: of the integration.

    Raises:
        ValueError: the times are not apart by a step, or the first is before one.
    """
    first, last = (round(t / time_step) for t in times)
    if not 0 < first < last:
        message = f"times {times} are not two different steps of {time_step}"
        raise ValueError(message)
    z = rho.sample(n_walkers, rng)
    start, correlations = _side(rho, z), []
    for step in range(1, last + 1):
        z = heun_step(rho, z, time_step, rng)
        if step in (first, last):
            products = start * _side(rho, z)
            correlations.append(products.reshape(n_groups, -1).mean(axis=1))
    early, late = correlations
    elapsed = (last - first) * time_step
    whole = np.log(early.mean() / late.mean()) / elapsed
    # Groups left out one by one: a logarithm of a ratio is no mean over groups.
    others = [
        np.log(np.delete(early, k).mean() / np.delete(late, k).mean()) / elapsed
        for k in range(n_groups)
    ]
    spread = np.square(np.array(others) - whole).sum() * (n_groups - 1) / n_groups
    return float(whole), float(np.sqrt(spread))


def _side(rho: MixtureDensity, z: NDArray) -> NDArray:
    """Share of the second component at z, less its mean."""
    return rho.shares(z)[:, 1] - rho.weights[1]

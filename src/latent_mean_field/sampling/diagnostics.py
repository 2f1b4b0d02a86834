"""How far a Markov chain can be trusted: autocorrelation time, R-hat, sample size.

Every function takes one observable of a set of chains, shape (n_chains, n_steps).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Between-chain variance of 0.1 within-chain variances: half chains disagree by a
# third of a standard deviation. Equilibrated half chains of 25 autocorrelation times
# stay near 1.02, so 1.05 is reached by disagreement rather than by noise.
R_HAT_LIMIT = 1.05
# An autocorrelation time read off a shorter chain is biased low (Goodman & Weare 2010;
# the rule of the emcee sampler).
MIN_TIMES_PER_CHAIN = 50
# With exponential decay, samples k autocorrelation times apart are worth tanh(k) of
# their number: 1.5 keeps 90 %.
MIN_TIMES_PER_SAMPLE = 1.5


@dataclass(frozen=True)
class ChainEstimate:
    """What one observable says about its chains.

    Attributes:
        autocorrelation_time: integrated, 1 + 2 Σ_t rho(t), in steps.
        r_hat: split R-hat, 1 in equilibrium.
        effective_sample_size: independent samples that all chains together are worth.
        n_steps: length of each chain.
    """

    autocorrelation_time: float
    r_hat: float
    effective_sample_size: float
    n_steps: int


class NotEquilibratedError(RuntimeError):
    """The chains cannot be trusted; `estimates` holds what they said, by observable."""

    def __init__(self, faults: list[str], estimates: Mapping[str, ChainEstimate]):
        super().__init__("; ".join(faults))
        self.estimates = dict(estimates)


def autocorrelation(chains: NDArray) -> NDArray:
    """Autocorrelation rho(t) of an observable, shape (n_steps,), rho(0) = 1.

    Deviations are taken from the mean over all chains, so that chains stuck in
    different places show up as correlation that never decays. nan for a constant.
    """
    n_steps = chains.shape[1]
    deviations = chains - chains.mean(dtype=np.float64)
    spectrum = np.fft.rfft(deviations, 2 * n_steps, axis=1)
    power = (np.abs(spectrum) ** 2).mean(0)
    covariance = np.fft.irfft(power, 2 * n_steps)[:n_steps]
    with np.errstate(invalid="ignore"):
        return covariance / covariance[0]


def autocorrelation_time(chains: NDArray, window: float = 5.0) -> float:
    """Integrated autocorrelation time 1 + 2 Σ_t rho(t), in steps.

    The sum stops at the first lag that exceeds `window` times the estimate (Sokal
    1996). An observable that never moves has time inf: it may be stuck.
    """
    rho = autocorrelation(chains)
    if np.isnan(rho).any():
        return float("inf")
    times = 2 * np.cumsum(rho) - 1
    closed = np.arange(len(times)) >= window * times
    return float(times[np.argmax(closed) if closed.any() else -1])


def split_r_hat(chains: NDArray) -> float:
    """Potential scale reduction of the half chains (Gelman et al. 2013, eq. 11.4).

    inf if no half chain moves. Needs at least 4 steps.
    """
    n_half = chains.shape[1] // 2
    halves = np.concatenate([chains[:, :n_half], chains[:, -n_half:]])
    within = halves.var(axis=1, ddof=1).mean()
    if within == 0:
        return float("inf")
    between = halves.mean(axis=1).var(ddof=1)
    return float(np.sqrt((n_half - 1) / n_half + between / within))


def effective_sample_size(chains: NDArray) -> float:
    """Number of independent samples that all steps of all chains are worth."""
    return chains.size / autocorrelation_time(chains)


def estimate_chains(observables: Mapping[str, NDArray]) -> dict[str, ChainEstimate]:
    """Diagnose each observable, given as chains of shape (n_chains, n_steps)."""
    estimates = {}
    for name, chains in observables.items():
        time = autocorrelation_time(chains)
        estimates[name] = ChainEstimate(
            time, split_r_hat(chains), chains.size / time, chains.shape[1]
        )
    return estimates


def longest_time(estimates: Mapping[str, ChainEstimate]) -> float:
    """Autocorrelation time of the slowest observable, in steps, at least 1."""
    return max([1.0, *(e.autocorrelation_time for e in estimates.values())])


def require_equilibrium(
    estimates: Mapping[str, ChainEstimate], thinning: int | None = None
) -> None:
    """Refuse chains that disagree, are too short, or are thinned too little.

    Args:
        estimates: of each observable.
        thinning: steps between the samples that are kept, if they should count as
            independent.

    Raises:
        NotEquilibratedError: an R-hat exceeds `R_HAT_LIMIT`, a chain is shorter than
            `MIN_TIMES_PER_CHAIN` autocorrelation times, or `thinning` is below
            `MIN_TIMES_PER_SAMPLE` of them.
    """
    faults = [
        f"{name}: {fault}"
        for name, estimate in estimates.items()
        for fault in _faults(estimate, thinning)
    ]
    if faults:
        raise NotEquilibratedError(faults, estimates)


def _faults(estimate: ChainEstimate, thinning: int | None) -> list[str]:
    """What is wrong with the chains of one observable, in words."""
    time = estimate.autocorrelation_time
    faults = []
    # Written as "not <=" so that nan is refused.
    if not estimate.r_hat <= R_HAT_LIMIT:
        faults.append(f"split R-hat {estimate.r_hat:.3f} > {R_HAT_LIMIT}")
    if not estimate.n_steps >= MIN_TIMES_PER_CHAIN * time:
        faults.append(
            f"{estimate.n_steps} steps < {MIN_TIMES_PER_CHAIN} x autocorrelation "
            f"time {time:.1f}"
        )
    if thinning is not None and not thinning >= MIN_TIMES_PER_SAMPLE * time:
        faults.append(
            f"thinning {thinning} < {MIN_TIMES_PER_SAMPLE} x autocorrelation "
            f"time {time:.1f}"
        )
    return faults

"""How far a Markov chain can be trusted: autocorrelation time, R-hat, sample size.

An observable of a set of chains has the shape (n_chains, n_steps). `sample_chains` runs
chains until they can be trusted, and keeps states that are independent in effect.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

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
# Autocorrelation times between kept samples: exponential decay leaves exp(-4) = 2 %.
TIMES_PER_SAMPLE = 2
# Half as long again as a run must be, since the sampled run measures its own time.
TIMES_PER_CHAIN = 1.5 * MIN_TIMES_PER_CHAIN
FIRST_PILOT = 256

# Runs chains on, by n_sweeps and thinning. Returns their observables in every sweep and
# their states in every `thinning`-th, (n_sweeps // thinning, n_chains, n_spins).
Run = Callable[[int, int], tuple[Mapping[str, NDArray], NDArray]]


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


class ChainSamples(NamedTuple):
    """States, (n_kept, n_chains, n_spins), and the diagnostics of their run."""

    kept: NDArray
    thinning: int
    estimates: dict[str, ChainEstimate]


def sample_chains(
    run: Run, n_kept: int, max_sweeps: int, times_per_sample: float
) -> ChainSamples:
    """Keep effectively independent states of chains in equilibrium.

    A pilot run, doubled until it passes the diagnostics, sets the thinning; a second
    run is sampled, and refused if its own diagnostics do not bear the thinning out.

    Args:
        run: runs the chains on from where they are.
        n_kept: states to keep of each chain.
        max_sweeps: of each chain in the longest pilot run.
        times_per_sample: autocorrelation times between kept states.

    Raises:
        NotEquilibratedError: no pilot run is in equilibrium, or the sampled run is not.
    """
    time = _equilibrate(run, max_sweeps)
    thinning = math.ceil(time * max(times_per_sample, TIMES_PER_CHAIN / n_kept))
    observables, kept = run(thinning * n_kept, thinning)
    estimates = estimate_chains(observables)
    require_equilibrium(estimates, thinning)
    return ChainSamples(kept, thinning, estimates)


def _equilibrate(run: Run, max_sweeps: int) -> float:
    """Run on, each time twice as long, until a run is in equilibrium.

    Returns:
        The longest autocorrelation time of the observables, in sweeps.
    """
    n_sweeps = FIRST_PILOT
    while True:
        observables, _ = run(n_sweeps, n_sweeps)
        estimates = estimate_chains(observables)
        try:
            require_equilibrium(estimates)
            return longest_time(estimates)
        except NotEquilibratedError:
            n_sweeps *= 2
            if n_sweeps > max_sweeps:
                raise

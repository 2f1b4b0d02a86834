"""Chain diagnostics against chains whose autocorrelation is known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from latent_mean_field.sampling.diagnostics import (
    NotEquilibratedError,
    autocorrelation,
    autocorrelation_time,
    estimate_chains,
    longest_time,
    require_equilibrium,
    sample_chains,
    split_r_hat,
)


def ar1(
    phi: float, n_chains: int, n_steps: int, seed: int, start: float | None = None
) -> NDArray:
    """x_t = phi x_{t-1} + noise, of variance 1; stationary unless given a start."""
    rng = np.random.default_rng(seed)
    noise = np.sqrt(1 - phi**2) * rng.standard_normal((n_chains, n_steps))
    chains = np.empty((n_chains, n_steps))
    now = rng.standard_normal(n_chains) if start is None else np.full(n_chains, start)
    for step in range(n_steps):
        chains[:, step] = now = phi * now + noise[:, step]
    return chains


def time_of(phi: float) -> float:
    """1 + 2 Σ_t phi^t."""
    return (1 + phi) / (1 - phi)


def effective_sample_size(chains):
    return estimate_chains({"x": chains})["x"].effective_sample_size


@pytest.mark.parametrize("phi", [0.0, 0.5, 0.9, 0.97])
def test_autocorrelation_time_of_ar1_is_recovered(phi):
    n_chains, n_steps = 10, 20_000
    chains = ar1(phi, n_chains, n_steps, seed=1)
    time = time_of(phi)
    # Madras & Sokal (1988): relative variance 2 (2 M + 1) / n, window M = 5 tau.
    error = time * np.sqrt(2 * (10 * time + 1) / (n_chains * n_steps))
    assert abs(autocorrelation_time(chains) - time) < 4 * error + 0.01 * time


def test_an_alternating_chain_is_worth_more_than_its_length():
    chains = ar1(-0.5, 10, 20_000, seed=2)
    assert autocorrelation_time(chains) < 0.6
    assert effective_sample_size(chains) > chains.size


def test_autocorrelation_equals_the_sum_over_pairs_of_steps():
    chains = ar1(0.8, 3, 40, seed=3)
    deviations = chains - chains.mean()
    covariance = [
        sum(c[t] * c[t + lag] for c in deviations for t in range(40 - lag))
        for lag in range(40)
    ]
    expected = np.array(covariance) / covariance[0]
    assert autocorrelation(chains) == pytest.approx(expected, abs=1e-12)


def test_means_scatter_as_the_effective_sample_size_says():
    # 400 runs of 4 chains: the variance of a run's mean is known to 7 %.
    runs = ar1(0.9, 1600, 1000, seed=4).reshape(400, 4, 1000)
    sizes = [effective_sample_size(run) for run in runs]
    assert runs.mean((1, 2)).var() * np.mean(sizes) == pytest.approx(1, rel=0.25)


def test_r_hat_of_equilibrium_is_one_plus_half_the_time_over_the_half_chain():
    chains = ar1(0.9, 200, 4000, seed=5)
    # Variance of half-chain means: tau / (n / 2), known to 7 % from 400 halves.
    assert split_r_hat(chains) - 1 == pytest.approx(0.5 * 19 / 2000, rel=0.25)


def test_r_hat_of_shifted_chains_is_their_variance_ratio():
    noise = np.random.default_rng(6).standard_normal((2, 20_000))
    shifted = noise + np.array([[-1.0], [1.0]])
    # Half-chain means -1, -1, 1, 1 have variance 4/3.
    assert split_r_hat(shifted) == pytest.approx(np.sqrt(1 + 4 / 3), rel=0.02)


def test_r_hat_sees_a_drift_that_all_chains_share():
    noise = np.random.default_rng(7).standard_normal((8, 2000))
    drifting = noise + np.linspace(-1, 1, 2000)
    assert split_r_hat(noise) < 1.01
    assert split_r_hat(drifting) > 1.1


def require(chains: NDArray, thinning: int | None = None) -> None:
    require_equilibrium(estimate_chains({"x": chains}), thinning)


def test_long_stationary_chains_pass():
    chains = ar1(0.9, 20, 2000, seed=8)
    require(chains)
    require(chains, thinning=40)


@pytest.mark.parametrize(
    ("chains", "fault"),
    [
        (np.repeat([[-1.0], [1.0]], 500, axis=1), "R-hat inf"),
        (ar1(0.5, 2, 500, seed=9) + np.array([[-1.0], [1.0]]), "R-hat"),
        (ar1(0.99, 20, 400, seed=10, start=8.0), "R-hat"),
        (ar1(0.9, 20, 600, seed=11), "600 steps < 50 x"),
        (np.zeros((4, 500)), "autocorrelation time inf"),
    ],
    ids=["stuck", "apart", "not yet there", "short", "constant"],
)
def test_chains_that_cannot_be_trusted_are_refused_with_their_estimates(chains, fault):
    with pytest.raises(NotEquilibratedError, match=fault) as refusal:
        require(chains)
    assert refusal.value.estimates == estimate_chains({"x": chains})


def test_thinning_below_the_autocorrelation_time_is_refused():
    with pytest.raises(NotEquilibratedError, match="thinning 20 <"):
        require(ar1(0.9, 20, 2000, seed=12), thinning=20)


def test_chains_stuck_in_different_places_never_decorrelate():
    stuck = ar1(0.0, 50, 400, seed=13) + np.repeat([[-5.0], [5.0]], 25, axis=0)
    # Each chain alone would claim time 1.
    assert autocorrelation_time(stuck[:1]) < 2
    assert autocorrelation_time(stuck) > 50


def test_the_slowest_observable_sets_the_longest_time():
    fast, slow = ar1(-0.9, 10, 5000, seed=14), ar1(0.8, 10, 5000, seed=15)
    estimates = estimate_chains({"fast": fast, "slow": slow})
    assert longest_time(estimates) == estimates["slow"].autocorrelation_time
    assert longest_time({"fast": estimates["fast"]}) == 1


def recorded_run(phi: float):
    """Stationary AR(1) chains to run on, and the lengths and thinnings asked for."""
    asked = []

    def run(n_sweeps, thinning):
        asked.append((n_sweeps, thinning))
        chains = ar1(phi, 20, n_sweeps, seed=16 + len(asked))
        return {"x": chains}, chains.T[thinning - 1 :: thinning, :, None]

    return run, asked


def test_a_pilot_is_doubled_until_it_is_long_enough_and_sets_the_thinning():
    run, asked = recorded_run(0.8)
    kept, thinning, estimates = sample_chains(run, 100, 4096, 2)
    # Time 9, and a chain needs fifty times as much.
    assert asked[:2] == [(256, 256), (512, 512)]
    assert asked[2:] == [(100 * thinning, thinning)]
    assert thinning == pytest.approx(2 * time_of(0.8), rel=0.2)
    assert kept.shape == (100, 20, 1)
    assert estimates["x"].n_steps == 100 * thinning


def test_few_states_are_kept_further_apart_to_measure_the_time_again():
    _, thinning, estimates = sample_chains(recorded_run(0.8)[0], 3, 4096, 2)
    assert 3 * thinning == pytest.approx(75 * time_of(0.8), rel=0.2)
    assert estimates["x"].n_steps == 3 * thinning


def test_pilots_beyond_the_longest_are_refused():
    run, asked = recorded_run(0.98)
    with pytest.raises(NotEquilibratedError, match="1024 steps <"):
        sample_chains(run, 100, 1024, 2)
    assert [n_sweeps for n_sweeps, _ in asked] == [256, 512, 1024]

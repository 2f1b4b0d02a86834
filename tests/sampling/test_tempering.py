"""Tempered samples against the law of every state and against sums over classes."""

import numpy as np
import pytest

from latent_mean_field.sampling import tempering
from latent_mean_field.sampling.diagnostics import NotEquilibratedError
from latent_mean_field.sampling.tempering import (
    TemperedChains,
    sample_tempered,
    temperature_scales,
)
from latent_mean_field.systems.class_sums import ClassSums
from latent_mean_field.systems.hopfield import Hopfield, random_patterns
from matter import Matter
from oracles import bilinear_energy, boltzmann, g_test, state_counts

SMALLEST_P = 1e-3
FAILED_P = 1e-6

ROWS = 1.5 * np.array(
    [[1, 1], [-1, 0.5], [1, -1], [0.3, 1], [-1, -1], [1, 0.8]], dtype=float
)
FIELDS = np.array([0.1, 0.0, -0.2, 0.1, 0.2, 0.0])
SMALL = Matter(ROWS, FIELDS)


def p_value(spins, rows, fields) -> float:
    """Of the counts of every state of a few spins."""
    exact = boltzmann(bilinear_energy(rows, fields), len(rows))
    return g_test(state_counts(spins, exact.states), exact.probabilities)


def one_shot(system, scales, *, n_sweeps=40, n_chains=60_000, seed=1) -> TemperedChains:
    """Many short runs: the last states are independent samples of each scale."""
    chains = TemperedChains(system, scales, n_chains, np.random.default_rng(seed))
    chains.run(n_sweeps, n_sweeps)
    return chains


def test_every_state_occurs_as_often_as_it_should_at_every_scale():
    scales = np.array([0.3, 0.6, 1.0])
    chains = one_shot(SMALL, scales)
    for rung, scale in enumerate(scales):
        spins = chains.spins[chains.holders[rung], np.arange(60_000)].astype(int)
        rows, fields = np.sqrt(scale) * ROWS, scale * FIELDS
        assert p_value(spins, rows, fields) > SMALLEST_P
        # A neighbouring temperature must fail the same test.
        assert p_value(spins, np.sqrt(1.1) * rows, 1.1 * fields) < FAILED_P


def test_three_spins_pin_down_the_noise_of_the_latent_field():
    # Noise 5 % too weak leaves p = 1e-13 here, and is invisible among many spins.
    rows = 1.6 * np.array([[1.0, 0.8], [-0.9, 1.0], [0.7, -0.4]])
    fields = np.array([0.2, 0.0, -0.1])
    chains = one_shot(Matter(rows, fields), np.ones(1), n_sweeps=30, n_chains=200_000)
    assert p_value(chains.spins[0].astype(int), rows, fields) > SMALLEST_P


def test_the_sampler_follows_the_law_of_every_state_with_a_field_and_without():
    for fields in (FIELDS, np.zeros(6)):
        system = Matter(ROWS, fields)
        spins, _ = sample_tempered(
            system, 20_000, np.random.default_rng(2), n_temperatures=3
        )
        assert p_value(spins, ROWS, fields) > SMALLEST_P
        assert p_value(spins, np.sqrt(1.1) * ROWS, 1.1 * fields) < FAILED_P


def test_a_reflection_keeps_the_law_of_a_field_behind_a_barrier():
    # At this coupling no sweep crosses; a run without reflection has mean zero.
    system = Matter(np.full((40, 1), 1.5), np.full(40, 0.01))
    chains = one_shot(system, np.ones(1), n_sweeps=20, n_chains=20_000)
    magnetisation = chains.spins[0].sum(-1, dtype=float)
    sums = ClassSums.of(system)
    exact = 2 * sums.counts[:, 0] - 40
    mean, variance = sums.law() @ exact, sums.law() @ exact**2
    error = np.sqrt((variance - mean**2) / 20_000)
    assert abs(magnetisation.mean() - mean) < 4 * error
    assert mean > 8 * error


def squared_overlap_deviations(spins, sums) -> np.ndarray:
    """Of <M_mu²> and of the energy from their exact means, in standard errors."""
    law, counts = sums.law(), sums.counts
    overlaps = (2 * counts - sums.sizes) @ sums.rows
    exact = np.column_stack([overlaps**2, sums.log_boltzmann(counts)])
    mean = law @ exact
    variance = law @ exact**2 - mean**2
    counts = sums.class_counts(spins)
    overlaps = (2 * counts - sums.sizes) @ sums.rows
    drawn = np.column_stack([overlaps**2, sums.log_boltzmann(counts)])
    # Kept samples are worth at least nine tenths of their number.
    return (drawn.mean(0) - mean) / np.sqrt(variance / (0.9 * len(spins)))


@pytest.fixture(scope="module")
def xi():
    return random_patterns(100, 3, np.random.default_rng(0))


def test_three_patterns_are_retrieved_as_often_as_sums_over_classes_say(xi):
    for beta in (1.2, 1.5):
        sums = ClassSums.of(Hopfield(xi, beta))
        spins, report = sample_tempered(
            Hopfield(xi, beta), 4000, np.random.default_rng(3)
        )
        assert np.abs(squared_overlap_deviations(spins, sums)).max() < 4
        assert report.swap_acceptance.min() > 0.2
        assert max(e.r_hat for e in report.estimates.values()) < 1.05


def test_samples_at_the_wrong_temperature_fail(xi):
    sums = ClassSums.of(Hopfield(xi, 1.2))
    spins, _ = sample_tempered(Hopfield(xi, 1.15), 4000, np.random.default_rng(4))
    assert np.abs(squared_overlap_deviations(spins, sums)).max() > 4


def test_consecutive_samples_of_a_chain_are_independent(xi):
    spins, report = sample_tempered(
        Hopfield(xi, 1.5), 4000, np.random.default_rng(5), n_chains=50
    )
    overlaps = (spins.astype(float) @ xi).reshape(80, 50, 3)
    for chains in (overlaps, overlaps**2):
        noise = (chains - chains.mean((0, 1))) / chains.std((0, 1))
        lag_one = (noise[1:] * noise[:-1]).mean((0, 1))
        # exp(-4) of correlation is left; the standard error is 0.016.
        assert np.abs(lag_one).max() < 0.02 + 4 * 0.016
    slowest = max(e.autocorrelation_time for e in report.estimates.values())
    assert report.thinning >= 1.5 * slowest


def test_chains_stuck_in_their_valleys_are_refused():
    xi = random_patterns(100, 3, np.random.default_rng(6))
    with pytest.raises(NotEquilibratedError) as refusal:
        sample_tempered(
            Hopfield(xi, 2.0),
            1000,
            np.random.default_rng(7),
            n_chains=20,
            n_temperatures=1,
            max_sweeps=1024,
        )
    estimates = refusal.value.estimates
    assert max(estimates[f"overlap_{mu}_squared"].r_hat for mu in range(3)) > 1.05


def test_a_thinning_that_the_sampled_run_does_not_bear_out_is_refused(monkeypatch):
    monkeypatch.setattr(tempering, "TIMES_PER_SAMPLE", 1)
    xi = random_patterns(60, 2, np.random.default_rng(10))
    with pytest.raises(NotEquilibratedError, match="thinning"):
        sample_tempered(Hopfield(xi, 1.2), 2000, np.random.default_rng(11), n_chains=20)


def test_scales_run_from_the_disordered_phase_to_one(xi):
    system = Hopfield(xi, 1.5)
    scales = temperature_scales(system, 8)
    assert (np.diff(scales) > 0).all()
    assert scales[-1] == 1
    hottest = np.linalg.eigvalsh(scales[0] * system.couplings)[-1]
    assert hottest == pytest.approx(0.7)


def test_samples_are_int8_spins_that_repeat_with_their_seed():
    one, same, other = (
        sample_tempered(SMALL, 250, np.random.default_rng(seed)).spins
        for seed in (8, 8, 9)
    )
    assert one.shape == (250, 6)
    assert one.dtype == np.int8
    assert set(np.unique(one)) == {-1, 1}
    assert (one == same).all()
    assert (one != other).any()

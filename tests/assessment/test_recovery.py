"""Scores of recovered matter, from decoders whose answers are made by hand."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import ortho_group

from latent_mean_field.assessment.recovery import Reading, recovery_quantities
from latent_mean_field.decoding.gauge import Matter
from latent_mean_field.decoding.matter import Decoded
from latent_mean_field.decoding.patterns import binary_rotation
from latent_mean_field.sampling.exact import sample_classes
from latent_mean_field.systems.class_sums import ClassSums
from latent_mean_field.systems.cramer_rao import cramer_rao_curie_weiss
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.hopfield import Hopfield, random_patterns
from latent_mean_field.systems.multispin import MultiSpin

N_SPINS, N_SETS = 40, 3
RNG = np.random.default_rng(0)
TRUTHS = [Hopfield(random_patterns(N_SPINS, 2, RNG), 1.2) for _ in range(N_SETS)]
SPINS = np.stack([sample_classes(ClassSums.of(one), 2_000, RNG) for one in TRUTHS])
BLURRED = [one.patterns + RNG.normal(0, 0.1, (N_SPINS, 2)) for one in TRUTHS]


def reading(replicas: list[NDArray]) -> Reading:
    """A decoder whose replicas say these patterns, the first being the fit."""
    matter = [Matter(X, np.zeros(len(X)), 0.01, 1.0) for X in replicas]
    binary = [binary_rotation(X, RNG) for X in replicas]
    return Reading(0.01, Decoded([], matter, binary, best=0, n_restarts=1))


def judged(readings: list[Reading], **peers: list[NDArray]):
    arrays = {name: np.stack(found) for name, found in peers.items()}
    return recovery_quantities(readings, TRUTHS, arrays, SPINS, RNG)


def test_patterns_in_any_gauge_are_right():
    turned = [one.patterns @ ortho_group.rvs(2, random_state=1) for one in TRUTHS]
    numbers = judged([reading([X]) for X in turned])
    assert numbers["coupling_relative_error"]["value"] == pytest.approx(0, abs=1e-9)
    assert numbers["seeds_all_signs_right"]["value"] == N_SETS
    assert 0.05 < numbers["coupling_relative_error"]["theory"] < 0.2
    assert numbers["readable"]["value"] == N_SETS


def test_a_decoder_that_cannot_be_read_has_no_couplings():
    readings = [reading([one.patterns]) for one in TRUTHS[:2]] + [Reading(5.0, None)]
    numbers = judged(readings)
    assert numbers["coupling_relative_error"]["value"] == pytest.approx(1 / 3)
    assert numbers["seeds_all_signs_right"]["value"] == 2
    assert numbers["readable"]["value"] == 2
    assert numbers["gauge_residual"]["value"] == pytest.approx(5.02 / 3)


def test_the_best_rival_is_the_measure():
    twice = [2**0.5 * X for X in BLURRED]
    numbers = judged([reading([X]) for X in BLURRED], good=BLURRED, bad=twice)
    assert numbers["error_over_best_peer"]["value"] == pytest.approx(1)
    assert numbers["error_over_best_peer"]["error"] == pytest.approx(0, abs=1e-12)
    bad = numbers["coupling_relative_error_bad"]["value"]
    assert bad > 1 > numbers["coupling_relative_error_good"]["value"]


def replicas(truth: Hopfield, width: float) -> list[NDArray]:
    """A fit that errs by 0.1, and bootstrap replicas so wide about it."""
    X = truth.patterns + RNG.normal(0, 0.1, (N_SPINS, 2))
    return [X, *(X + RNG.normal(0, width, X.shape) for _ in range(8))]


@pytest.mark.parametrize(("width", "share"), [(0.1, 0.68), (0.02, 0.2)])
def test_intervals_of_the_right_width_alone_hold_what_they_say(width, share):
    numbers = judged([reading(replicas(truth, width)) for truth in TRUTHS])
    for name in ("coverage_68_couplings", "coverage_68_patterns"):
        assert numbers[name]["value"] == pytest.approx(share, abs=0.1)


def test_without_bootstrap_replicas_there_is_no_coverage():
    assert not any("coverage" in name for name in judged([reading([BLURRED[0]])] * 3))


def test_beta_J_is_judged_by_the_bound():
    truth = CurieWeiss(N_SPINS, 1.2)
    sums = ClassSums.of(truth)
    spins = np.stack([sample_classes(sums, 1_000, RNG) for _ in range(20)])
    bound, _ = cramer_rao_curie_weiss(sums, 1_000)
    couplings = 1.2 + 2 * bound * RNG.choice([-1, 1], 20)
    readings = [reading([np.full((N_SPINS, 1), np.sqrt(c))]) for c in couplings]
    numbers = recovery_quantities(readings, [truth] * 20, {}, spins, RNG)
    assert numbers["rmse_over_cramer_rao"]["value"] == pytest.approx(2)
    yardstick = numbers["rmse_over_cramer_rao_maximum_likelihood"]
    assert yardstick["value"] == pytest.approx(1, abs=4 * yardstick["error"])


def test_decoders_without_any_bilinear_law_have_no_residual():
    readings = [Reading(np.inf, None), Reading(2.5, None)]
    numbers = recovery_quantities(readings, [MultiSpin(10)] * 2, {}, SPINS, RNG)
    assert numbers["gauge_residual"]["value"] == 2.5
    numbers = recovery_quantities(readings[:1], [MultiSpin(10)], {}, SPINS, RNG)
    assert numbers.keys() == {"readable"}


def test_beta_J_is_not_told_where_no_decoder_can_be_read():
    truth = CurieWeiss(N_SPINS, 1.2)
    readings = [Reading(2.0, None)] * 2
    numbers = recovery_quantities(readings, [truth] * 2, {}, SPINS, RNG)
    assert numbers.keys() == {"gauge_residual", "readable"}
    assert numbers["readable"]["value"] == 0


def test_of_matter_without_couplings_the_residual_alone_is_told():
    readings = [Reading(1.5, None), Reading(2.5, None)]
    numbers = recovery_quantities(readings, [MultiSpin(10)] * 2, {}, SPINS, RNG)
    assert numbers.keys() == {"gauge_residual", "readable"}
    assert numbers["gauge_residual"]["value"] == 2.0

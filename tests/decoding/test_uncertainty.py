"""Errors from replicas."""

import numpy as np
import pytest

from latent_mean_field.decoding.uncertainty import interval, replica_error

# Student: +-1.32 standard deviations of three, +-1.84 of two, hold 68 %.
STUDENT = {2: 1.8374, 3: 1.3213}


def test_the_error_is_the_spread_of_the_bootstrap_replicas():
    restarts, bootstrap = [10.0, 20.0], [1.0, 2.0, 4.0]
    expected = np.sqrt(((1 - 7 / 3) ** 2 + (2 - 7 / 3) ** 2 + (4 - 7 / 3) ** 2) / 2)
    error = replica_error(restarts + bootstrap, n_restarts=2)
    assert error == pytest.approx(STUDENT[3] * expected, rel=1e-3)


def test_without_bootstrap_replicas_it_is_the_spread_of_the_restarts():
    error = replica_error([1.0, 3.0], n_restarts=2)
    assert error == pytest.approx(STUDENT[2] * np.sqrt(2), rel=1e-3)


def test_one_bootstrap_replica_has_no_spread_of_its_own():
    error = replica_error([1.0, 3.0, 5.0], n_restarts=2)
    assert error == pytest.approx(STUDENT[3] * 2.0, rel=1e-3)


def test_one_replica_tells_no_error():
    assert replica_error([1.0], n_restarts=1) is None


@pytest.mark.parametrize("n_replicas", [2, 4, 10])
def test_intervals_hold_the_truth_as_often_as_they_say(n_replicas):
    # The spread of a few replicas about their centre, the estimate of another draw.
    rng = np.random.default_rng(0)
    replicas = rng.normal(size=(n_replicas, 40_000))
    inside = np.abs(rng.normal(size=40_000)) <= interval(replicas)
    assert inside.mean() == pytest.approx(0.6827, abs=0.01)
    naive = np.abs(rng.normal(size=40_000)) <= replicas.std(axis=0, ddof=1)
    assert naive.mean() < 0.67

"""Errors from replicas."""

import numpy as np
import pytest

from latent_mean_field.decoding.uncertainty import replica_error


def test_the_error_is_the_spread_of_the_bootstrap_replicas():
    restarts, bootstrap = [10.0, 20.0], [1.0, 2.0, 4.0]
    expected = np.sqrt(((1 - 7 / 3) ** 2 + (2 - 7 / 3) ** 2 + (4 - 7 / 3) ** 2) / 2)
    error = replica_error(restarts + bootstrap, n_restarts=2)
    assert error == pytest.approx(expected)


def test_without_bootstrap_replicas_it_is_the_spread_of_the_restarts():
    assert replica_error([1.0, 3.0], n_restarts=2) == pytest.approx(np.sqrt(2))


def test_one_bootstrap_replica_has_no_spread_of_its_own():
    error = replica_error([1.0, 3.0, 5.0], n_restarts=2)
    assert error == pytest.approx(2.0)


def test_one_replica_tells_no_error():
    assert replica_error([1.0], n_restarts=1) is None

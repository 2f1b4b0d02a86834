"""A fit is read by its readable replicas, if the best is one."""

from types import SimpleNamespace

import numpy as np
import pytest

from latent_mean_field.decoding import matter
from latent_mean_field.decoding.gauge import GaugeError

FIT = SimpleNamespace(vae=None, best=2, settings=SimpleNamespace(n_restarts=3))


@pytest.fixture
def decode(monkeypatch):
    """Three restarts and three bootstrap replicas, of which some cannot be read."""

    def of(unreadable):
        def fix_gauge(law):
            if law in unreadable:
                raise GaugeError("too far", np.inf)
            return SimpleNamespace(patterns=law)

        monkeypatch.setattr(matter, "field_laws", lambda *_: list(range(6)))
        monkeypatch.setattr(matter, "fix_gauge", fix_gauge)
        monkeypatch.setattr(matter, "binary_rotation", lambda patterns, _: patterns)
        return matter.decode(FIT, np.random.default_rng(0))

    return of


def test_replicas_that_cannot_be_read_are_left_out(decode):
    found = decode({0, 4})
    assert found.laws == found.binary == [1, 2, 3, 5]
    assert found.laws[found.best] == FIT.best
    assert found.n_restarts == 2


def test_all_are_read_that_can_be(decode):
    found = decode(set())
    assert found.laws == list(range(6))
    assert (found.best, found.n_restarts) == (2, 3)


def test_a_fit_whose_best_restart_cannot_be_read_is_none(decode):
    with pytest.raises(GaugeError, match="too far"):
        decode({2})

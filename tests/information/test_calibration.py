"""One repetition of the estimate: samples of its own, and the exact value beside it."""

import numpy as np
import pytest

from latent_mean_field.information.calibration import calibrate
from latent_mean_field.systems.ising_chain import IsingChain
from oracles import boltzmann, ising_energy, ring_bonds

RING = IsingChain(8, 0.6)


def repetition(seed: int, n_steps: int = 20, n_held_out: int = 2000) -> dict:
    (number,) = calibrate(
        RING,
        cut="interleaved",
        n_samples=2000,
        n_held_out=2000,
        settings={"hidden_dim": 16, "n_steps": n_steps, "n_held_out": n_held_out},
        root_seed=0,
        seed=seed,
    ).values()
    return number


def test_an_estimate_is_judged_by_the_sum_over_states():
    law = boltzmann(ising_energy(ring_bonds(8), 0.6), 8)
    exact = law.mutual_information(np.arange(8) % 2 == 0)
    number = repetition(1, n_steps=300)
    assert number["theory"] == pytest.approx(exact)
    assert abs(number["value"] - exact) < 3 * number["error"] + 0.02


def test_no_more_is_measured_on_than_the_estimator_takes():
    assert repetition(1, n_held_out=500)["error"] > repetition(1)["error"]


def test_repetitions_differ_in_their_seed_alone():
    assert repetition(1) == repetition(1)
    assert repetition(1)["value"] != repetition(2)["value"]

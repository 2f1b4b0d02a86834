"""Spins that couple by threes and fours, against sums over all states."""

import itertools

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from latent_mean_field.sampling.exact import sample_exchangeable
from latent_mean_field.systems.multispin import MultiSpin
from oracles import boltzmann, g_test, state_counts

N = 6
SYSTEM = MultiSpin(N, beta_J=0.4, beta_J3=0.3, beta_J4=-0.2)


def energy(spins):
    """Sums over all pairs, triples and quadruples, written out."""
    total = 0.0
    for order, coupling in ((2, 0.4 / 2), (3, 0.3), (4, -0.2)):
        products = itertools.product(spins, repeat=order)
        total -= coupling * sum(np.prod(one) for one in products) / N ** (order - 1)
    return total


EXACT = boltzmann(energy, N)


def test_every_state_has_its_probability():
    found = SYSTEM.log_prob(EXACT.states)
    np.testing.assert_allclose(np.exp(found), EXACT.probabilities, rtol=1e-10)
    assert SYSTEM.log_partition_function() == pytest.approx(
        EXACT.log_partition_function
    )


def test_entropy_is_that_of_all_states():
    assert SYSTEM.entropy() == pytest.approx(EXACT.entropy())


def test_samples_are_of_the_law_and_not_of_another():
    rng = np.random.default_rng(0)
    spins = sample_exchangeable(SYSTEM, 50_000, rng)
    assert spins.dtype == np.int8
    counts = state_counts(spins, EXACT.states)
    assert g_test(counts, EXACT.probabilities) > 1e-3
    other = sample_exchangeable(MultiSpin(N, beta_J=0.5), 50_000, rng)
    assert g_test(state_counts(other, EXACT.states), EXACT.probabilities) < 1e-6


@pytest.mark.parametrize(
    ("couplings", "at"),
    [({"beta_J3": 0.672}, 0.948), ({"beta_J": 0.8, "beta_J4": 0.26}, 0.903)],
)
def test_phases_stand_together_at_their_transition(couplings, at):
    large = MultiSpin(100_000, **couplings)

    def free_energy(m: float) -> float:
        entropy = -sum(p * np.log(p) for p in ((1 + m) / 2, (1 - m) / 2))
        return -large.log_weight(np.array(m * large.n_spins)) / large.n_spins - entropy

    found = minimize_scalar(free_energy, bounds=(0.5, 0.9999), method="bounded")
    assert found.x == pytest.approx(at, abs=2e-3)
    assert found.fun == pytest.approx(free_energy(0.0), abs=2e-4)
    # And a barrier between them.
    assert free_energy(0.5) > found.fun + 0.01

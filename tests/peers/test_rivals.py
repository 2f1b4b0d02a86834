"""The rivals on matter whose every state can be listed."""

import numpy as np
import pytest
from numpy.typing import NDArray

from latent_mean_field.decoding.patterns import binary_rotation
from latent_mean_field.decoding.recovery import relative_coupling_error, signs_right
from latent_mean_field.peers.inference import PEERS, infer_couplings
from latent_mean_field.peers.maximum_likelihood import (
    GridError,
    _grid,
    _negative_log_likelihood,
    infer_maximum_likelihood,
)
from latent_mean_field.peers.principal_components import infer_principal_components
from latent_mean_field.peers.pseudo_likelihood import rescale
from latent_mean_field.peers.restricted_boltzmann import infer_restricted_boltzmann
from latent_mean_field.sampling.exact import sample_classes
from latent_mean_field.systems.class_sums import ClassSums
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.hopfield import Hopfield, random_patterns
from oracles import bilinear_energy, boltzmann

N_SPINS = 8
RNG = np.random.default_rng(5)
PATTERNS = RNG.normal(size=(N_SPINS, 2))
FIELD = np.array([0.3, -0.2, 0.0, 0.1, -0.4, 0.2, 0.0, -0.1])
OFF = ~np.eye(N_SPINS, dtype=bool)


def samples(n: int, patterns: NDArray = PATTERNS, field: NDArray = FIELD) -> NDArray:
    exact = boltzmann(bilinear_energy(patterns, field), N_SPINS)
    rows = np.random.default_rng(1).choice(len(exact.states), n, p=exact.probabilities)
    return exact.states[rows].astype(np.int8)


def log_likelihood(patterns: NDArray, field: NDArray, spins: NDArray) -> float:
    """Mean log p(s) by enumeration, nats."""
    energy = bilinear_energy(patterns, field)
    log_z = boltzmann(energy, N_SPINS).log_partition_function
    states, counts = np.unique(spins, axis=0, return_counts=True)
    energies = np.array([energy(state) for state in states.tolist()])
    return -float(counts @ energies) / len(spins) - log_z


def cost(patterns: NDArray, field: NDArray, spins: NDArray) -> tuple[float, NDArray]:
    theta = np.append(patterns, field)
    s = spins.astype(float)
    m = _grid(np.append(PATTERNS, FIELD), s, 1.0, 1.3)
    return _negative_log_likelihood(theta, m, s.mean(0), s.T @ s / len(s))


@pytest.mark.parametrize("scale", [0.7, 1.2])
def test_likelihood_on_the_grid_is_that_of_all_states(scale):
    spins = samples(500)
    other = scale * PATTERNS, 0.5 * FIELD
    found = cost(PATTERNS, FIELD, spins)[0] - cost(*other, spins)[0]
    exact = log_likelihood(*other, spins) - log_likelihood(PATTERNS, FIELD, spins)
    assert found == pytest.approx(exact, abs=1e-6)


def test_the_gradient_is_that_of_the_likelihood_of_all_states():
    spins = samples(500)
    _, gradient = cost(PATTERNS, FIELD, spins)
    step, theta = 1e-5, np.append(PATTERNS, FIELD)
    for index in (0, 7, 15, 16, 23):
        moved = [theta.copy(), theta.copy()]
        moved[0][index] += step
        moved[1][index] -= step
        up, down = (
            log_likelihood(one[:16].reshape(8, 2), one[16:], spins) for one in moved
        )
        assert gradient[index] == pytest.approx(-(up - down) / (2 * step), abs=1e-5)


@pytest.mark.parametrize("name", ["pseudo_likelihood", "maximum_likelihood"])
def test_many_samples_give_the_couplings_back(name):
    found = PEERS[name](samples(200_000), 2)
    couplings = found @ found.T / N_SPINS
    true = PATTERNS @ PATTERNS.T / N_SPINS
    error = np.linalg.norm((couplings - true)[OFF]) / np.linalg.norm(true[OFF])
    assert error < 0.05
    # Not those of other matter.
    wrong = np.roll(true, 1, axis=(0, 1))
    assert np.linalg.norm((couplings - wrong)[OFF]) > np.linalg.norm(true[OFF]) / 2


def test_no_estimate_is_likelier_than_that_of_highest_likelihood():
    spins = samples(2_000, field=np.zeros(N_SPINS))
    found = infer_maximum_likelihood(spins, 2)
    rival = PEERS["pseudo_likelihood"](spins, 2)
    zero = np.zeros(N_SPINS)
    # The field of either is free; its best value is near zero for both.
    assert (
        log_likelihood(found, zero, spins) > log_likelihood(rival, zero, spins) - 1e-3
    )
    assert log_likelihood(found, zero, spins) > log_likelihood(PATTERNS, zero, spins)


def test_principal_components_are_right_in_a_large_paramagnet():
    system = CurieWeiss(400, 0.5)
    rng = np.random.default_rng(3)
    spins = sample_classes(ClassSums.of(system), 50_000, rng)
    found = np.abs(infer_principal_components(spins, 1))
    # Ξ_i = sqrt(beta J) on every site.
    assert found.mean() == pytest.approx(np.sqrt(0.5), rel=0.02)
    # The direction errs by sqrt(λ / n_samples) / (λ - 1) with λ = 2: 0.09 on a site.
    assert found.std() == pytest.approx(0.09, abs=0.01)


def test_the_one_scale_of_highest_pseudo_likelihood_is_the_true_one():
    spins = samples(200_000, field=np.zeros(N_SPINS))
    found = rescale(spins, 3 * PATTERNS)
    assert found == pytest.approx(PATTERNS, rel=0.02)


def test_a_boltzmann_machine_knows_the_patterns_but_not_well_their_strength():
    system = Hopfield(random_patterns(40, 2, np.random.default_rng(4)), 1.2)
    rng = np.random.default_rng(3)
    spins = sample_classes(ClassSums.of(system), 20_000, rng)
    found = infer_restricted_boltzmann(spins, 2)
    binary = binary_rotation(found, rng)
    assert signs_right(binary.xi, system.xi) == 1.0
    K = found @ found.T / 40
    assert 0.02 < relative_coupling_error(K, system.couplings) < 0.4


@pytest.mark.parametrize("name", PEERS)
def test_independent_spins_have_no_couplings(name):
    spins = np.random.default_rng(2).choice([-1, 1], (50_000, N_SPINS)).astype(np.int8)
    found = PEERS[name](spins, 1)
    assert np.abs((found @ found.T / N_SPINS)[OFF]).max() < 0.05


def test_every_data_set_is_inferred_by_every_peer():
    data_sets = np.stack([samples(500), samples(500, -PATTERNS)])
    found = infer_couplings(data_sets, 2, ["principal_components"])
    assert found.keys() == {"principal_components"}
    assert found["principal_components"].shape == (2, N_SPINS, 2)


def test_four_patterns_are_too_many_for_a_grid():
    with pytest.raises(GridError, match="4 patterns"):
        infer_maximum_likelihood(samples(100), 4)

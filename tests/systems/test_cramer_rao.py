import numpy as np
import pytest
from scipy.optimize import minimize

from latent_mean_field.sampling.exact import sample_classes
from latent_mean_field.systems.class_sums import ClassSums
from latent_mean_field.systems.cramer_rao import (
    cramer_rao_couplings,
    cramer_rao_curie_weiss,
)
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.hopfield import Hopfield, random_patterns


def maximum_likelihood(magnetisation, n_spins):
    """Fit beta J and beta h by maximising the exact likelihood, written out anew."""
    support = np.arange(-n_spins, n_spins + 1, 2)
    multiplicity = np.cumsum(
        np.log(np.r_[1, (n_spins - np.arange(n_spins)) / np.arange(1, n_spins + 1)])
    )
    squares = support**2 / (2 * n_spins)
    mean_square, mean = (magnetisation**2).mean() / (2 * n_spins), magnetisation.mean()

    def cost(theta):
        log_weight = multiplicity + theta[0] * squares + theta[1] * support
        top = log_weight.max()
        log_z = top + np.log(np.exp(log_weight - top).sum())
        return log_z - theta[0] * mean_square - theta[1] * mean

    return minimize(cost, [1.0, 0.05], method="Nelder-Mead", options={"xatol": 1e-6}).x


def test_maximum_likelihood_scatters_by_the_bound():
    system, n_samples, n_repeats = CurieWeiss(50, 0.9, 0.1), 2000, 150
    sums, rng = ClassSums.of(system), np.random.default_rng(4)
    fits = [
        maximum_likelihood(
            sample_classes(sums, n_samples, rng).sum(axis=1, dtype=float), 50
        )
        for _ in range(n_repeats)
    ]
    scatter = np.std(fits, axis=0, ddof=1)
    # A standard deviation of 150 fits is known to 1 / sqrt(300) = 5.8 %.
    bound = cramer_rao_curie_weiss(sums, n_samples)
    assert scatter == pytest.approx(bound, rel=0.18)


def test_coupling_bound_is_that_of_explicit_tangent_vectors():
    """Against the bound in an orthonormal basis of tangent directions of K."""
    rng = np.random.default_rng(5)
    system = Hopfield(random_patterns(12, 2, rng), 0.7)
    states = np.array(np.meshgrid(*[[-1, 1]] * 12)).reshape(12, -1).T
    weight = np.exp(0.5 * ((states @ system.patterns) ** 2).sum(1) / 12)
    law = weight / weight.sum()
    directions = []
    for site in range(12):
        for mu in range(2):
            change = np.zeros((12, 2))
            change[site, mu] = 1
            step = change @ system.patterns.T / 12
            directions.append((step + step.T).ravel())
    left, scale, _ = np.linalg.svd(np.array(directions).T, full_matrices=False)
    basis = left[:, scale > 1e-9]
    energy = 0.5 * np.einsum("ni,nj->nij", states, states).reshape(len(states), -1)
    score = energy @ basis
    score = score - law @ score
    covariance = basis @ np.linalg.inv((score * law[:, None]).T @ score) @ basis.T
    off = ~np.eye(12, dtype=bool).ravel()
    expected = np.sqrt(np.diag(covariance)[off].sum() / 1000)
    expected /= np.linalg.norm(system.couplings.ravel()[off])
    spins = sample_classes(ClassSums.of(system), 200_000, rng)
    measured = cramer_rao_couplings(system, spins, 1000)
    assert measured == pytest.approx(expected, rel=0.02)


def test_too_few_samples_or_too_many_entries_tell_no_information():
    rng = np.random.default_rng(6)
    system = Hopfield(random_patterns(12, 2, rng), 0.7)
    spins = sample_classes(ClassSums.of(system), 48, rng)
    assert cramer_rao_couplings(system, spins, 1000) is not None
    assert cramer_rao_couplings(system, spins[:47], 1000) is None
    tilted = Hopfield(system.xi, 0.7, beta_h=0.1)
    assert cramer_rao_couplings(tilted, spins, 1000) is None
    large = Hopfield(random_patterns(800, 2, rng), 0.7)
    assert cramer_rao_couplings(large, np.ones((5000, 800)), 1000) is None

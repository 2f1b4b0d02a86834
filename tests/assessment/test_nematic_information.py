"""Information of halves of molecules against direct integrals."""

import numpy as np
import pytest
import torch
from scipy.integrate import quad

from latent_mean_field.assessment.nematic_information import (
    half_information,
    log_marginal,
)
from latent_mean_field.sampling.nematic import sample_nematic
from latent_mean_field.systems.maier_saupe import MaierSaupe
from latent_mean_field.tensors import as_words, components


def molecules(n, size, dimension, seed=0):
    u = np.random.default_rng(seed).normal(size=(n, size, dimension))
    return components(u / np.linalg.norm(u, axis=-1, keepdims=True))


@pytest.mark.parametrize("system", [MaierSaupe(2, 0.3), MaierSaupe(2, 0.6, 2)])
def test_a_molecule_alone_is_uniform(system):
    alone = molecules(50, 1, 3 if system.n_components == 5 else 2)
    found = log_marginal(system, alone, 4_000, torch.Generator().manual_seed(0))
    assert found == pytest.approx(np.zeros(50), abs=0.05)


def test_two_of_four_molecules_by_averaging_over_the_others():
    system, n = MaierSaupe(4, 0.3), 200_000
    kept = molecules(3, 2, 3)
    others = molecules(n, 2, 3, seed=1).sum(1)
    found = log_marginal(system, kept, 20_000, torch.Generator().manual_seed(0))
    for half, value in zip(kept, found, strict=True):
        weight = np.exp(system.log_prob(half.sum(0) + others))
        error = weight.std() / weight.mean() / n**0.5
        assert value == pytest.approx(np.log(weight.mean()), abs=4 * error + 0.02)


def test_information_of_two_molecules_is_minus_their_entropy():
    system = MaierSaupe(2, 0.2)
    words = as_words(sample_nematic(system, 4_000, np.random.default_rng(0)))
    found, error = half_information(system, words, n_draws=200, seed=0)
    x = 3 / (4 * 0.2)
    norm, mean = (
        quad(lambda t, k=k: t**k * np.exp(x * t * t), 0, 1)[0] for k in (0, 2)
    )
    exact = x * mean / norm - np.log(norm)
    assert abs(found - exact) < 4 * error + 0.02


def test_independent_molecules_share_nothing():
    system = MaierSaupe(40, 1e4)
    words = as_words(sample_nematic(system, 500, np.random.default_rng(0)))
    found, _ = half_information(system, words, n_draws=200, seed=0)
    # Weights of variance 0.15 leave 0.15/400 in the logarithm for each half, and noise.
    assert abs(found) < 3e-3


def test_an_ordered_phase_shares_its_director():
    """Above ln 2 by far: the orientation itself, told by twenty molecules each."""
    system = MaierSaupe(40, 0.18)
    words = as_words(sample_nematic(system, 500, np.random.default_rng(0)))
    found, error = half_information(system, words, n_draws=300, seed=0)
    assert found > 1 + 4 * error

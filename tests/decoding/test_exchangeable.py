"""Curie-Weiss parameters of decoded matter."""

import numpy as np
import pytest

from latent_mean_field.decoding.exchangeable import nearest_curie_weiss
from latent_mean_field.decoding.gauge import Matter
from oracles import bilinear_energy, boltzmann, curie_weiss_energy

N_SPINS = 8


def matter(patterns, field) -> Matter:
    return Matter(np.asarray(patterns), np.asarray(field), 0.0, 1.0)


@pytest.mark.parametrize("beta_J", [0.5, 1.0, 1.5])
@pytest.mark.parametrize("beta_h", [0.0, 0.2])
def test_curie_weiss_matter_is_its_own_nearest(beta_J, beta_h):
    uniform = matter(np.full((N_SPINS, 1), np.sqrt(beta_J)), np.full(N_SPINS, beta_h))
    found = nearest_curie_weiss(uniform)
    assert found == pytest.approx((beta_J, beta_h), abs=1e-5)


def test_magnetisation_and_its_square_are_those_of_the_matter():
    rng = np.random.default_rng(0)
    patterns, field = rng.normal(0.8, 0.3, (N_SPINS, 2)), rng.normal(0.1, 0.2, N_SPINS)
    beta_J, beta_h = nearest_curie_weiss(matter(patterns, field))
    laws = [
        boltzmann(bilinear_energy(patterns, field), N_SPINS),
        boltzmann(curie_weiss_energy(beta_J, beta_h), N_SPINS),
    ]
    for power in (1, 2):
        ours, nearest = (
            law.probabilities @ law.states.sum(axis=1) ** power for law in laws
        )
        assert ours == pytest.approx(nearest, abs=1e-4)


def test_more_than_three_latents_are_refused():
    with pytest.raises(ValueError, match="4 latents"):
        nearest_curie_weiss(matter(np.ones((N_SPINS, 4)), np.zeros(N_SPINS)))

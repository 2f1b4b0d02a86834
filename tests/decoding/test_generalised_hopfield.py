"""Generalised Hopfield models read off decoders, and polished."""

import numpy as np
import pytest
import torch

from latent_mean_field.decoding.generalised_hopfield import (
    in_principal_axes,
    polish,
    read_generalised_hopfield,
)
from latent_mean_field.decoding.population import subspace_cosine
from latent_mean_field.decoding.stored_patterns import decode_generalised_hopfield
from latent_mean_field.systems.generalised_hopfield import GeneralisedHopfield
from latent_mean_field.vae.fit import Fit
from tiny_vae import all_words, random_vae, small_settings

N_CELLS = 6
WORDS = all_words(N_CELLS)


def generator() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def true_law(seed: int = 0) -> GeneralisedHopfield:
    rng = np.random.default_rng(seed)
    return GeneralisedHopfield(
        rng.normal(-1, 0.3, N_CELLS),
        1.5 * rng.normal(size=(N_CELLS, 1)),
        np.array([[-1.0], [1.0]]),
        np.log([0.4, 0.6]),
    )


def divergence(truth: GeneralisedHopfield, law: GeneralisedHopfield) -> float:
    log_p = truth.log_prob(WORDS)
    return float(np.exp(log_p) @ (log_p - law.log_prob(WORDS)))


@pytest.mark.parametrize("hidden", [0, 5])
def test_with_as_many_patterns_as_cells_nothing_of_the_sheet_is_lost(hidden):
    vae = random_vae(N_CELLS, 2, decoder_hidden_dim=hidden).float()
    law = read_generalised_hopfield(vae, N_CELLS, generator())
    with torch.no_grad():
        z = vae.prior().sample(len(law.nodes), generator())
        logits = vae.decoder(z).natural[0].numpy()
    np.testing.assert_allclose(
        law.field + law.nodes @ law.patterns.T, logits, atol=1e-4
    )


def test_linear_fields_are_flat():
    vae = random_vae(N_CELLS, 2).float()
    flat = read_generalised_hopfield(vae, 2, generator())
    loadings = vae.decoder.loadings[0].detach().numpy().T
    assert subspace_cosine(flat.patterns, loadings) == pytest.approx(1, abs=1e-5)


def test_more_patterns_than_cells_are_refused():
    with pytest.raises(ValueError, match="7 patterns of 6 cells"):
        read_generalised_hopfield(random_vae(N_CELLS, 2).float(), 7, generator())


def test_the_gauge_changes_no_probability():
    rng = np.random.default_rng(1)
    law = GeneralisedHopfield(
        rng.normal(size=N_CELLS),
        rng.normal(size=(N_CELLS, 2)),
        rng.normal(1, 2, size=(9, 2)),
        np.log(rng.dirichlet(np.ones(9))),
    )
    fixed = in_principal_axes(law)
    np.testing.assert_allclose(fixed.log_prob(WORDS), law.log_prob(WORDS))
    w = np.exp(fixed.log_weights)
    np.testing.assert_allclose(w @ fixed.nodes, 0, atol=1e-10)
    np.testing.assert_allclose(
        (w[:, None] * fixed.nodes).T @ fixed.nodes, np.eye(2), atol=1e-10
    )
    gram = fixed.patterns.T @ fixed.patterns
    assert abs(gram[0, 1]) < 1e-10
    assert gram[0, 0] > gram[1, 1]
    assert (fixed.patterns.sum(0) > 0).all()


def test_polishing_finds_the_law_that_the_words_came_from():
    truth = true_law()
    words = truth.sample(30_000, np.random.default_rng(2))
    start = read_generalised_hopfield(random_vae(N_CELLS, 1).float(), 1, generator())
    found = polish(start, words, seed=0, n_steps=400)
    assert divergence(truth, start) > 0.1
    assert divergence(truth, found) < 3e-3
    assert subspace_cosine(found.patterns, truth.patterns) > 0.99
    # The same words and seed polish the same law.
    again = polish(start, words, seed=0, n_steps=400)
    assert (again.patterns == found.patterns).all()


def test_patterns_that_come_out_again_overlap():
    words = true_law().sample(20_000, np.random.default_rng(3))
    settings = small_settings(n_restarts=2)
    fit = Fit(random_vae(N_CELLS, 1, n_restarts=2).float(), settings, np.zeros(2), [])
    law, numbers = decode_generalised_hopfield(fit, words, 1, seed=0)
    assert law.patterns.shape == (N_CELLS, 1)
    assert numbers["overlap_restarts"]["value"] > 0.98
    assert numbers["overlap_halves"]["value"] > 0.98


def test_one_restart_has_nothing_to_be_compared_with():
    words = true_law().sample(2_000, np.random.default_rng(4))
    fit = Fit(random_vae(N_CELLS, 1).float(), small_settings(), np.zeros(1), [])
    _, numbers = decode_generalised_hopfield(fit, words, 1, seed=0)
    assert numbers.keys() == {"overlap_halves"}

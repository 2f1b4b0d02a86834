"""Chains of the energy against the law of all words of a few cells."""

import numpy as np
import pytest

from latent_mean_field.sampling import generalised_hopfield
from latent_mean_field.sampling.generalised_hopfield import (
    annealed_populations,
    ascend,
    gibbs_words,
)
from latent_mean_field.systems.generalised_hopfield import GeneralisedHopfield
from oracles import g_test
from tiny_vae import all_words


def law_of_two_valleys(n_cells: int = 6, depth: float = 1.2) -> GeneralisedHopfield:
    rng = np.random.default_rng(0)
    return GeneralisedHopfield(
        rng.normal(-1, 0.3, n_cells),
        rng.normal(size=(n_cells, 1)),
        np.array([[-depth], [depth]]),
        np.log([0.3, 0.7]),
    )


def counts_of(words: np.ndarray) -> np.ndarray:
    n = words.shape[-1]
    codes = words.reshape(-1, n) @ (1 << np.arange(n)[::-1])
    return np.bincount(codes, minlength=2**n)


def test_chains_of_the_energy_reach_the_exact_law():
    law = law_of_two_valleys()
    # Only the last word of each chain: independent of one another.
    words = gibbs_words(law, 20_000, 1, np.random.default_rng(1), n_burn_in=40)
    exact = np.exp(law.log_prob(all_words(6)))
    assert g_test(counts_of(words), exact) > 1e-3


def test_words_after_no_sweep_are_told_apart():
    law = law_of_two_valleys()
    words = gibbs_words(law, 20_000, 1, np.random.default_rng(1), n_burn_in=0)
    exact = np.exp(law.log_prob(all_words(6)))
    assert g_test(counts_of(words), exact) < 1e-6


def test_every_sweep_is_kept():
    words = gibbs_words(law_of_two_valleys(), 5, 3, np.random.default_rng(0))
    assert words.shape == (3, 5, 6)
    assert words.dtype == np.uint8


def test_landscapes_hundreds_of_nats_high_break_no_chain():
    rng = np.random.default_rng(0)
    nodes = 3 * rng.normal(size=(40, 1))
    weights = np.full(40, -np.log(40))
    steep = GeneralisedHopfield(
        np.full(150, -3.0), np.abs(rng.normal(size=(150, 1))), nodes, weights
    )
    landscape = steep.landscape(np.array([[0.0], [steep.patterns.sum()]]))
    assert landscape[1] - landscape[0] > 300
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        words = gibbs_words(steep, 400, 20, rng)
    exact = steep.sample(8_000, rng)
    assert abs(words.mean() - exact.mean()) < 0.05


def test_words_climb_by_the_steepest_flip():
    rng = np.random.default_rng(3)
    fields, patterns = rng.normal(size=6), 3 * rng.normal(size=(6, 2))
    law = GeneralisedHopfield(
        fields, patterns, rng.normal(size=(5, 2)), np.full(5, -np.log(5))
    )
    words = all_words(6)
    log_p = dict(zip(map(tuple, words.tolist()), law.log_prob(words), strict=True))

    def climbed(word: tuple) -> tuple:
        flips = [(*word[:i], 1 - word[i], *word[i + 1 :]) for i in range(6)]
        best = max(flips, key=log_p.__getitem__)
        return word if log_p[best] <= log_p[word] else climbed(best)

    expected = [climbed(word) for word in log_p]
    assert 1 < len(set(expected)) < 10
    assert list(map(tuple, ascend(law, words).tolist())) == expected


# Without a sweep all is up to the weights and the resample.
@pytest.mark.parametrize("n_sweeps", [0, 3])
@pytest.mark.parametrize("path", [(0.8, 0.6, 0.5), (1.3, 1.7, 2.0)])
def test_annealed_populations_are_exact_at_every_temperature(
    path, n_sweeps, monkeypatch
):
    monkeypatch.setattr(generalised_hopfield, "N_SWEEPS", n_sweeps)
    law = law_of_two_valleys()
    log_p = law.log_prob(all_words(6))
    for step in annealed_populations(law, path, (20, 2_000), np.random.default_rng(0)):
        weights = np.exp(step.beta * log_p)
        law_at = weights / weights.sum()
        mean, square = law_at @ log_p, law_at @ log_p**2
        for values, exact in (
            (step.log_prob.mean(axis=1), mean),
            (step.log_prob.var(axis=1), square - mean**2),
        ):
            error = values.std(ddof=1) / np.sqrt(20)
            assert abs(values.mean() - exact) < 4 * error
            # Ancestors that no sweep tells apart make the error grow from step to step.
            assert error < 0.03
        assert 0.2 < step.effective < 1


def test_populations_that_stay_lose_no_word():
    law = law_of_two_valleys()
    (step,) = annealed_populations(law, [1.0], (3, 50), np.random.default_rng(0))
    assert step.effective == pytest.approx(1)

"""Thermodynamics of a population against all words of a few cells."""

import numpy as np
import pytest

from latent_mean_field.assessment.thermodynamics import (
    TEMPERATURES,
    measure_thermodynamics,
)
from latent_mean_field.storage import Words
from latent_mean_field.systems.generalised_hopfield import GeneralisedHopfield
from tiny_vae import all_words

N_CELLS = 8


def law_of(depth: float, n_cells: int = N_CELLS) -> GeneralisedHopfield:
    rng = np.random.default_rng(0)
    return GeneralisedHopfield(
        rng.normal(-1.5, 0.3, n_cells),
        0.5 + rng.random((n_cells, 1)),
        np.array([[-depth], [depth]]),
        np.log([0.6, 0.4]),
    )


def measured(law: GeneralisedHopfield, sizes=()):
    rng = np.random.default_rng(1)
    train, held_out = law.sample(20_000, rng), law.sample(10_000, rng)
    samples = Words(train, held_out, np.arange(10_000) // 500)
    return measure_thermodynamics(law, samples, sizes, rng)


def test_heat_capacity_and_entropy_are_those_of_all_words():
    law = law_of(1.0)
    numbers, arrays = measured(law)
    log_p = law.log_prob(all_words(N_CELLS))
    for T, C, error in zip(
        TEMPERATURES,
        arrays["heat_capacity"][0],
        arrays["heat_capacity_error"][0],
        strict=True,
    ):
        weights = np.exp(log_p / T)
        weights /= weights.sum()
        exact = (weights @ log_p**2 - (weights @ log_p) ** 2) / T**2 / N_CELLS
        assert abs(C - exact) < 4 * error + 0.01
    entropy = numbers[str(N_CELLS)]["entropy"]
    exact = -np.exp(log_p) @ log_p / N_CELLS
    assert abs(entropy["value"] - exact) < 4 * entropy["error"]


def test_multi_information_is_what_held_out_words_confirm():
    numbers, _ = measured(law_of(1.5))
    own = numbers[str(N_CELLS)]
    shared, gain = own["multi_information"], own["gain"]
    assert shared["value"] > 0.02
    apart = abs(shared["value"] - gain["value"])
    assert apart < 4 * np.hypot(shared["error"], gain["error"])


def test_independent_cells_share_nothing_and_their_heat_capacity_does_not_grow():
    numbers, arrays = measured(law_of(0.0, 12), (4,))
    for own in numbers.values():
        hidden = own["hidden_heat_capacity"]
        assert abs(hidden["value"]) < 4 * hidden["error"] + 1e-3
        assert own["multi_information"]["value"] == pytest.approx(0, abs=0.01)
        left = own["heat_capacity_left"]
        assert abs(left["value"] - left["theory"]) < 4 * left["error"]
    np.testing.assert_allclose(
        arrays["heat_capacity"][1], arrays["independent_heat_capacity"], atol=0.05
    )


def test_both_parts_of_the_heat_capacity_are_those_of_all_words_and_nodes():
    law = law_of(1.0)
    own = measured(law)[0][str(N_CELLS)]
    words, weights = all_words(N_CELLS), np.exp(law.log_weights)
    energies = -law.log_prob(words)
    means, within = [], []
    for rates in 1 / (1 + np.exp(-law.logits())):
        chances = np.prod(np.where(words, rates, 1 - rates), axis=1)
        means.append(chances @ energies)
        within.append(chances @ (energies - means[-1]) ** 2)
    between = weights @ (means - weights @ means) ** 2
    for name, exact in (
        ("hidden_heat_capacity", between),
        ("heat_capacity_left", weights @ within),
        ("heat_capacity", between + weights @ within),
    ):
        number = own[name]
        assert number["error"] < 0.03
        assert abs(number["value"] - exact / N_CELLS) < 5 * number["error"]


def test_a_hidden_field_makes_the_heat_capacity_grow_and_the_rest_does_not():
    numbers, _ = measured(law_of(1.5, 60), (15, 30))
    hidden = [own["hidden_heat_capacity"]["value"] for own in numbers.values()]
    assert hidden[0] < hidden[1] < hidden[2]
    assert hidden[2] > 2 * hidden[0]
    left = numbers["60"]["heat_capacity_left"]
    assert left["value"] == pytest.approx(left["theory"], rel=0.2)


def test_sizes_that_leave_no_cell_out_are_passed_over():
    numbers, arrays = measured(law_of(1.0), (4, 8, 20))
    assert list(numbers) == ["4", "8"]
    assert arrays["n_shown"] == 4
    assert arrays["spike_counts"].shape == (3, 5)


def test_cells_that_a_node_silences_or_saturates_leave_all_numbers_finite():
    law = law_of(45.0)
    assert (1 / (1 + np.exp(-law.logits())) == 1).any()
    left = measured(law)[0][str(N_CELLS)]["heat_capacity_left"]
    assert left["value"] == pytest.approx(0, abs=1e-6)
    assert left["theory"] == pytest.approx(0, abs=1e-6)


def test_many_nodes_of_few_words_each_make_no_mean_field():
    """Means of few words scatter, which is not counted as a variance between nodes."""
    one, n_nodes = law_of(0.0), 1_000
    nodes = np.zeros((n_nodes, 1))
    weights = np.full(n_nodes, -np.log(n_nodes))
    law = GeneralisedHopfield(one.field, one.patterns, nodes, weights)
    own = measured(law)[0][str(N_CELLS)]
    assert abs(own["hidden_heat_capacity"]["value"]) < 0.03
    assert own["heat_capacity_left"]["value"] > 0.3

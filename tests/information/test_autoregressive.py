import math

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from latent_mean_field.information import autoregressive
from latent_mean_field.information.autoregressive import estimate_information
from latent_mean_field.information.bipartition import (
    contiguous_halves,
    interleaved_halves,
)
from latent_mean_field.information.words import InformationError
from latent_mean_field.sampling.exact import sample_classes
from latent_mean_field.sampling.ring import sample_ring
from latent_mean_field.systems.class_sums import ClassSums
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.ising_chain import IsingChain

SETTINGS = {"hidden_dim": 32, "n_steps": 400, "seed": 3}


def copied_pair(n_words: int, flip: float, rng: np.random.Generator):
    """Two fair bits of which the second copies the first but for a flip, and noise."""
    first = rng.integers(0, 2, n_words)
    second = first ^ (rng.random(n_words) < flip)
    noise = rng.integers(0, 2, (n_words, 4))
    return np.column_stack([noise[:, :2], first, second, noise[:, 2:]]).astype(np.uint8)


def binary_entropy(p: float) -> float:
    return -p * np.log(p) - (1 - p) * np.log(1 - p)


@pytest.mark.parametrize("flip", [0.05, 0.2, 0.4])
def test_a_noisy_copy_has_the_information_of_its_channel(flip):
    rng = np.random.default_rng(1)
    words, held_out = copied_pair(8000, flip, rng), copied_pair(8000, flip, rng)
    found = estimate_information(words, held_out, contiguous_halves(6), **SETTINGS)
    exact = np.log(2) - binary_entropy(flip)
    assert abs(found.value - exact) < 4 * found.error + 0.005
    assert found.error < 0.02


def parity(n_words: int, rng: np.random.Generator):
    """The last bit is the parity of two others: no pair of bits is correlated."""
    bits = rng.integers(0, 2, (n_words, 3))
    return np.column_stack([bits, bits[:, 0] ^ bits[:, 1]]).astype(np.uint8)


def test_information_that_no_pair_of_sites_has_is_found():
    rng = np.random.default_rng(2)
    settings = SETTINGS | {"n_steps": 1500}
    found = estimate_information(
        parity(8000, rng), parity(8000, rng), contiguous_halves(4), **settings
    )
    assert found.value == pytest.approx(np.log(2), abs=0.05)


def test_shuffled_pairs_have_no_information():
    """Negative control: halves of different words know nothing of each other."""
    rng = np.random.default_rng(3)
    words, held_out = copied_pair(8000, 0.05, rng), copied_pair(8000, 0.05, rng)
    for one in (words, held_out):
        one[:, :3] = rng.permutation(one[:, :3])
    found = estimate_information(words, held_out, contiguous_halves(6), **SETTINGS)
    assert abs(found.value) < 4 * found.error + 0.003


def words_of(spins: NDArray) -> NDArray:
    return ((spins + 1) // 2).astype(np.uint8)


@pytest.mark.parametrize("seed", [0, 1])
def test_interleaved_halves_of_a_ring_are_within_two_errors_of_exact(seed):
    ring, left = IsingChain(16, 0.5), interleaved_halves((16,))
    words = words_of(sample_ring(ring, 8000, np.random.default_rng(seed)))
    found = estimate_information(words[:4000], words[4000:], left, **SETTINGS)
    assert found.error < 0.03
    assert abs(found.value - ring.mutual_information(left)) < 2 * found.error + 0.02


def test_the_collective_variable_of_mean_field_matter_is_learnt_from_few_words():
    sums, left = ClassSums.of(CurieWeiss(40, 1.0)), contiguous_halves(40)
    words = words_of(sample_classes(sums, 6000, np.random.default_rng(6)))
    found = estimate_information(words[:3000], words[3000:], left, **SETTINGS)
    assert abs(found.value - sums.mutual_information(left)) < 2 * found.error + 0.02


def test_words_too_few_for_the_network_are_refused():
    ring, left = IsingChain(60, 0.5), interleaved_halves((60,))
    words = words_of(sample_ring(ring, 2150, np.random.default_rng(7)))
    with pytest.raises(InformationError, match=r"correct for learnt noise; use more"):
        estimate_information(words[:150], words[150:], left, **SETTINGS)


def test_more_words_leave_less_to_correct():
    rng, settings = np.random.default_rng(8), SETTINGS | {"n_steps": 200}
    ring, left = IsingChain(16, 0.5), interleaved_halves((16,))
    words = words_of(sample_ring(ring, 5000, rng))
    few, many = (
        estimate_information(words[:n], words[4000:], left, **settings)
        for n in (300, 4000)
    )
    assert few.value - few.held_out > 0.05 > abs(many.value - many.held_out)


def log_likelihoods(
    seed: int, n_words: int, given: float = -2.0, alone: float = -3.0
) -> torch.Tensor:
    """First and second choice for p(b|a), then for p(b); rows of scatter 1."""
    noise = np.random.default_rng(seed).normal(size=(4, n_words))
    noise -= noise.mean(1, keepdims=True)
    noise /= noise.std(1, ddof=1, keepdims=True)
    return torch.as_tensor(noise + np.array([given, given, alone, alone])[:, None])


def test_a_third_of_the_noise_that_was_learnt_is_taken_off():
    fresh, seen = log_likelihoods(0, 900), log_likelihoods(1, 400, -1.6, -2.8)
    found = autoregressive._estimate(fresh, seen)
    assert found.held_out == pytest.approx(1.0)
    assert found.value == pytest.approx(1.0 + (0.4 - 0.2) / 3)


def test_the_error_joins_the_words_and_the_choice_of_the_penalty():
    fresh, seen = log_likelihoods(0, 900), log_likelihoods(1, 400)
    agreed = autoregressive._estimate(fresh, seen)
    scatters = [
        (each[0] - each[2]).std(ddof=1) for each in (fresh.numpy(), seen.numpy())
    ]
    by_words = math.hypot(2 / 3 * scatters[0] / 30, 1 / 3 * scatters[1] / 20)
    assert agreed.value == pytest.approx(1.0)
    assert agreed.error == pytest.approx(by_words)
    for each in (fresh, seen):
        each[1] -= 0.3
        each[3] -= 0.4
    torn = autoregressive._estimate(fresh, seen)
    assert torn.value == pytest.approx(1.0)
    assert torn.error == pytest.approx(math.hypot(by_words, 0.5 / 2))


def test_words_of_one_block_count_as_one():
    """Every word ten times: the scatter of as many words, the error of a tenth."""
    few, seen = log_likelihoods(0, 90), log_likelihoods(1, 400)
    often = few.repeat_interleave(10, dim=1)
    blocks = np.repeat(np.arange(90), 10)
    blocked = autoregressive._estimate(often, seen, blocks)
    assert blocked.error == pytest.approx(autoregressive._estimate(few, seen).error)
    assert blocked.error > 2 * autoregressive._estimate(often, seen).error


@pytest.mark.parametrize(("information", "limit"), [(0.1, 0.1), (3.0, 1.0)])
def test_a_correction_of_a_tenth_of_a_nat_and_a_quarter_is_refused(information, limit):
    """A quarter of the corrected value is a third of the plain one."""
    alone = -4.0
    fresh = log_likelihoods(0, 900, alone + information, alone)
    small, large = (
        log_likelihoods(1, 400, alone + information + 3 * share * limit, alone)
        for share in (0.95, 1.05)
    )
    found = autoregressive._estimate(fresh, small)
    assert found.value == pytest.approx(information + 0.95 * limit)
    with pytest.raises(InformationError, match="of it correct for learnt noise"):
        autoregressive._estimate(fresh, large)


def test_networks_that_diverged_are_refused():
    fresh, seen = log_likelihoods(0, 900), log_likelihoods(1, 400)
    fresh[0, 5] = math.nan
    with pytest.raises(InformationError, match="diverged"):
        autoregressive._estimate(fresh, seen)


def test_a_bit_sees_only_the_bits_before_it_and_half_of_the_networks_the_other_half():
    """p(b|a) and p(b) are laws: they sum to one over the words of B."""
    torch.manual_seed(0)
    pairs = autoregressive.MaskedPairs(torch.tensor([0.3, 0.6, 0.5, 0.4, 0.7]), 2, 7, 0)
    with torch.no_grad():
        for parameter in pairs.parameters():
            parameter.normal_(0, 0.7)
    b = torch.cartesian_prod(*[torch.tensor([0.0, 1.0])] * 3)
    found = []
    for a in torch.tensor([[0.0, 0.0], [1.0, 0.0]]):
        with torch.no_grad():
            found.append(pairs(torch.cat([a.expand(8, 2), b], dim=1)).exp())
    for law in found:
        torch.testing.assert_close(law.sum(1), torch.ones(len(law)))
    changed = (found[0] - found[1]).abs().amax(1) > 1e-3
    assert changed.tolist() == [True, False] * (len(changed) // 2)


def test_same_seed_same_estimate():
    words = copied_pair(1000, 0.2, np.random.default_rng(4))
    settings = SETTINGS | {"n_steps": 50}
    first, second = (
        estimate_information(words, words, contiguous_halves(6), **settings)
        for _ in range(2)
    )
    assert first == second


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"held_out": np.zeros((50, 6))}, "50 held-out words"),
        ({"train": np.full((200, 6), 2)}, "training words must be rows of 0 and 1"),
        ({"held_out": np.zeros((200, 7))}, "differ in their sites"),
        ({"left": np.zeros(6, bool)}, "cut must mark some"),
        ({"left": np.arange(6)}, "cut must mark some"),
    ],
)
def test_words_without_an_answer_are_refused(change, complaint):
    words = copied_pair(200, 0.2, np.random.default_rng(5))
    inputs = {"train": words, "held_out": words, "left": contiguous_halves(6)}
    with pytest.raises(InformationError, match=complaint):
        estimate_information(**(inputs | change), **SETTINGS)

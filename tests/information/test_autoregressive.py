import numpy as np
import pytest

from latent_mean_field.information.autoregressive import (
    InformationError,
    estimate_information,
)
from latent_mean_field.information.bipartition import contiguous_halves

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
    assert found.entropy == pytest.approx(3 * np.log(2), abs=0.01)


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

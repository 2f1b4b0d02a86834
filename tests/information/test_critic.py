import numpy as np
import pytest
import torch

from latent_mean_field.information.bipartition import contiguous_halves
from latent_mean_field.information.critic import (
    contrastive_bound,
    contrastive_information,
)
from latent_mean_field.information.words import InformationError
from latent_mean_field.sampling.exact import sample_classes
from latent_mean_field.systems.class_sums import ClassSums
from latent_mean_field.systems.curie_weiss import CurieWeiss

SETTINGS = {"n_steps": 300, "seed": 3}
ROUNDING = 1e-4


def noisy_copies(n_words: int, flip: float, rng: np.random.Generator, n_bits: int = 1):
    """Fair bits, their copies but for flips, and between them two bits of noise."""
    bits = rng.integers(0, 2, (n_words, n_bits))
    copies = bits ^ (rng.random(bits.shape) < flip)
    noise = rng.integers(0, 2, (n_words, 2))
    words = [bits, noise[:, :1], noise[:, 1:], copies]
    return np.column_stack(words).astype(np.uint8)


def channel_information(flip: float) -> float:
    """log 2 - H(flip): what a bit tells of its noisy copy, in nats."""
    return np.log(2) + flip * np.log(flip) + (1 - flip) * np.log(1 - flip)


@pytest.mark.parametrize("flip", [0.05, 0.3])
def test_a_noisy_copy_has_the_information_of_its_channel(flip):
    rng = np.random.default_rng(1)
    words, held_out = noisy_copies(8000, flip, rng), noisy_copies(8000, flip, rng)
    value, error = contrastive_information(
        words, held_out, contiguous_halves(4), **SETTINGS
    )
    exact = channel_information(flip)
    assert error < 0.01
    assert exact - 3 * error - 0.003 < value < exact + 3 * error


def test_information_that_no_pair_of_sites_has_is_found():
    rng = np.random.default_rng(2)
    bits = rng.integers(0, 2, (12_000, 3), dtype=np.uint8)
    words = np.column_stack([bits, bits[:, 0] ^ bits[:, 1]])
    value, error = contrastive_information(
        words[:6000], words[6000:], contiguous_halves(4), **SETTINGS | {"n_steps": 600}
    )
    assert abs(value - np.log(2)) < 3 * error + 0.02


def test_shuffled_pairs_have_no_information():
    """Negative control: halves of different words know nothing of each other."""
    rng = np.random.default_rng(3)
    sums, left = ClassSums.of(CurieWeiss(40, 1.2)), contiguous_halves(40)
    words = (sample_classes(sums, 8000, rng) > 0).astype(np.uint8)
    words[:, left] = rng.permutation(words[:, left])
    value, error = contrastive_information(words[:4000], words[4000:], left, **SETTINGS)
    assert abs(value) <= 3 * error + ROUNDING


@pytest.mark.parametrize("beta_J", [0.8, 1.2])
def test_curie_weiss_is_bounded_from_below_and_closely(beta_J):
    rng, left = np.random.default_rng(4), contiguous_halves(100)
    sums = ClassSums.of(CurieWeiss(100, beta_J))
    words = (sample_classes(sums, 15_000, rng) > 0).astype(np.uint8)
    value, error = contrastive_information(words[:8000], words[8000:], left, **SETTINGS)
    exact = sums.mutual_information(left)
    assert exact - 3 * error - 0.03 < value < exact + 3 * error


def test_bound_is_the_mean_log_share_of_the_true_partner():
    rng = np.random.default_rng(5)
    g, h = rng.normal(size=(2, 1200, 3))
    score = g @ h.T
    share = np.exp(score) / np.exp(score).mean(1, keepdims=True)
    value, _ = contrastive_bound(torch.as_tensor(g), torch.as_tensor(h))
    assert value == pytest.approx(np.log(np.diag(share)).mean(), abs=1e-9)


def test_standard_error_is_the_scatter_over_data_sets():
    """The critic is fixed and poor, so that what a word adds to its column matters."""
    rng = np.random.default_rng(6)
    found = []
    for _ in range(200):
        a = rng.normal(size=(600, 1))
        b = 0.6 * a + 0.8 * rng.normal(size=a.shape)
        g = 0.3 * a + 0.8
        found.append(contrastive_bound(torch.as_tensor(g), torch.as_tensor(b)))
    values, errors = np.array(found).T
    # The relative error of a standard deviation of 200 values is 1/20.
    assert values.std(ddof=1) / errors.mean() == pytest.approx(1, abs=3 / 20)


def test_whole_estimates_scatter_as_their_errors_say():
    rng, left = np.random.default_rng(7), contiguous_halves(4)
    found = []
    for seed in range(12):
        words = noisy_copies(4000, 0.2, rng)
        found.append(
            contrastive_information(
                words[:2000], words[2000:], left, n_steps=100, seed=seed
            )
        )
    values, errors = np.array(found).T
    # Chi with 11 degrees of freedom: one in a thousand lies beyond either end.
    assert 0.36 < values.std(ddof=1) / errors.mean() < 1.7


def test_an_estimate_near_its_cap_is_refused():
    """Eight bits copied hold 5.5 nats; 200 words can show 5.3."""
    words = noisy_copies(2200, 0.0, np.random.default_rng(8), n_bits=8)
    with pytest.raises(InformationError, match=r"bound of 4\.\d+ nats .* log 200"):
        contrastive_information(
            words[:2000], words[2000:], contiguous_halves(18), **SETTINGS
        )


def test_same_seed_same_estimate():
    words = noisy_copies(1000, 0.2, np.random.default_rng(9))
    inputs = words, words, contiguous_halves(4)
    first, second, other = (
        contrastive_information(*inputs, n_steps=50, seed=seed) for seed in (3, 3, 4)
    )
    assert first == second != other


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"held_out": np.zeros((50, 4))}, "50 held-out words"),
        ({"train": np.full((200, 4), 2)}, "training words must be rows of 0 and 1"),
        ({"held_out": np.zeros((200, 5))}, "differ in their sites"),
        ({"left": np.zeros(4, bool)}, "cut must mark some"),
        ({"left": np.arange(4)}, "cut must mark some"),
    ],
)
def test_words_without_an_answer_are_refused(change, complaint):
    words = noisy_copies(200, 0.2, np.random.default_rng(10))
    inputs = {"train": words, "held_out": words, "left": contiguous_halves(4)}
    with pytest.raises(InformationError, match=complaint):
        contrastive_information(**(inputs | change), **SETTINGS)

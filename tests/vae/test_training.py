"""The training loop: reproducible, resumable, loud when it fails."""

import itertools
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from latent_mean_field.vae import training as training_module
from latent_mean_field.vae.initialisation import initial_vae
from latent_mean_field.vae.objective import elbo_parts
from latent_mean_field.vae.schedule import learning_rate
from latent_mean_field.vae.settings import Settings
from latent_mean_field.vae.training import (
    DivergedError,
    ReplicaBatches,
    Training,
    choose_device,
    start,
    train,
)
from oracles import boltzmann, curie_weiss_energy
from tiny_vae import small_settings

CPU = torch.device("cpu")
N_STEPS = 20
# Checkpoints come every second step: the last one before this step is at 10.
INTERRUPTED_AT = 11
RESUMED_AT = 10
SETTINGS = small_settings(
    n_steps=N_STEPS,
    n_restarts=2,
    n_bootstrap=1,
    prior_components=2,
    posterior_components=2,
    decoder_hidden_dim=3,
)


class PowerCutError(Exception):
    """What interrupts a training in these tests."""


def some_words(n_words: int = 300, n_sites: int = 6) -> NDArray:
    rng = np.random.default_rng(0)
    common = rng.random((n_words, 1)) < 0.5
    flips = rng.random((n_words, n_sites)) < 0.2
    return (common ^ flips).astype(np.uint8)


def fresh(seed: int = 1, settings: Settings = SETTINGS) -> Training:
    words = some_words()
    return start(
        initial_vae(words, 2, settings, seed), words[None], settings, seed, CPU
    )


def weights_of(training: Training) -> bytes:
    """All weights of all replicas, as bytes."""
    state = training.vae.state_dict()
    return b"".join(value.numpy().tobytes() for value in state.values())


@pytest.fixture
def checkpoint(tmp_path) -> Path:
    return tmp_path / "fit.checkpoint"


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> Training:
    training = fresh()
    train(training, SETTINGS, tmp_path_factory.mktemp("run") / "checkpoint", "this fit")
    return training


@pytest.fixture
def steps_taken(monkeypatch) -> list[int]:
    """Steps for which the loop asked a learning rate."""
    steps: list[int] = []
    original = training_module.learning_rate

    def recording(step: int, settings: Settings) -> float:
        steps.append(step)
        return original(step, settings)

    monkeypatch.setattr(training_module, "learning_rate", recording)
    return steps


def interrupt(checkpoint: Path, fingerprint: str = "this fit") -> None:
    """Leave behind what a run that was cut short leaves behind."""
    original = training_module.elbo_parts
    calls = itertools.count(1)

    def failing(*arguments, **options):
        if next(calls) > INTERRUPTED_AT:
            raise PowerCutError
        return original(*arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training_module, "elbo_parts", failing)
        with pytest.raises(PowerCutError):
            train(fresh(), SETTINGS, checkpoint, fingerprint)
    assert checkpoint.exists()


def test_the_optimiser_uses_the_schedule(undisturbed):
    (group,) = undisturbed.optimiser.param_groups
    assert group["lr"] == learning_rate(N_STEPS - 1, SETTINGS)


def test_the_same_seed_trains_to_the_same_bytes(undisturbed, checkpoint):
    again = fresh()
    train(again, SETTINGS, checkpoint, "this fit")
    assert weights_of(again) == weights_of(undisturbed)
    assert again.history == undisturbed.history


def test_another_seed_trains_to_other_bytes(undisturbed, checkpoint):
    other = fresh(seed=2)
    train(other, SETTINGS, checkpoint, "this fit")
    assert weights_of(other) != weights_of(undisturbed)


def test_a_resumed_training_equals_an_undisturbed_one_bit_for_bit(
    undisturbed, checkpoint, steps_taken
):
    interrupt(checkpoint)
    steps_taken.clear()
    resumed = fresh()
    train(resumed, SETTINGS, checkpoint, "this fit")
    # It did go on in the middle; else equality would say nothing.
    assert steps_taken == list(range(RESUMED_AT, N_STEPS))
    assert weights_of(resumed) == weights_of(undisturbed)
    assert resumed.history == undisturbed.history


def test_a_finished_training_is_not_repeated(undisturbed, checkpoint, steps_taken):
    train(fresh(), SETTINGS, checkpoint, "this fit")
    steps_taken.clear()
    again = fresh()
    history = train(again, SETTINGS, checkpoint, "this fit")
    assert steps_taken == []
    assert weights_of(again) == weights_of(undisturbed)
    assert history == undisturbed.history


def test_a_checkpoint_of_another_fit_is_not_taken_up(
    undisturbed, checkpoint, steps_taken
):
    interrupt(checkpoint, "another fit")
    steps_taken.clear()
    training = fresh()
    train(training, SETTINGS, checkpoint, "this fit")
    assert steps_taken == list(range(N_STEPS))
    assert weights_of(training) == weights_of(undisturbed)


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "half written": lambda content: content[: len(content) // 2],
    "only a header": lambda content: content[:100],
    "text": lambda _: b"this is not a checkpoint",
    "zeros": lambda content: bytes(len(content)),
    "noise": lambda content: np.random.default_rng(0).bytes(len(content)),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_checkpoint_is_not_taken_up(
    undisturbed, checkpoint, steps_taken, caplog, damage
):
    interrupt(checkpoint)
    checkpoint.write_bytes(DAMAGES[damage](checkpoint.read_bytes()))
    steps_taken.clear()
    training = fresh()
    train(training, SETTINGS, checkpoint, "this fit")
    assert steps_taken == list(range(N_STEPS))
    assert weights_of(training) == weights_of(undisturbed)
    assert str(checkpoint) in caplog.text


def test_a_checkpoint_is_never_half_written(checkpoint, monkeypatch):
    interrupt(checkpoint)
    whole = checkpoint.read_bytes()

    def full_disk(_, file: BinaryIO) -> None:
        file.write(b"half")
        raise OSError("no space left on device")

    monkeypatch.setattr(torch, "save", full_disk)
    with pytest.raises(OSError, match="no space"):
        train(fresh(), SETTINGS, checkpoint, "this fit")
    assert checkpoint.read_bytes() == whole
    assert [path.name for path in checkpoint.parent.iterdir()] == [checkpoint.name]


def test_a_finished_training_leaves_no_temporary_file(checkpoint):
    train(fresh(), SETTINGS, checkpoint, "this fit")
    assert [path.name for path in checkpoint.parent.iterdir()] == [checkpoint.name]


def test_the_history_tells_steps_elbo_and_rate(undisturbed):
    rows = undisturbed.history
    assert [row["step"] for row in rows] == list(range(1, N_STEPS + 1))
    assert all(math.isfinite(row["elbo"]) and row["rate"] > 0 for row in rows)


def test_weights_that_are_no_number_stop_the_training(checkpoint):
    training = fresh()
    with torch.no_grad():
        training.vae.decoder.bias[1, 0, 0] = math.nan
    with pytest.raises(DivergedError, match="step 1: elbo nan; lower learning_rate"):
        train(training, SETTINGS, checkpoint, "this fit")
    assert not checkpoint.exists()


def test_a_huge_learning_rate_stops_the_training(checkpoint):
    settings = small_settings(learning_rate=1e30)
    with pytest.raises(DivergedError, match="lower learning_rate"):
        train(fresh(settings=settings), settings, checkpoint, "this fit")


def numbered_words(n_bits: int) -> NDArray:
    """Every word of n_bits once: a word tells its own row."""
    return (np.arange(2**n_bits)[:, None] >> np.arange(n_bits) & 1).astype(np.uint8)


def drawn_rows(batches: ReplicaBatches, n_batches: int) -> NDArray:
    """Rows drawn by each replica, shape (n_replicas, n_draws)."""
    drawn = torch.cat([batches.draw(step) for step in range(n_batches)], dim=1)
    return (drawn.numpy() @ 2.0 ** np.arange(drawn.shape[-1])).astype(int)


def test_restarts_see_all_words_and_bootstrap_replicas_their_own_resample():
    words = numbered_words(6)
    settings = small_settings(n_restarts=2, n_bootstrap=2, batch_size=256)
    rows = drawn_rows(ReplicaBatches(words[None], settings, 0, CPU), n_batches=200)
    n_words, n_draws = len(words), rows.shape[1]
    counts = np.array([np.bincount(one, minlength=n_words) for one in rows])
    # A resample holds words in whole multiples, 64 in all, and lacks about 1/e of them.
    multiples = counts * n_words / n_draws
    np.testing.assert_allclose(multiples[:2], 1, atol=0.2)
    whole = multiples[2:].round()
    np.testing.assert_allclose(multiples[2:], whole, atol=0.25)
    assert (whole.sum(axis=1) == n_words).all()
    missing = (whole == 0).sum(axis=1)
    assert ((missing > 10) & (missing < 38)).all()
    assert (whole[0] != whole[1]).any()
    # Replicas draw their batches independently.
    assert len({one.tobytes() for one in rows}) == 4


def test_every_data_set_is_drawn_from_by_its_own_replicas():
    words = numbered_words(6)
    settings = small_settings(n_restarts=1, n_bootstrap=1, batch_size=64)
    halves = np.stack([words[:32], words[32:]])
    rows = drawn_rows(ReplicaBatches(halves, settings, 0, CPU), n_batches=20)
    assert rows.shape == (4, 20 * 64)
    assert (rows[:2] < 32).all()
    assert (rows[2:] >= 32).all()
    # The restarts see all of their half.
    assert len(set(rows[0])) == len(set(rows[2])) == 32


def test_every_word_is_read_once_before_any_is_read_again():
    words = numbered_words(6)
    # 64 words in batches of 24: epochs end within a batch.
    settings = small_settings(n_restarts=2, n_bootstrap=1, batch_size=24)
    rows = drawn_rows(ReplicaBatches(words[None], settings, 0, CPU), n_batches=8)
    epochs = rows[:, :192].reshape(3, 3, 64)
    assert (np.sort(epochs[:2]) == np.arange(64)).all()
    assert len({one.tobytes() for one in epochs.reshape(9, 64)}) == 9
    # A bootstrap replica reads the same resample each time.
    resample = np.sort(epochs[2])
    assert (resample == resample[0]).all()


def test_a_batch_may_be_larger_than_the_data():
    words = numbered_words(3)
    settings = small_settings(batch_size=20)
    rows = drawn_rows(ReplicaBatches(words[None], settings, 0, CPU), n_batches=2)
    assert (np.bincount(rows[0]) == 5).all()


def test_a_step_has_its_batch_whatever_was_drawn_before():
    words = numbered_words(6)
    settings = small_settings(batch_size=24)
    drawn = [
        ReplicaBatches(words[None], settings, 0, CPU).draw(step) for step in range(6)
    ]
    one = ReplicaBatches(words[None], settings, 0, CPU)
    for step in (5, 0, 3):
        assert torch.equal(one.draw(step), drawn[step])


def test_batches_are_floats_of_the_right_shape_and_repeat_with_their_seed():
    words = some_words()
    settings = small_settings(n_restarts=2, batch_size=5)
    one, same, other = (
        ReplicaBatches(words[None], settings, seed, CPU).draw(0) for seed in (1, 1, 2)
    )
    assert one.shape == (2, 5, words.shape[1])
    assert one.dtype == torch.float32
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_the_device_is_one_that_can_be_used():
    assert choose_device().type == ("cuda" if torch.cuda.is_available() else "cpu")


def test_curie_weiss_matter_is_learned_to_within_a_hundredth_of_a_nat(checkpoint):
    exact = boltzmann(curie_weiss_energy(1.0), n_spins=6)
    # A recording with every state in proportion to its probability.
    counts = np.round(20_000 * exact.probabilities).astype(int)
    words = np.repeat((exact.states > 0).astype(np.uint8), counts, axis=0)
    settings = small_settings(
        n_steps=400, batch_size=256, prior_components=2, encoder_hidden_dim=8
    )
    training = start(initial_vae(words, 1, settings, 0), words[None], settings, 0, CPU)
    before = mean_elbo(training, words)
    train(training, settings, checkpoint, "this fit")
    after = mean_elbo(training, words)
    assert before < after - 0.1
    # No elbo exceeds minus the entropy.
    assert -0.01 < after + exact.entropy() < 0.001


def mean_elbo(training: Training, words: NDArray) -> float:
    """Of the first replica, averaged over all words."""
    counts = Counter(map(tuple, words.tolist()))
    distinct = torch.tensor(list(counts), dtype=torch.float32).unsqueeze(0)
    weights = torch.tensor(list(counts.values()), dtype=torch.float32) / len(words)
    with torch.no_grad():
        parts = elbo_parts(
            training.vae, distinct, torch.Generator().manual_seed(0), n=500
        )
    return float(parts.elbo[0] @ weights)


def test_a_prior_by_expectation_maximisation_moves_once_in_every_step(checkpoint):
    settings = small_settings(n_steps=7, prior="em", prior_components=2)
    training = fresh(settings=settings)
    train(training, settings, checkpoint, "em")
    assert (training.vae.prior.n_updates == 7).all()


def test_an_annealed_precision_rises_while_training(checkpoint):
    settings = small_settings(
        n_steps=10, likelihood="gaussian", precision=1e6, annealing=0.5
    )
    words = np.random.default_rng(0).normal(size=(300, 4)).astype(np.float32)
    vae = initial_vae(words, 2, settings, 1)
    torch.testing.assert_close(
        vae.encoder.unit.flatten(), torch.full((1,), float(words.std()))
    )
    training = start(vae, words[None], settings, 1, CPU)
    training_module._update(training, settings, 0)
    assert 0.5 < vae.decoder.precision.item() < 1e3
    train(training, settings, checkpoint, "annealed")
    assert vae.decoder.precision.item() == 1e6


@pytest.mark.parametrize(("paired", "n"), [(False, 1), (True, 2)])
def test_latents_are_drawn_in_pairs_if_so_asked(checkpoint, monkeypatch, paired, n):
    asked = []

    def recorded(vae, words, noise, n, **how):
        asked.append((n, how["paired"]))
        return elbo_parts(vae, words, noise, n, **how)

    monkeypatch.setattr(training_module, "elbo_parts", recorded)
    settings = replace(SETTINGS, n_steps=3, paired_draws=paired)
    train(fresh(settings=settings), settings, checkpoint, "this fit")
    assert asked == [(n, paired)] * 3

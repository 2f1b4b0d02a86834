"""Laws of words judged: the true law is told from a wrong one."""

import numpy as np
import pytest

from latent_mean_field.assessment.population import total_variation
from latent_mean_field.assessment.population_law import (
    LAWS,
    assess_law,
    law_arrays,
    law_of,
)
from latent_mean_field.assessment.recording_statistics import (
    RecordingStatistics,
    compare_words,
    measure_recording,
)
from latent_mean_field.averages import blocked_mean, deviation_error
from latent_mean_field.peers.independent_cells import fit_independent_cells
from latent_mean_field.peers.maximum_entropy import MaximumEntropy
from latent_mean_field.storage import Words, load_arrays, save_arrays
from latent_mean_field.systems.generalised_hopfield import GeneralisedHopfield

N_CELLS = 12


def true_law() -> GeneralisedHopfield:
    rng = np.random.default_rng(0)
    return GeneralisedHopfield(
        rng.normal(-1.5, 0.3, N_CELLS),
        2 * np.abs(rng.normal(size=(N_CELLS, 2))),
        rng.normal(size=(20, 2)),
        np.full(20, -np.log(20)),
    )


@pytest.fixture(scope="module")
def samples() -> Words:
    rng = np.random.default_rng(1)
    held_out = true_law().sample(10_000, rng)
    return Words(true_law().sample(20_000, rng), held_out, np.arange(10_000) // 500)


@pytest.fixture(scope="module")
def recording(samples) -> RecordingStatistics:
    return measure_recording(samples, np.random.default_rng(2))


def test_the_true_law_reaches_the_floor_of_the_data(samples, recording):
    rng = np.random.default_rng(3)
    numbers, arrays = assess_law(true_law(), samples, recording, rng)
    for name in ("pair_correlation_r", "triplet_correlation_r"):
        assert numbers[name]["value"] == pytest.approx(
            numbers[name]["theory"], abs=0.05
        )
    assert numbers["pk_total_variation_over_floor"]["value"] < 2
    assert numbers["rates_within_two_errors"]["value"] >= 0.75
    # Chains of the energy and the exact sampler agree.
    assert numbers["chains_total_variation"]["value"] < 0.02
    assert arrays["landscape"].shape == (60, 60)
    assert arrays["overlaps"].shape[1] == 2


def test_independent_cells_gain_nothing_and_miss_the_pairs(samples, recording):
    law = fit_independent_cells(samples.train)
    numbers, _ = assess_law(law, samples, recording, np.random.default_rng(3))
    assert numbers["gain"]["value"] == pytest.approx(0, abs=1e-6)
    assert abs(numbers["pair_correlation_r"]["value"]) < 0.5
    assert numbers["pk_total_variation_over_floor"]["value"] > 5


def test_likelihoods_are_in_nats_and_in_bits_per_cell(samples):
    numbers, arrays = assess_law(true_law(), samples, None, np.random.default_rng(3))
    nats = true_law().log_prob(samples.held_out).mean()
    bits = numbers["log_likelihood_bits_per_cell"]["value"]
    assert numbers["log_likelihood"]["value"] == pytest.approx(nats)
    assert bits == pytest.approx(nats / np.log(2) / N_CELLS)
    assert numbers["gain"]["value"] > 0.01
    assert arrays.keys() == {"gain_deviations", "gain_doubt"}
    independent = fit_independent_cells(samples.train).log_prob(samples.held_out)
    gain = true_law().log_prob(samples.held_out) - independent
    _, error = blocked_mean(gain / np.log(2) / N_CELLS, samples.blocks)
    assert len(arrays["gain_deviations"]) == 20
    assert deviation_error(arrays["gain_deviations"]) == pytest.approx(error)
    assert numbers["gain"]["error"] == pytest.approx(error)
    assert "pair_correlation_r" not in numbers


def test_a_likelihood_is_no_surer_than_its_normaliser(samples):
    n_cells = samples.train.shape[1]
    couplings, potential = np.zeros((n_cells, n_cells)), np.zeros(n_cells + 1)
    law = MaximumEntropy(np.zeros(n_cells), couplings, potential, 8.3, 0.5)
    numbers, arrays = assess_law(law, samples, None, np.random.default_rng(0))
    bits = n_cells * np.log(2)
    assert arrays["gain_doubt"] == pytest.approx(0.5 / bits)
    assert numbers["log_likelihood"]["error"] >= 0.5
    assert numbers["gain"]["error"] >= 0.5 / bits


def test_statistics_come_back_from_disk(recording, tmp_path):
    save_arrays(tmp_path / "statistics.npz", **recording.arrays())
    back = RecordingStatistics.of_arrays(load_arrays(tmp_path / "statistics.npz"))
    np.testing.assert_allclose(back.data.triplets, recording.data.triplets, atol=1e-7)
    assert len(back.resampled()) == len(recording.resampled())


def test_laws_come_back_from_disk(tmp_path):
    law = MaximumEntropy(np.zeros(3), np.zeros((3, 3)), np.zeros(4), 2.08, 0.01)
    for name, one in (("k_pairwise", law), ("generalised_hopfield", true_law())):
        save_arrays(tmp_path / "law.npz", **law_arrays(one))
        back = law_of(name, load_arrays(tmp_path / "law.npz"))
        words = np.eye(len(one.field), dtype=np.uint8)
        assert (back.log_prob(words) == one.log_prob(words)).all()
        assert isinstance(back, LAWS[name])


def test_chains_that_are_stuck_make_an_error(recording):
    rng, n_chains = np.random.default_rng(4), 100
    free = true_law().sample(20_000, rng)
    stuck = free.copy()
    # One of a hundred chains that take turns: P(K) is off by a hundredth.
    stuck[np.arange(len(stuck)) % n_chains == 0] = 1
    sure, unsure = (
        compare_words(words, recording)[0]["pk_total_variation"]
        for words in (free, stuck)
    )
    off = unsure["value"] - sure["value"]
    assert off > 2 * sure["error"]
    assert unsure["error"] > 0.8 * off


def test_the_floor_errs_too_with_the_held_out_words(samples, recording):
    """Of a law that is far off: what is above the floor hardly errs, the floor does."""
    rng = np.random.default_rng(5)
    off = np.ones((20_000, N_CELLS), np.uint8)
    off[:10_000] = true_law().sample(10_000, rng)
    found = compare_words(off[rng.permutation(len(off))], recording)[0]
    ratio, above = found["pk_total_variation_over_floor"], found["pk_total_variation"]
    floors = [
        total_variation(recording.train.spike_counts, one.spike_counts)
        for one in recording.resampled()
    ]
    relative = np.std(above["value"] / np.array(floors), ddof=1)
    assert ratio["error"] == pytest.approx(relative, rel=0.2)
    assert ratio["error"] > 3 * above["error"] / above["theory"]

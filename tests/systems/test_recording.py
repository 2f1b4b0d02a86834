from pathlib import Path

import numpy as np
import pytest
import scipy.io

from latent_mean_field.systems.recording import (
    RecordingError,
    check_raster,
    repeat_blocks,
    split_by_repeat,
    split_by_time,
    time_blocks,
    words_of,
)

SHARED = Path(__file__).parents[2].parent / "shared"
RECORDING = SHARED / "retina" / "IST-2017-61-v1+1_bint_fishmovie32_100.mat"


def small_raster():
    """Three repeats, four cells, ten bins; every cell spikes in every bin but a few."""
    raster = np.ones((3, 4, 10), np.uint8)
    raster[1, 2, 3] = raster[0, 0, 9] = 0
    return raster


def barcode_raster(n_repeats, n_cells, n_bins):
    """Raster whose word spells its repeat and bin, so that a word tells its origin."""
    raster = np.zeros((n_repeats, n_cells, n_bins), np.uint8)
    for repeat in range(n_repeats):
        for time in range(n_bins):
            code = 1 + repeat * n_bins + time
            for cell in range(n_cells):
                raster[repeat, cell, time] = code >> cell & 1
    return raster


def origins(words, n_bins):
    """Repeat and bin of each word of a barcode raster."""
    codes = [sum(int(bit) << cell for cell, bit in enumerate(word)) for word in words]
    return [divmod(code - 1, n_bins) for code in codes]


@pytest.mark.parametrize("kind", [bool, np.int8, np.int64, np.float32, np.float64])
def test_a_raster_of_any_real_type_comes_back_as_equal_uint8(kind):
    checked = check_raster(small_raster().astype(kind), "small")
    assert checked.dtype == np.uint8
    np.testing.assert_array_equal(checked, small_raster())


def spoil(index, value, kind=np.float64):
    raster = small_raster().astype(kind)
    raster[index] = value
    return raster


SPOILT = {
    "two axes": (np.ones((4, 10)), r"3 axes .*n_repeats.* \(4, 10\)"),
    "four axes": (np.ones((1, 3, 4, 10)), r"3 axes .* \(1, 3, 4, 10\)"),
    "no repeats": (np.ones((0, 4, 10)), "n_repeats is 0"),
    "no cells": (np.ones((3, 0, 10)), "n_cells is 0"),
    "no bins": (np.ones((3, 4, 0)), "n_bins is 0"),
    "text": (np.full((3, 4, 10), "1"), "must hold numbers, found type <U1"),
    "objects": (np.full((3, 4, 10), None), "must hold numbers, found type object"),
    "NaN": (spoil((2, 1, 5), np.nan), "NaN at repeat 2, cell 1, bin 5"),
    "two": (spoil((1, 3, 0), 2, np.int64), "found 2 at repeat 1, cell 3, bin 0"),
    "minus one": (spoil((0, 0, 1), -1), "found -1.0 at repeat 0, cell 0, bin 1"),
    "a half": (spoil((0, 2, 9), 0.5), "found 0.5 at repeat 0, cell 2, bin 9"),
    "infinity": (spoil((0, 2, 9), np.inf), "found inf at repeat 0, cell 2, bin 9"),
    "silence": (spoil((slice(None), 3), 0), "cell 3 never spikes"),
    "more silence": (spoil((slice(None), [1, 3]), 0), r"cell 1 never .*\(2 silent"),
}


@pytest.mark.parametrize("case", SPOILT)
def test_a_spoilt_raster_is_refused_in_one_line_that_names_the_culprit(case):
    raster, message = SPOILT[case]
    with pytest.raises(RecordingError, match="^my raster: .*" + message) as caught:
        check_raster(raster, "my raster")
    assert "\n" not in str(caught.value)


def test_one_spike_is_enough_not_to_be_silent():
    raster = np.zeros((3, 4, 10))
    raster[[0, 1, 2, 2], [0, 1, 2, 3], [0, 9, 4, 4]] = 1
    assert check_raster(raster, "sparse").sum() == 4


def test_a_split_by_repeat_shares_the_movie_and_no_repeat():
    train, held_out = split_by_repeat(barcode_raster(6, 6, 8), 4)
    assert origins(train, 8) == [(r, t) for r in range(4) for t in range(8)]
    assert origins(held_out, 8) == [(r, t) for r in (4, 5) for t in range(8)]
    assert train.dtype == held_out.dtype == np.uint8


def test_a_split_by_time_shares_the_repeats_and_no_bin_nor_its_neighbours():
    train, held_out = split_by_time(barcode_raster(4, 6, 12), 7, n_gap_bins=2)
    assert origins(train, 12) == [(r, t) for r in range(4) for t in range(7)]
    assert origins(held_out, 12) == [(r, t) for r in range(4) for t in (9, 10, 11)]
    assert train.dtype == held_out.dtype == np.uint8


def test_a_split_leaves_the_raster_as_it_was():
    raster = small_raster()
    train, held_out = split_by_repeat(raster, 2)
    train[:], held_out[:] = 0, 0
    np.testing.assert_array_equal(raster, small_raster())


def test_blocks_name_the_repeat_and_the_half_second_of_each_word():
    where = origins(words_of(barcode_raster(3, 8, 60)), 60)
    assert repeat_blocks(3, 60).tolist() == [repeat for repeat, _ in where]
    assert time_blocks(3, 60).tolist() == [time // 25 for _, time in where]


@pytest.mark.parametrize("n_train", [-1, 0, 3, 4])
def test_a_split_by_repeat_with_an_empty_part_is_refused(n_train):
    with pytest.raises(RecordingError, match="cannot split 3 repeats"):
        split_by_repeat(small_raster(), n_train)


@pytest.mark.parametrize(("n_train", "n_gap"), [(0, 2), (8, 2), (12, 0), (3, -1)])
def test_a_split_by_time_with_an_empty_part_is_refused(n_train, n_gap):
    with pytest.raises(RecordingError, match="cannot split 10 bins"):
        split_by_time(small_raster(), n_train, n_gap)


def test_a_cell_that_speaks_only_when_held_out_is_refused():
    raster = small_raster()
    raster[:, 1, :8] = 0
    with pytest.raises(RecordingError, match="training part: cell 1 never spikes"):
        split_by_time(raster, 7, 1)


def test_a_cell_that_speaks_only_in_training_is_accepted():
    raster = small_raster()
    raster[2, 1] = 0
    _, held_out = split_by_repeat(raster, 2)
    assert held_out[:, 1].sum() == 0


@pytest.mark.skipif(not RECORDING.exists(), reason="the retina recording is not here")
def test_the_recording_splits_into_words_of_160_cells():
    raster = check_raster(scipy.io.loadmat(RECORDING)["bint"], "recording")
    train, held_out = split_by_repeat(raster, 240)
    assert train.shape == (240 * 953, 160)
    assert held_out.shape == (57 * 953, 160)
    assert train.sum() + held_out.sum() == raster.sum()
    train, held_out = split_by_time(raster, 762, n_gap_bins=10)
    assert train.shape == (297 * 762, 160)
    assert held_out.shape == (297 * 181, 160)

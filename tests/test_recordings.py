import hashlib

import numpy as np
import pytest

from latent_mean_field.recordings import check_source, obtain_raster, split_raster
from latent_mean_field.systems.recording import RecordingError

SIZES = {"bin_width": 0.02, "n_repeats": 6, "n_cells": 8}


@pytest.fixture
def recording(tmp_path):
    raster = np.random.default_rng(0).integers(0, 2, (7, 9, 40), np.uint8)
    np.save(tmp_path / "own.npy", raster)
    return tmp_path / "own.npy"


def obtain(source, recording, **options):
    settings = {"url": None, "sha256": None, **SIZES, **options}
    rng = np.random.default_rng(1)
    return obtain_raster(source=source, recording=str(recording), rng=rng, **settings)


def test_recording_is_cut_to_size_and_stamped(recording):
    raster, provenance = obtain("auto", recording)
    assert (raster == np.load(recording)[:6, :8]).all()
    assert provenance["recorded"]
    assert provenance["label"].startswith("recorded: own.npy; 8 cells, 6 repeats")


def test_nothing_passes_silently_for_the_recording(tmp_path):
    raster, provenance = obtain("auto", tmp_path / "absent.mat")
    assert raster.shape[:2] == (6, 8)
    assert not provenance["recorded"]
    assert "SIMULATED" in provenance["label"]


def test_recorded_means_recorded(tmp_path):
    with pytest.raises(RecordingError, match=r"absent\.mat"):
        obtain("recorded", tmp_path / "absent.mat")


def test_simulated_does_not_look_at_the_recording(recording):
    assert not obtain("simulated", recording)[1]["recorded"]


def test_download_is_taken_if_its_checksum_is_right(recording, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    digest = hashlib.sha256(recording.read_bytes()).hexdigest()
    url = recording.as_uri()
    raster, provenance = obtain("auto", "absent.mat", url=url, sha256=digest)
    assert (raster == np.load(recording)[:6, :8]).all()
    assert provenance["recorded"]


def test_wrong_checksum_stops_before_the_run(recording):
    settings = {"source": "auto", "recording": str(recording), "sha256": "0" * 64}
    settings |= SIZES
    with pytest.raises(RecordingError, match="sha256"):
        check_source(settings)


def settings_of(recording, **options):
    return {"source": "auto", "recording": str(recording), **SIZES, **options}


def test_a_path_that_is_none_is_refused():
    with pytest.raises(RecordingError, match="x: File name too long"):
        check_source(settings_of("x" * 5000, sha256=None))


def test_a_recording_that_may_not_be_read_is_refused(recording, monkeypatch):
    def deny(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("latent_mean_field.recordings.check_sha256", deny)
    with pytest.raises(RecordingError, match=r"own.npy: Permission denied"):
        check_source(settings_of(recording, sha256="0" * 64))


@pytest.mark.parametrize(
    ("split", "n_held_out", "n_blocks"),
    [
        ("repeat", 2 * 90, 2),
        ("time", 6 * 50, 2),
    ],
)
def test_splits_hold_out_what_they_say(split, n_held_out, n_blocks):
    raster = np.random.default_rng(2).integers(0, 2, (6, 5, 90), np.uint8)
    words = split_raster(raster, split, held_out_repeats=2, held_out_bins=50)
    assert words.held_out.shape == (n_held_out, 5)
    assert len(words.blocks) == n_held_out
    assert len(np.unique(words.blocks)) == n_blocks


def test_words_of_one_movie_stretch_share_their_block():
    raster = np.zeros((4, 3, 90), np.uint8)
    raster[:, :, ::2] = 1
    words = split_raster(raster, "time", held_out_repeats=1, held_out_bins=50)
    assert (words.blocks.reshape(4, 50) == np.arange(50) // 25).all()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda raster: raster[:, :1], "at least 4 cells, found 1"),
        (lambda raster: raster[:1, :, :20], "20 words of 9 cells, at least 90"),
        (lambda raster: raster[:, [0, 1, 2, 1]], "cells 1 and 3 have the same spikes"),
    ],
)
def test_what_is_no_population_is_refused(recording, spoil, message):
    np.save(recording, spoil(np.load(recording)))
    options = {**SIZES, "n_cells": 9}
    with pytest.raises(RecordingError, match=message):
        obtain("recorded", recording, **options)
    settings = {"source": "recorded", "recording": str(recording), "sha256": None}
    with pytest.raises(RecordingError, match=message):
        check_source(settings | options)

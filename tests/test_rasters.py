"""Recordings in every format, and files that are none."""

import io
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest
import scipy.io

from latent_mean_field import rasters
from latent_mean_field.download import check_sha256
from latent_mean_field.rasters import read_raster
from latent_mean_field.systems.recording import RecordingError

SHARED = Path(__file__).parents[1].parent / "shared"
RECORDING = SHARED / "retina" / "IST-2017-61-v1+1_bint_fishmovie32_100.mat"
RECORDING_SHA256 = "50fa85a05950b76033809c8468f70c91fcd0c76d04587a685c1b76085f7f4dae"


@pytest.fixture
def raster():
    entries = np.random.default_rng(0).integers(0, 2, (6, 5, 40), np.uint8)
    entries[:, :, 0] = 1
    return entries


def write(path, **arrays):
    """Write arrays in the format of the suffix, not by the code under test."""
    if path.suffix == ".mat":
        scipy.io.savemat(path, arrays, do_compression=True)
    elif path.suffix == ".npz":
        np.savez(path, **arrays)
    elif path.suffix in (".h5", ".hdf5"):
        with h5py.File(path, "w") as file:
            for name, array in arrays.items():
                file[name] = array
    else:
        (array,) = arrays.values()
        np.save(path, array)
    return path


def assert_refused(path, message):
    """Reading fails with one line that begins with the file's name."""
    with pytest.raises(RecordingError, match=message) as caught:
        read_raster(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


SUFFIXES = pytest.mark.parametrize("suffix", [".mat", ".npy", ".npz", ".h5"])


@SUFFIXES
def test_a_raster_is_read_from_every_format(tmp_path, raster, suffix):
    found = read_raster(write(tmp_path / f"a{suffix}", bint=raster.astype(float)))
    np.testing.assert_array_equal(found, raster)
    assert found.dtype == np.uint8


@pytest.mark.parametrize("suffix", [".mat", ".npz", ".h5"])
def test_bint_is_preferred_to_other_arrays_of_three_axes(tmp_path, raster, suffix):
    path = write(tmp_path / f"a{suffix}", another=1 - raster, bint=raster)
    np.testing.assert_array_equal(read_raster(path), raster)


@pytest.mark.parametrize("suffix", [".mat", ".npz", ".h5"])
def test_the_only_array_of_three_axes_is_found(tmp_path, raster, suffix):
    path = write(tmp_path / f"a{suffix}", rate=np.ones((2, 3)), spikes=raster)
    np.testing.assert_array_equal(read_raster(path), raster)


@pytest.mark.parametrize("suffix", [".mat", ".npz"])
def test_two_arrays_of_three_axes_without_bint_are_refused(tmp_path, raster, suffix):
    path = write(tmp_path / f"a{suffix}", left=raster, right=raster)
    assert_refused(path, r"not one array of three axes or two \(left, right\)")


def test_a_file_without_a_raster_is_refused(tmp_path):
    path = write(tmp_path / "a.npz", rate=np.ones(3))
    assert_refused(path, r"not one array of three axes or two \(none\)")


def test_the_only_array_of_two_axes_is_a_recording_without_repeats(tmp_path):
    flat = np.random.default_rng(1).integers(0, 2, (4, 60), np.uint8)
    found = read_raster(write(tmp_path / "a.npz", spikes=flat, rate=np.ones(3)))
    np.testing.assert_array_equal(found[0], flat)


def test_spikes_on_the_edge_of_a_bin_are_in_it(tmp_path):
    times = 0.02 * np.arange(200)
    with h5py.File(tmp_path / "a.nwb", "w") as file:
        file["units/spike_times"] = times
        file["units/spike_times_index"] = [200]
    assert read_raster(tmp_path / "a.nwb", bin_width=0.02).all()


def test_units_without_spikes_are_named(tmp_path):
    with h5py.File(tmp_path / "a.nwb", "w") as file:
        file["units/spike_times"] = [0.01, 0.05]
        file["units/spike_times_index"] = [1, 1, 2]
    assert_refused(tmp_path / "a.nwb", "cell 1 never spikes")


@SUFFIXES
def test_a_missing_file_is_refused(tmp_path, suffix):
    assert_refused(tmp_path / f"absent{suffix}", "no such file")


@SUFFIXES
@pytest.mark.parametrize("kept", [0.0, 0.02, 0.5, 0.95])
def test_a_truncated_file_is_refused(tmp_path, raster, suffix, kept):
    path = write(tmp_path / f"a{suffix}", bint=raster)
    content = path.read_bytes()
    path.write_bytes(content[: int(kept * len(content))])
    assert_refused(path, f"not a readable {suffix}")


@SUFFIXES
def test_a_file_of_something_else_is_refused(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    path.write_text("<html>\n<title>404 Not Found</title>\n" * 50)
    assert_refused(path, f"not a readable {suffix}")


@pytest.mark.parametrize("suffix", [".mat", ".npz"])
def test_a_file_with_flipped_bytes_is_refused(tmp_path, raster, suffix):
    path = tmp_path / f"a{suffix}"
    if suffix == ".mat":
        scipy.io.savemat(path, {"bint": raster}, do_compression=True)
    else:
        np.savez_compressed(path, bint=raster)
    content = bytearray(path.read_bytes())
    for place in range(len(content) // 2, len(content) // 2 + 8):
        content[place] ^= 0xFF
    path.write_bytes(content)
    assert_refused(path, f"not a readable {suffix}")


def test_python_objects_are_not_unpickled(tmp_path):
    path = tmp_path / "a.npy"
    np.save(path, np.full((2, 2, 2), None), allow_pickle=True)
    assert_refused(path, "not a readable .npy: ValueError: Object arrays")


def promise(shape, descr="<f8"):
    """An array of which there is only the header."""
    file = io.BytesIO()
    header = {"descr": descr, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, header)
    return file.getvalue()


@pytest.mark.parametrize("shape", [(2**20, 2**20, 2**20), (3, 4, 5), (-1, 2, 2)])
def test_an_array_that_promises_more_than_the_file_holds_is_refused(tmp_path, shape):
    (tmp_path / "a.npy").write_bytes(promise(shape) + bytes(96))
    assert_refused(tmp_path / "a.npy", r"not a readable .npy: ValueError: shape")
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("bint.npy", promise(shape) + bytes(96))
    assert_refused(tmp_path / "a.npz", r"not a readable .npz: ValueError: shape")


def test_an_archive_that_unfolds_to_any_size_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.npz"
    np.savez_compressed(path, bint=np.zeros((100, 100, 100), np.uint8))
    assert path.stat().st_size < 10_000
    monkeypatch.setattr(rasters, "MAX_BYTES", 999_999)
    assert_refused(path, r"at most 999999 bytes")


def test_a_dataset_of_which_nothing_was_written_is_not_filled_in(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file.create_dataset("bint", (2**20, 2**20, 4), "u1", chunks=(4, 4, 4))
    assert_refused(tmp_path / "a.h5", r"not a readable .h5: ValueError: shape")


def test_times_in_another_unit_than_the_bins_are_asked_about(tmp_path):
    (tmp_path / "a.csv").write_text("cell,time\na,0.1\nb,86400e6\n")
    assert_refused(tmp_path / "a.csv", "are the spike times in the unit of bin_width")


def test_an_unknown_suffix_is_refused(tmp_path):
    path = tmp_path / "a.wav"
    path.write_text("0,1")
    assert_refused(path, "suffix must be one of .mat, .npy, .npz, .h5, .hdf5, .csv")


@SUFFIXES
@pytest.mark.parametrize(
    ("spoilt", "message"),
    [
        (np.ones((2, 2, 2, 2)), "3 axes"),
        (np.full((2, 3, 4), np.nan), "NaN at repeat 0, cell 0, bin 0"),
        (np.full((2, 3, 4), 2), "found 2 at repeat 0, cell 0, bin 0"),
        (np.zeros((2, 3, 4)), "cell 0 never spikes"),
    ],
)
def test_a_file_with_a_spoilt_raster_is_refused(tmp_path, suffix, spoilt, message):
    assert_refused(write(tmp_path / f"a{suffix}", bint=spoilt), message)


@pytest.mark.skipif(not RECORDING.exists(), reason="the retina recording is not here")
def test_the_recording_is_read_whole():
    check_sha256(RECORDING, RECORDING_SHA256)
    recording = read_raster(RECORDING)
    assert recording.shape == (297, 160, 953)
    assert recording.mean() == pytest.approx(0.0358, abs=5e-5)


@pytest.mark.skipif(not RECORDING.exists(), reason="the retina recording is not here")
def test_the_recording_cut_short_is_refused(tmp_path):
    path = tmp_path / "cut.mat"
    path.write_bytes(RECORDING.read_bytes()[:1_000_000])
    assert_refused(path, "not a readable .mat")


def test_a_recording_without_repeats_is_cut_into_stretches(tmp_path):
    flat = np.random.default_rng(1).integers(0, 2, (4, 103), np.uint8)
    found = read_raster(write(tmp_path / "a.npy", bint=flat), n_stretches=10)
    assert found.shape == (10, 4, 10)
    np.testing.assert_array_equal(found[3], flat[:, 30:40])


def test_lines_of_a_table_are_bins(tmp_path):
    flat = np.random.default_rng(1).integers(0, 2, (4, 60), np.uint8)
    np.savetxt(tmp_path / "a.csv", flat.T, fmt="%d", delimiter=",")
    found = read_raster(tmp_path / "a.csv", n_stretches=2)
    np.testing.assert_array_equal(np.concatenate(list(found), axis=1), flat)


def test_swapped_axes_are_asked_about(tmp_path):
    path = write(tmp_path / "a.npy", bint=np.ones((60, 4)))
    assert_refused(path, "60 cells in 4 bins: are the axes")


SPIKES = [("b", 0.005, 1), ("a", 0.021, 1), ("a", 0.022, 1), ("b", 0.065, 2)]


def test_spike_times_of_a_table_are_binned(tmp_path):
    lines = ["cell,time,repeat", *(f"{c},{t},{r}" for c, t, r in SPIKES)]
    (tmp_path / "a.csv").write_text("\n".join(lines))
    found = read_raster(tmp_path / "a.csv", bin_width=0.02)
    expected = np.zeros((2, 2, 4))
    # Cell a twice in one bin, cell b in the first bin and in the second repeat's last.
    expected[0, 0, 1] = expected[0, 1, 0] = expected[1, 1, 3] = 1
    np.testing.assert_array_equal(found, expected)


def test_spike_times_of_neurodata_without_borders_are_binned(tmp_path):
    with h5py.File(tmp_path / "a.nwb", "w") as file:
        file["units/spike_times"] = [0.01, 0.05, 0.03]
        file["units/spike_times_index"] = np.array([2, 3], np.uint8)
    found = read_raster(tmp_path / "a.nwb", bin_width=0.02)
    np.testing.assert_array_equal(found, [[[1, 0, 1], [0, 1, 0]]])


@pytest.mark.parametrize("ends", [[2, 1, 3], [1, 2], [1, 4], []])
def test_units_that_do_not_end_where_spikes_do_are_refused(tmp_path, ends):
    with h5py.File(tmp_path / "a.nwb", "w") as file:
        file["units/spike_times"] = [0.1, 0.2, 0.3]
        file["units/spike_times_index"] = ends
    assert_refused(tmp_path / "a.nwb", "not a readable .nwb: ")


@pytest.mark.parametrize("times", [[b"a", b"b"], [[0.1], [0.2]]])
def test_spike_times_that_are_none_are_refused(tmp_path, times):
    with h5py.File(tmp_path / "a.nwb", "w") as file:
        file["units/spike_times"] = times
        file["units/spike_times_index"] = [1, 2]
    assert_refused(tmp_path / "a.nwb", "not a readable .nwb: ValueError")


def test_units_may_be_counted_in_unsigned_integers_of_any_size(tmp_path):
    with h5py.File(tmp_path / "a.nwb", "w") as file:
        file["units/spike_times"] = [0.01, 0.03]
        file["units/spike_times_index"] = np.array([1, 2], np.uint64)
    np.testing.assert_array_equal(read_raster(tmp_path / "a.nwb"), [[[1, 0], [0, 1]]])


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["cell,time", "a,0.1", ",0.2"], "a spike without its cell or repeat"),
        (["cell,time,repeat", "a,0.1,1", "b,0.2,"], "a spike without its cell or"),
        (["cell,time"], "no spikes"),
        (["cell,time", "a,0.1", "b,-0.1"], "time -0.1 of spike 1 is no time"),
        (["cell,time", "a,nan"], "time nan of spike 0 is no time"),
        (["0,1", "1,x"], "not a readable .csv: ValueError"),
        (["0,1", "1,2", "0,1"], "found 2.0 at repeat 0, cell 1, bin 1"),
    ],
)
def test_a_spoilt_table_is_refused(tmp_path, lines, message):
    (tmp_path / "a.csv").write_text("\n".join(lines))
    assert_refused(tmp_path / "a.csv", message)


@pytest.mark.filterwarnings("default")
def test_a_line_of_too_many_entries_is_refused_by_more_than_a_warning(tmp_path):
    (tmp_path / "a.csv").write_text("cell,time\na,0.1,7\nb,0.2,7\n")
    assert_refused(tmp_path / "a.csv", "not a readable .csv: ParserWarning: Length")


def test_a_file_without_units_is_refused(tmp_path):
    with h5py.File(tmp_path / "a.nwb", "w") as file:
        file["other"] = [1.0]
    assert_refused(tmp_path / "a.nwb", "not a readable .nwb: KeyError")

"""MATLAB files against SciPy's reader, and damaged ones that would crash it."""

import struct

import numpy as np
import pytest
import scipy.io

from latent_mean_field.matlab import read_matlab

MAX_BYTES = 10_000
NUMBERS = ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8"]


def saved(path, compressed=False, **arrays):
    scipy.io.savemat(path, arrays, do_compression=compressed)
    return path


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("kind", NUMBERS)
def test_numbers_are_read_as_scipy_reads_them(tmp_path, kind, compressed):
    rng = np.random.default_rng(0)
    arrays = {
        "bint": rng.integers(0, 100, (2, 3, 4)).astype(kind),
        "a": np.ones((1, 1), kind),
        "long_name_of_nothing": np.ones((0, 3), kind),
    }
    path = saved(tmp_path / "a.mat", compressed, **arrays)
    found, expected = read_matlab(path, MAX_BYTES), scipy.io.loadmat(path)
    assert found.keys() == arrays.keys()
    for name in arrays:
        np.testing.assert_array_equal(found[name], expected[name])


def test_logical_values_are_numbers(tmp_path):
    path = saved(tmp_path / "a.mat", bint=np.array([[True, False]]))
    np.testing.assert_array_equal(read_matlab(path, MAX_BYTES)["bint"], [[1, 0]])


def test_what_holds_no_real_numbers_is_passed_over(tmp_path):
    others = {
        "text": "abc",
        "cell": np.array([1.0, "a"], object),
        "structure": {"x": np.ones((2, 2, 2))},
        "sparse": scipy.sparse.eye(3),
        "complex": np.ones((2, 2), complex),
    }
    path = saved(tmp_path / "a.mat", **others, bint=np.ones((2, 2)))
    assert read_matlab(path, MAX_BYTES).keys() == {"bint"}


def test_a_file_of_the_other_endianness_is_read(tmp_path):
    """Put together by hand."""
    parts = struct.pack(">IIII", 6, 8, 6, 0) + struct.pack(">IIii", 5, 8, 1, 2)
    # The name is a small element, of which big-endian files say the size first.
    parts += struct.pack(">HH4s", 4, 1, b"bint") + struct.pack(">IIdd", 9, 16, 1.0, 2.0)
    header = b"MATLAB 5.0 MAT-file".ljust(124) + b"\x01\x00MI"
    path = tmp_path / "a.mat"
    path.write_bytes(header + struct.pack(">II", 14, len(parts)) + parts)
    for found in (read_matlab(path, MAX_BYTES), scipy.io.loadmat(path)):
        np.testing.assert_array_equal(found["bint"], [[1, 2]])


def test_a_tag_of_no_type_is_refused(tmp_path):
    """It crashed the process."""
    path = saved(tmp_path / "a.mat", bint=np.eye(8, dtype=np.uint8))
    content = path.read_bytes()
    tag = struct.pack("<II", 2, 64)
    assert content.count(tag) == 1
    path.write_bytes(content.replace(tag, struct.pack("<II", 160, 64)))
    with pytest.raises(KeyError, match="160"):
        read_matlab(path, MAX_BYTES)


@pytest.mark.parametrize("axes", [(-1, 8), (2**30, 2**30), (8, 9)])
def test_a_shape_that_the_numbers_do_not_have_is_refused(tmp_path, axes):
    path = saved(tmp_path / "a.mat", bint=np.eye(8, dtype=np.uint8))
    shape = struct.pack("<IIii", 5, 8, 8, 8)
    content = path.read_bytes()
    assert content.count(shape) == 1
    path.write_bytes(content.replace(shape, struct.pack("<IIii", 5, 8, *axes)))
    with pytest.raises(ValueError, match="shape"):
        read_matlab(path, MAX_BYTES)


def test_a_variable_that_unfolds_to_any_size_is_refused(tmp_path):
    path = saved(tmp_path / "a.mat", True, bint=np.zeros((1000, 1000)))
    with pytest.raises(ValueError, match="more than 10000 bytes"):
        read_matlab(path, MAX_BYTES)


def test_a_file_of_another_version_is_refused(tmp_path):
    scipy.io.savemat(tmp_path / "a.mat", {"bint": np.eye(2)}, format="4")
    with pytest.raises(ValueError, match="version 5 to 7; save it with -v7"):
        read_matlab(tmp_path / "a.mat", MAX_BYTES)

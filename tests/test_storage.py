import json
import re
import time
import zipfile

import numpy as np
import pytest

from latent_mean_field import storage
from latent_mean_field.storage import (
    Words,
    load_arrays,
    load_json,
    load_words,
    save_arrays,
    save_json,
    save_words,
)


def test_words_come_back_equal(tmp_path):
    rng = np.random.default_rng(1)
    train, held_out = rng.integers(0, 2, (50, 7)), rng.random((20, 7)) < 0.5
    blocks = np.arange(20) // 5
    save_words(tmp_path / "words.npz", Words(train, held_out, blocks))
    found = load_words(tmp_path / "words.npz")
    np.testing.assert_array_equal(found.train, train)
    np.testing.assert_array_equal(found.held_out, held_out)
    np.testing.assert_array_equal(found.blocks, blocks)
    assert found.train.dtype == found.held_out.dtype == np.uint8


def test_stacked_data_sets_come_back_and_one_is_a_stack_of_one(tmp_path):
    words = np.random.default_rng(1).integers(0, 2, (3, 8, 5))
    save_words(tmp_path / "words.npz", Words(words, words[:, :4], np.arange(4)))
    found = load_words(tmp_path / "words.npz")
    np.testing.assert_array_equal(found.data_sets(), words)
    one = Words(words[0], words[0], np.arange(8))
    np.testing.assert_array_equal(one.data_sets(), words[:1])


@pytest.mark.parametrize(
    ("train", "held_out", "message"),
    [
        (np.ones((3, 4)), np.ones((3, 5)), "words must be (n_words, n_sites)"),
        (np.ones((2, 3, 4)), np.ones((1, 3, 4)), "words must be (n_words, n_sites)"),
        (np.ones((3, 4)), np.ones((1, 3, 4)), "words must be (n_words, n_sites)"),
        (np.ones(4), np.ones((3, 4)), "words must be (n_words, n_sites)"),
        (np.ones((3, 4)), np.full((3, 4), 2), "words must be of 0 and 1"),
        (np.full((3, 4), np.nan), np.ones((3, 4)), "words must be of 0 and 1"),
        (np.full((3, 4), -1), np.ones((3, 4)), "words must be of 0 and 1"),
        (np.ones((3, 4)), np.ones((2, 4)), "one block for each word"),
    ],
)
def test_what_are_no_words_is_not_saved(tmp_path, train, held_out, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        save_words(tmp_path / "words.npz", Words(train, held_out, np.arange(3)))
    assert not list(tmp_path.iterdir())


def test_arrays_come_back_with_their_types_and_shapes(tmp_path):
    arrays = {
        "matrix": np.arange(6, dtype=np.float32).reshape(2, 3),
        "scalar": np.float64(0.1),
        "nan": np.array([np.nan, np.inf]),
        "text": np.array(["a", "bc"]),
        "none": np.zeros((0, 3), np.int8),
    }
    save_arrays(tmp_path / "a.npz", **arrays)
    found = load_arrays(tmp_path / "a.npz")
    assert found.keys() == arrays.keys()
    for name, array in arrays.items():
        np.testing.assert_array_equal(found[name], array)
        assert found[name].dtype == np.asarray(array).dtype
        assert found[name].shape == np.shape(array)


def test_equal_arrays_give_equal_bytes_at_any_time_in_any_order(tmp_path, monkeypatch):
    matrix = np.random.default_rng(2).normal(size=(30, 20))
    save_arrays(tmp_path / "first.npz", a=matrix, b=np.arange(3))
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    save_arrays(tmp_path / "second.npz", b=np.arange(3), a=np.asfortranarray(matrix))
    assert (tmp_path / "first.npz").read_bytes() == (
        tmp_path / "second.npz"
    ).read_bytes()
    with zipfile.ZipFile(tmp_path / "first.npz") as archive:
        dates = {member.date_time for member in archive.infolist()}
    assert dates == {(1980, 1, 1, 0, 0, 0)}


def test_arrays_are_compressed(tmp_path):
    save_arrays(tmp_path / "a.npz", zeros=np.zeros(100_000))
    assert (tmp_path / "a.npz").stat().st_size < 2_000


def test_python_objects_are_not_saved(tmp_path):
    with pytest.raises(ValueError, match="Object arrays"):
        save_arrays(tmp_path / "a.npz", a=np.array([{}, None]))
    assert not list(tmp_path.iterdir())


def test_an_interrupted_write_leaves_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "a.npz"
    save_arrays(path, a=np.arange(3))

    def fail_midway(file, **_):
        file.write(b"half a file")
        raise KeyboardInterrupt

    monkeypatch.setattr(storage.np, "savez_compressed", fail_midway)
    with pytest.raises(KeyboardInterrupt):
        save_arrays(path, a=np.arange(4))
    assert list(tmp_path.iterdir()) == [path]
    np.testing.assert_array_equal(load_arrays(path)["a"], [0, 1, 2])


def test_a_reader_of_the_old_file_is_not_disturbed_by_the_new(tmp_path):
    path = tmp_path / "numbers.json"
    save_json(path, {"old": 1})
    with path.open() as reader:
        save_json(path, {"new": 2})
        assert json.load(reader) == {"old": 1}
    assert load_json(path) == {"new": 2}


def test_json_is_sorted_indented_by_one_and_plain(tmp_path):
    path = tmp_path / "numbers.json"
    save_json(path, {"b": np.float64(0.5), "a": [1, {"d": "beta → 0", "c": None}]})
    assert path.read_text(encoding="utf-8") == (
        '{\n "a": [\n  1,\n  {\n   "c": null,\n   "d": "beta → 0"\n  }\n ],\n'
        ' "b": 0.5\n}\n'
    )


def test_numpy_becomes_python_in_json(tmp_path):
    path = tmp_path / "numbers.json"
    value = {
        "float": np.float32(0.25),
        "int": np.int64(3),
        "bool": np.bool_(True),
        "array": np.arange(4.0).reshape(2, 2),
        "tuple": (np.uint8(1), 2),
        "zero-dimensional": np.array(7),
    }
    save_json(path, value)
    wanted = {
        "float": 0.25,
        "int": 3,
        "bool": True,
        "array": [[0.0, 1.0], [2.0, 3.0]],
        "tuple": [1, 2],
        "zero-dimensional": 7,
    }
    assert load_json(path) == json.loads(path.read_text()) == wanted


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf, np.float32("nan")])
def test_numbers_that_are_not_finite_are_refused_where_they_are(tmp_path, number):
    with pytest.raises(ValueError, match=r"value\.fit\[1\]\.error is -?(nan|inf)"):
        save_json(tmp_path / "a.json", {"fit": [{}, {"error": number}]})
    with pytest.raises(ValueError, match=r"value\[1\] is"):
        save_json(tmp_path / "a.json", np.array([1.0, number]))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("value", [{1: 2}, {"a": {None: 1}}, {"a": {1, 2}}])
def test_what_json_cannot_hold_is_refused(tmp_path, value):
    with pytest.raises(TypeError):
        save_json(tmp_path / "a.json", value)
    assert not list(tmp_path.iterdir())


def test_every_double_survives_json(tmp_path):
    digits = np.random.default_rng(3).normal(size=600)
    finite = digits * 10.0 ** np.arange(-300, 300)
    save_json(tmp_path / "a.json", finite)
    np.testing.assert_array_equal(load_json(tmp_path / "a.json"), finite)

"""All that is kept on disk: words, arrays and numbers.

Whatever is written appears whole or not at all, and equal input gives equal bytes.
"""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from latent_mean_field.damage import reading, replacing


def save_arrays(path: Path, **arrays: ArrayLike) -> None:
    """Write named arrays as a compressed .npz file.

    Sorted names, rows first and no time stamps: equal arrays give equal bytes.

    Raises:
        ValueError: an array of Python objects.
    """
    plain = {name: np.asarray(arrays[name], order="C") for name in sorted(arrays)}
    with replacing(Path(path)) as temporary, temporary.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **plain)


def load_arrays(path: Path) -> dict[str, NDArray]:
    """Read what `save_arrays` wrote.

    Raises:
        DamagedFileError: the file cannot be read.
    """
    with reading(path), Path(path).open("rb") as file, np.load(file) as arrays:
        return dict(arrays)


class Words(NamedTuple):
    """Samples to train on and samples to judge on.

    Words of {0, 1}, uint8, or tensor components of molecules, float32.

    Independent data sets of one size may be stacked: a leading axis of both.

    Attributes:
        train: shape (n_train, n_sites), or (n_sets, n_train, n_sites).
        held_out: shape (n_held_out, n_sites), or (n_sets, n_held_out, n_sites).
        blocks: repeat or stretch of movie that each held-out word is from, shape
            (n_held_out,); words of different blocks count as independent.
    """

    train: NDArray
    held_out: NDArray
    blocks: NDArray

    def data_sets(self) -> NDArray:
        """Words to train on, shape (n_sets, n_train, n_sites)."""
        return self.train.reshape(-1, *self.train.shape[-2:])


def save_words(path: Path, words: Words) -> None:
    """Write training and held-out words.

    Raises:
        ValueError: words neither of {0, 1} nor of finite floats, of different numbers
            of sites, or not one block for each held-out word.
    """
    train, held_out, blocks = words
    if train.ndim not in (2, 3) or _frame(train) != _frame(held_out):
        shapes = f"{train.shape} and {held_out.shape}"
        raise ValueError(f"words must be (n_words, n_sites), found {shapes}")
    if blocks.shape != held_out.shape[-2:-1]:
        shapes = f"{blocks.shape} for {held_out.shape[-2]} held-out words"
        raise ValueError(f"there must be one block for each word, found {shapes}")
    if train.dtype == held_out.dtype == np.float32:
        if not all(np.isfinite(part).all() for part in (train, held_out)):
            raise ValueError("components must be finite")
    elif not all(((part == 0) | (part == 1)).all() for part in (train, held_out)):
        raise ValueError("words must be of 0 and 1")
    else:
        train, held_out = train.astype(np.uint8), held_out.astype(np.uint8)
    save_arrays(path, train=train, held_out=held_out, blocks=blocks)


def _frame(words: NDArray) -> tuple[int, ...]:
    """Shape of words but for their number."""
    return (*words.shape[:-2], *words.shape[-1:])


def load_words(path: Path) -> Words:
    """Read what `save_words` wrote."""
    return Words(**load_arrays(path))


def save_json(path: Path, value: Any) -> None:
    """Write numbers, text, lists and mappings; NumPy's become Python's own.

    Raises:
        ValueError: a number that is not finite; the message says where it is.
        TypeError: something else than the above, or a key that is not text.
    """
    text = json.dumps(
        _plain(value, "value"),
        sort_keys=True,
        indent=1,
        allow_nan=False,
        ensure_ascii=False,
    )
    with replacing(Path(path)) as temporary:
        temporary.write_text(text + "\n", encoding="utf-8")


def load_json(path: Path) -> Any:
    """Read what `save_json` wrote.

    Raises:
        DamagedFileError: the file cannot be read.
    """
    with reading(path):
        return json.loads(Path(path).read_text(encoding="utf-8"))


def _plain(value: Any, where: str) -> Any:
    """`value` in Python's own types; `where` leads to it from the top."""
    if isinstance(value, Mapping):
        return {
            _text(key, where): _plain(item, f"{where}.{key}")
            for key, item in value.items()
        }
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(item, f"{where}[{i}]") for i, item in enumerate(value)]
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{where} is {value}, which JSON cannot hold")
    return value


def _text(key: Any, where: str) -> str:
    if not isinstance(key, str):
        raise TypeError(f"{where} has the key {key!r}, which is not text")
    return key

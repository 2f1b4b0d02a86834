"""Recordings: rasters of a population's spikes while one movie is shown repeatedly.

A raster has the shape (n_repeats, n_cells, n_bins); an entry is 1 if the cell fired at
least once in the bin. Words, the samples of theory.md section 7, are its columns: what
all cells do in one bin of one repeat.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

AXES = ("n_repeats", "n_cells", "n_bins")
N_GAP_BINS = 10
# Half a second of movie at 20 ms: longer than its correlations.
N_BLOCK_BINS = 25
# Fewer words cannot tell pairs from chance.
WORDS_PER_CELL = 10
MIN_CELLS = 4


class RecordingError(ValueError):
    """A recording cannot be used; the message is one line that names the culprit."""


def check_raster(raster: ArrayLike, name: str) -> NDArray[np.uint8]:
    """Return the raster as uint8, or say in one line why it is none.

    Args:
        raster: shape (n_repeats, n_cells, n_bins), entries in {0, 1} of any real type.
        name: what the message calls the raster, such as the file it came from.

    Raises:
        RecordingError: not three axes, an empty axis, not numbers, NaN, an entry that
            is neither 0 nor 1, or a cell that never spikes (its logit has no bound).
            Cells, repeats and bins in the message count from 0.
    """
    array = np.asarray(raster)
    _check_axes(array, name)
    _check_entries(array, name)
    _check_cells(array, name)
    return array.astype(np.uint8, copy=False)


def _check_axes(array: NDArray, name: str) -> None:
    if array.ndim != len(AXES):
        wanted = f"{len(AXES)} axes ({', '.join(AXES)})"
        raise RecordingError(f"{name}: must have {wanted}, found shape {array.shape}")
    if 0 in array.shape:
        axis = AXES[array.shape.index(0)]
        raise RecordingError(f"{name}: {axis} is 0, found shape {array.shape}")


def _check_entries(array: NDArray, name: str) -> None:
    if array.dtype.kind not in "buif":
        raise RecordingError(f"{name}: must hold numbers, found type {array.dtype}")
    if np.isnan(array).any():
        where = _first(np.isnan(array))
        raise RecordingError(f"{name}: NaN at {where}")
    if (wrong := (array != 0) & (array != 1)).any():
        index = np.unravel_index(wrong.argmax(), wrong.shape)
        message = f"entries must be 0 or 1, found {array[index]} at {_first(wrong)}"
        raise RecordingError(f"{name}: {message}")


def _first(marked: NDArray) -> str:
    """Where the first marked entry is, in words."""
    repeat, cell, time = np.unravel_index(marked.argmax(), marked.shape)
    return f"repeat {repeat}, cell {cell}, bin {time}"


def _check_cells(raster: NDArray, name: str) -> None:
    """Refuse silent cells."""
    silent = np.flatnonzero(raster.max(axis=(0, 2)) == 0)
    if len(silent):
        message = f"cell {silent[0]} never spikes ({len(silent)} silent in all)"
        raise RecordingError(f"{name}: {message}")


class SpikeTimes(NamedTuple):
    """Spikes one by one.

    Attributes:
        cells: label of the cell of each spike, shape (n_spikes,).
        times: since the beginning, or since that of the repeat, shape (n_spikes,).
        repeats: label of the repeat, shape (n_spikes,); None if there is but one.
        n_cells: how many cells there are, if they are numbered from 0; None if every
            cell that is has a spike.
    """

    cells: NDArray
    times: NDArray
    repeats: NDArray | None = None
    n_cells: int | None = None


def bin_spikes(spikes: SpikeTimes, bin_width: float) -> NDArray[np.uint8]:
    """Raster of spike times: 1 where a cell fired at least once in a bin.

    Cells and repeats come in the order of their labels. Bins begin at time 0.

    Args:
        spikes: times, not negative, in any order.
        bin_width: in the same unit.

    Returns:
        Shape (n_repeats, n_cells, n_bins), or (n_cells, n_bins) without repeats.

    Raises:
        RecordingError: no spikes, or a time that is negative or no number.
    """
    times = np.asarray(spikes.times, float)
    if not len(times):
        raise RecordingError("no spikes")
    if (wrong := ~(times >= 0) | np.isinf(times)).any():
        place = int(wrong.argmax())
        raise RecordingError(f"time {times[place]} of spike {place} is no time")
    cells, n_cells = spikes.cells, spikes.n_cells
    if n_cells is None:
        names, cells = np.unique(spikes.cells, return_inverse=True)
        n_cells = len(names)
    # A time on the edge of a bin is in it, whatever rounding makes of the quotient.
    bins = np.floor(times / bin_width + 1e-9).astype(np.int64)
    repeats = np.zeros_like(cells)
    if spikes.repeats is not None:
        _, repeats = np.unique(spikes.repeats, return_inverse=True)
    shape = (repeats.max() + 1, n_cells, bins.max() + 1)
    raster = np.zeros(shape, np.uint8)
    raster[repeats, cells, bins] = 1
    return raster if spikes.repeats is not None else raster[0]


def cut_into_stretches(raster: NDArray, n_stretches: int) -> NDArray:
    """A recording without repeats, cut: (n_stretches, n_cells, n_bins) of (n_cells, n).

    Raises:
        RecordingError: fewer bins than stretches, or more cells than bins, as if the
            axes were swapped.
    """
    n_cells, n = raster.shape
    if n_cells > n:
        message = f"{n_cells} cells in {n} bins: are the axes (bins, cells) swapped?"
        raise RecordingError(message)
    n_bins = n // n_stretches
    if n_bins < 1:
        raise RecordingError(f"{n} bins cannot be cut into {n_stretches} stretches")
    kept = raster[:, : n_bins * n_stretches]
    return kept.reshape(n_cells, n_stretches, n_bins).swapaxes(0, 1)


def check_population(raster: NDArray, name: str) -> None:
    """Refuse a raster of which no law of words could be learned.

    Raises:
        RecordingError: fewer than four cells, which have no triplets to compare, two
            cells with the same spikes, or fewer words than ten for each cell.
    """
    n_repeats, n_cells, n_bins = raster.shape
    if n_cells < MIN_CELLS:
        message = f"a population has at least {MIN_CELLS} cells, found {n_cells}"
        raise RecordingError(f"{name}: {message}")
    if n_repeats * n_bins < WORDS_PER_CELL * n_cells:
        found = f"{n_repeats * n_bins} words of {n_cells} cells"
        message = f"{found}, at least {WORDS_PER_CELL * n_cells} are needed"
        raise RecordingError(f"{name}: {message}")
    by_cell = raster.swapaxes(0, 1).reshape(n_cells, -1)
    seen: dict[bytes, int] = {}
    for cell, train in enumerate(np.packbits(by_cell, axis=1)):
        first = seen.setdefault(train.tobytes(), cell)
        if first != cell:
            message = f"cells {first} and {cell} have the same spikes"
            raise RecordingError(f"{name}: {message}")


def words_of(raster: NDArray) -> NDArray:
    """Words, shape (n_repeats * n_bins, n_cells): repeat after repeat, bin by bin."""
    # A copy even where a view would do: words of one repeat shall not alias the raster.
    return np.array(raster.transpose(0, 2, 1), order="C").reshape(-1, raster.shape[1])


def split_by_repeat(raster: NDArray, n_train: int) -> tuple[NDArray, NDArray]:
    """First `n_train` repeats to train, the others held out.

    Both parts see the same movie: this tests the law of the words, but an answer that
    remembers the movie bin by bin passes too.

    Returns:
        Training and held-out words, uint8, shape (n_words, n_cells).

    Raises:
        RecordingError: a part would be empty, or a cell is silent in the training part.
    """
    raster = check_raster(raster, "raster to split by repeat")
    _check_sizes(n_train, 0, len(raster), "repeats")
    return _words_of_parts(raster[:n_train], raster[n_train:])


def split_by_time(
    raster: NDArray, n_train_bins: int, n_gap_bins: int = N_GAP_BINS
) -> tuple[NDArray, NDArray]:
    """First `n_train_bins` of the movie to train, the rest but a gap held out.

    The held-out part is a stimulus never seen in training. Neighbouring bins are
    correlated, so `n_gap_bins` between the parts are dropped.

    Returns:
        Training and held-out words, uint8, shape (n_words, n_cells).

    Raises:
        RecordingError: a part would be empty, or a cell is silent in the training part.
    """
    raster = check_raster(raster, "raster to split by time")
    _check_sizes(n_train_bins, n_gap_bins, raster.shape[2], "bins")
    first_held_out = n_train_bins + n_gap_bins
    return _words_of_parts(raster[:, :, :n_train_bins], raster[:, :, first_held_out:])


def _check_sizes(n_train: int, n_gap: int, n_all: int, unit: str) -> None:
    if n_train < 1 or n_gap < 0 or n_train + n_gap >= n_all:
        parts = f"{n_train} {unit} to train and a gap of {n_gap}"
        raise RecordingError(
            f"cannot split {n_all} {unit} into {parts}: a part is empty"
        )


def _words_of_parts(train: NDArray, held_out: NDArray) -> tuple[NDArray, NDArray]:
    """Words of both parts; only training needs every cell to speak."""
    _check_cells(train, "training part")
    return words_of(train), words_of(held_out)


def repeat_blocks(n_repeats: int, n_bins: int) -> NDArray[np.int64]:
    """Repeat of each word in the order of `words_of`, shape (n_repeats * n_bins,)."""
    return np.repeat(np.arange(n_repeats), n_bins)


def time_blocks(n_repeats: int, n_bins: int) -> NDArray[np.int64]:
    """Stretch of movie of each word in the order of `words_of`, same shape.

    Words of one stretch share the stimulus, whatever their repeat.
    """
    return np.tile(np.arange(n_bins) // N_BLOCK_BINS, n_repeats)

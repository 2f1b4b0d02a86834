"""Recordings in the formats that laboratories keep: rasters and spike times.

| suffix | what is in it |
|---|---|
| .npy .npz .mat .h5 .hdf5 | a raster: (repeats, cells, bins) or (cells, bins) |
| .csv | a raster, one line for each bin; or columns `cell`, `time`, `repeat` |
| .nwb | spike times of `units` (Neurodata Without Borders) |
"""

import math
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

import h5py
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from latent_mean_field.download import check_exists
from latent_mean_field.matlab import read_matlab
from latent_mean_field.storage import load_arrays
from latent_mean_field.systems.recording import (
    RecordingError,
    SpikeTimes,
    bin_spikes,
    check_raster,
    cut_into_stretches,
)

# A file may promise, or unfold to, any size; forty recordings of the retina are less.
MAX_BYTES = 2**31
RASTER_VARIABLE = "bint"
CELL, TIME, REPEAT = "cell", "time", "repeat"
Content = Mapping[str, Any] | SpikeTimes


def read_raster(
    path: Path, *, bin_width: float = 0.02, n_stretches: int = 1
) -> NDArray[np.uint8]:
    """Read a raster, or make one of spike times.

    A file of several variables is asked for `bint`, else for its only array of three
    axes, else of two. What has no repeats is cut into stretches of equal length, which
    stand for them; the bins left over are dropped.

    Args:
        path: a file whose suffix says what it is.
        bin_width: in the unit of the times, seconds as a rule; for spike times.
        n_stretches: into how many a recording without repeats is cut.

    Returns:
        Raster of {0, 1}, uint8, shape (n_repeats, n_cells, n_bins).

    Raises:
        RecordingError: no such file, not readable as what its suffix says, no raster
            in it, or one that `check_raster` refuses. One line that names the file.
    """
    path = Path(path)
    check_exists(path)
    content = _read(path)
    try:
        if isinstance(content, SpikeTimes):
            _check_duration(content, bin_width)
            raster = bin_spikes(content, bin_width)
        else:
            raster = np.asarray(_pick_raster(content))
        if raster.ndim == 2:
            raster = cut_into_stretches(raster, n_stretches)
    except RecordingError as error:
        raise RecordingError(f"{path}: {error}") from error
    return check_raster(raster, str(path))


def _read(path: Path) -> Content:
    """What the file holds, whatever its parser may stumble over."""
    if path.suffix not in READERS:
        known = ", ".join(READERS)
        raise RecordingError(f"{path}: suffix must be one of {known}")
    try:
        return READERS[path.suffix](path)
    # A parser given a damaged file may fail in any way: zlib, struct, index, memory.
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise RecordingError(
            f"{path}: not a readable {path.suffix}: {reason}"
        ) from error


def _check_size(shape: tuple[int, ...], dtype: np.dtype, most: int) -> None:
    """Refuse an array that cannot be, before there is memory for it."""
    n_bytes = math.prod(shape) * dtype.itemsize
    if min(shape, default=0) < 0 or n_bytes > most:
        raise ValueError(f"shape {shape} of type {dtype}, at most {most} bytes")


def _check_duration(spikes: SpikeTimes, bin_width: float) -> None:
    """Refuse more bins than there can be, as of times in another unit."""
    times = spikes.times[np.isfinite(spikes.times)]
    repeats = 1 if spikes.repeats is None else len(np.unique(spikes.repeats))
    cells = spikes.n_cells or len(np.unique(spikes.cells))
    n_bins = float(times.max(initial=0.0)) / bin_width
    if n_bins * cells * repeats > MAX_BYTES:
        bins = f"{n_bins:.2g} bins of {bin_width:g} for {cells} cells"
        raise RecordingError(f"{bins}: are the spike times in the unit of bin_width?")


def _read_mat(path: Path) -> Content:
    return read_matlab(path, MAX_BYTES)


def _read_npy(path: Path) -> Content:
    with path.open("rb") as file:
        _check_header(file, path.stat().st_size)
        file.seek(0)
        return {RASTER_VARIABLE: np.lib.format.read_array(file, allow_pickle=False)}


def _read_npz(path: Path) -> Content:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        _check_size((sum(m.file_size for m in members),), np.dtype("u1"), MAX_BYTES)
        for member in members:
            with archive.open(member) as file:
                _check_header(file, member.file_size)
    return load_arrays(path)


def _check_header(file: IO[bytes], n_bytes: int) -> None:
    """Refuse an array that promises more than its file holds."""
    read = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }[np.lib.format.read_magic(file)]
    shape, _, dtype = read(file)
    _check_size(shape, dtype, n_bytes)


def _read_hdf5(path: Path) -> Content:
    """Arrays of the file by their paths, groups within groups too."""
    found: dict[str, Any] = {}

    def keep(name: str, item: Any) -> None:
        numbers = isinstance(item, h5py.Dataset) and item.dtype.kind in "buif"
        if numbers and item.ndim >= 2:
            found[name] = _whole(item)

    with h5py.File(path, "r") as file:
        file.visititems(keep)
    return found


def _whole(item: h5py.Dataset) -> NDArray:
    """All of a dataset; what was never written is filled in, whatever its size."""
    _check_size(item.shape, item.dtype, MAX_BYTES)
    return item[()]


def _read_nwb(path: Path) -> Content:
    """Spike times of `units`: all in one array, and where each unit's end."""
    with h5py.File(path, "r") as file:
        times = _whole(file["units/spike_times"]).astype(float)
        # Unsigned in the file, where no difference is negative.
        ends = _whole(file["units/spike_times_index"]).astype(np.int64)
    counts = np.diff(ends, prepend=0)
    if times.ndim != 1 or (counts < 0).any() or counts.sum() != len(times):
        raise ValueError(f"{len(times)} spike times, not those of units up to {ends}")
    units = np.repeat(np.arange(len(ends)), counts)
    return SpikeTimes(units, times, n_cells=len(ends))


def _read_csv(path: Path) -> Content:
    """Spike times if the columns have their names, else a raster bin by bin."""
    with warnings.catch_warnings():
        # Of entries too many in a line, pandas would drop some and only warn.
        warnings.simplefilter("error", pd.errors.ParserWarning)
        table = pd.read_csv(path, low_memory=False, index_col=False)
    if {CELL, TIME} <= set(table.columns):
        labels = table[[name for name in (CELL, REPEAT) if name in table]]
        if labels.isna().any(axis=None):
            raise ValueError("a spike without its cell or repeat")
        repeats = labels[REPEAT].to_numpy() if REPEAT in labels else None
        return SpikeTimes(labels[CELL].to_numpy(), table[TIME].to_numpy(float), repeats)
    entries = pd.read_csv(path, header=None).to_numpy(float)
    return {RASTER_VARIABLE: entries.T}


READERS: dict[str, Callable[[Path], Content]] = {
    ".mat": _read_mat,
    ".npy": _read_npy,
    ".npz": _read_npz,
    ".h5": _read_hdf5,
    ".hdf5": _read_hdf5,
    ".csv": _read_csv,
    ".nwb": _read_nwb,
}


def _pick_raster(arrays: Mapping[str, Any]) -> NDArray:
    """The variable `bint`, else the only array of three axes, else of two."""
    if RASTER_VARIABLE in arrays:
        return arrays[RASTER_VARIABLE]
    by_axes = {n: [k for k in arrays if np.ndim(arrays[k]) == n] for n in (3, 2)}
    for names in by_axes.values():
        if len(names) == 1:
            return arrays[names[0]]
        if names:
            break
    found = ", ".join(by_axes[3] or by_axes[2]) or "none"
    message = f"no variable {RASTER_VARIABLE}, and not one array of three axes or two"
    raise RecordingError(f"{message} ({found})")

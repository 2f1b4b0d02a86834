"""Recordings as nobody means them: damaged, absurd, or something else altogether."""

import io
import zipfile
from typing import Any

import h5py
import numpy as np
import scipy.io
from hypothesis import strategies as st

RASTER = np.tile(np.eye(4, dtype=np.uint8), (2, 1, 5))
SPIKES = b"cell,time,repeat\n" + b"".join(b"%d,0.%d1,1\n" % (i, i) for i in range(9))

SIZES = st.sampled_from([-1, 0, 1, 2, 3, 4, 5, 20, 160, 2**20, 2**31, 2**40, 2**63])
SHAPES = st.lists(SIZES, max_size=4).map(tuple)
TYPES = st.sampled_from(
    ["|b1", "|u1", "<i8", ">f4", "<f8", "<c16", "|O", "|S9", "<U3", "<M8[s]", "|V9"]
)
NUMBERS = st.one_of(
    st.sampled_from([0, 1, -1, 2, 0.5, 1e-9, 1e9, 1e18, 1e300, np.nan, np.inf]),
    st.floats(0, 10),
    st.integers(-(2**63), 2**63 - 1),
)


def written(suffix: str, **arrays: Any) -> bytes:
    """Content of a file of arrays."""
    file = io.BytesIO()
    if suffix == ".mat":
        scipy.io.savemat(file, arrays, do_compression=True)
    elif suffix == ".npz":
        np.savez_compressed(file, **arrays)
    elif suffix == ".npy":
        np.save(file, *arrays.values())
    else:
        with h5py.File(file, "w") as group:
            for name, array in arrays.items():
                group[name] = array
    return file.getvalue()


FINE = {
    **{suffix: written(suffix, bint=RASTER) for suffix in (".mat", ".npy", ".npz")},
    **{suffix: written(suffix, bint=RASTER) for suffix in (".h5", ".hdf5")},
    ".csv": SPIKES,
    ".nwb": written(
        ".nwb", **{"units/spike_times": [0.1, 0.3], "units/spike_times_index": [1, 2]}
    ),
}


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file that was fine: cut short, bytes replaced, put in, or doubled."""
    suffix = draw(st.sampled_from(sorted(FINE)))
    content = bytearray(FINE[suffix])
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(content)))
        match draw(st.sampled_from(["cut", "replace", "insert", "repeat"])):
            case "cut":
                del content[place:]
            case "replace":
                some = draw(st.binary(min_size=1, max_size=8))
                content[place : place + len(some)] = some
            case "insert":
                content[place:place] = draw(st.binary(min_size=1, max_size=8))
            case "repeat":
                content += content[place:]
    return suffix, bytes(content)


@st.composite
def foreign(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file of anything, or of another format than its suffix says."""
    suffix = draw(st.sampled_from(sorted(FINE)))
    anything = st.one_of(st.binary(max_size=200), st.sampled_from([*FINE.values()]))
    return suffix, draw(anything)


@st.composite
def headers(draw: st.DrawFn) -> bytes:
    """An array whose header promises any shape and type, whatever follows it."""
    header = {"descr": draw(TYPES), "fortran_order": draw(st.booleans())}
    file = io.BytesIO()
    write = draw(
        st.sampled_from(
            [np.lib.format.write_array_header_1_0, np.lib.format.write_array_header_2_0]
        )
    )
    write(file, header | {"shape": draw(SHAPES)})
    return file.getvalue() + draw(st.binary(max_size=400))


@st.composite
def promising(draw: st.DrawFn) -> tuple[str, bytes]:
    """Headers that promise what is not there, alone or in an archive."""
    if draw(st.booleans()):
        return ".npy", draw(headers())
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        names = st.sampled_from(["bint.npy", "a.npy", "b.npy", "readme", "../c.npy"])
        for name in draw(st.lists(names, max_size=3, unique=True)):
            archive.writestr(name, draw(headers()))
    return ".npz", file.getvalue()


@st.composite
def hollow(draw: st.DrawFn) -> tuple[str, bytes]:
    """HDF5 of any shape and type of which nothing was ever written."""
    file = io.BytesIO()
    sizes = st.integers(0, 6) | st.sampled_from([2**20, 2**31, 2**40])
    with h5py.File(file, "w") as group:
        for name in draw(st.lists(st.sampled_from("abc"), unique=True)):
            shape = draw(st.lists(sizes, max_size=4))
            kind = draw(st.sampled_from(["u1", "f8", "c16", "S9", h5py.string_dtype()]))
            # Without chunks a shape of such a size would be refused here already.
            chunks = tuple(min(4, n) for n in shape) if all(shape) and shape else None
            group.create_dataset(f"in/{name}", tuple(shape), kind, chunks=chunks)
    return ".h5", file.getvalue()


@st.composite
def units(draw: st.DrawFn) -> tuple[str, bytes]:
    """Spike times that do not fit the units, or the age of the universe."""
    times = draw(
        st.lists(NUMBERS.map(float), max_size=6)
        | st.just([b"a", b"b"])
        | st.just([[0.1, 0.2], [0.3, 0.4]])
    )
    ends = draw(st.lists(st.integers(0, 7) | st.integers(0, 2**62), max_size=4))
    kind = draw(st.sampled_from([np.uint64, np.int64, np.float64]))
    names = {"units/spike_times": times, "units/spike_times_index": kind(ends)}
    return ".nwb", written(".nwb", **names)


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, bytes]:
    """Tables of spikes, of bins, or of nothing like them."""
    words = st.sampled_from(
        ["", "a", "1", "nan", "-0", "1e999", '"', "cell", "\0", "é"]
    )
    entries = words | NUMBERS.map(str)
    heads = draw(
        st.sampled_from(
            [["cell", "time"], ["cell", "time", "repeat"], ["0", "1"], ["time"], []]
        )
    )
    width = len(heads) or draw(st.integers(1, 4))
    rows = draw(
        st.lists(st.lists(entries, min_size=width, max_size=width), max_size=6)
        | st.lists(st.lists(entries, max_size=4), max_size=6)
    )
    return ".csv", "\n".join(",".join(row) for row in [heads, *rows]).encode()


@st.composite
def variables(draw: st.DrawFn) -> tuple[str, bytes]:
    """MATLAB files of cells, text, structures and arrays of any few axes."""
    shapes = st.lists(st.integers(0, 4), max_size=4)
    values = st.one_of(
        shapes.map(np.ones),
        shapes.map(lambda shape: np.full(shape, "a")),
        shapes.map(lambda shape: np.full(shape, "a", object)),
        st.just({"bint": RASTER}),
        st.just(scipy.sparse.eye(4)),
        st.text(max_size=4),
    )
    names = st.sampled_from(["bint", "a", "b"])
    return ".mat", written(".mat", **draw(st.dictionaries(names, values, max_size=3)))


FILES = st.one_of(
    *(damaged(), foreign(), promising(), hollow(), units(), tables(), variables())
)

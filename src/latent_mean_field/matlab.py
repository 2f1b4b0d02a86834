"""Numbers in MATLAB files, of whose content nothing is believed.

SciPy's reader of version 5 is compiled and trusts the tags of a file: a damaged one
crashes the process. This one knows real numbers and logical values, and passes over
text, cells, structures and what else there is. MathWorks, MAT-File Format, chapter 1.
"""

import struct
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HEADER_BYTES = 128
MATRIX, COMPRESSED = 14, 15
NUMBERS = {
    **{1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4"},
    **{7: "f4", 9: "f8", 12: "i8", 13: "u8"},
}
# Classes of matrices: double and single numbers, integers of all sizes.
NUMERIC = range(6, 16)
COMPLEX = 0x0800
Element = tuple[int, memoryview]


def read_matlab(path: Path, max_bytes: int) -> dict[str, NDArray]:
    """Arrays of a file by their names.

    Args:
        path: of a file as MATLAB's save makes it, of version 5 to 7; 7.3 is HDF5.
        max_bytes: what one variable may be inflated to.

    Raises:
        ValueError: no such file, cut short, too large, or not what its tags say.
        zlib.error: damaged where it is compressed.
    """
    content = path.read_bytes()
    order = {b"\x00\x01IM": "<", b"\x01\x00MI": ">"}.get(content[124:HEADER_BYTES])
    if order is None:
        raise ValueError("not a MATLAB file of version 5 to 7; save it with -v7")
    found: dict[str, NDArray] = {}
    for kind, data in _elements(memoryview(content)[HEADER_BYTES:], order):
        if kind == COMPRESSED:
            kind, data = next(_elements(_inflated(data, max_bytes), order))
        if kind == MATRIX:
            found |= _matrix(data, order)
    return found


def _elements(data: memoryview, order: str) -> Iterator[Element]:
    """Type and content of one element after the other."""
    while data:
        kind, size = struct.unpack_from(f"{order}II", data)
        start, end = 8, 8 + size
        if kind >> 16:
            # A small element: type and size in four bytes, its data in the next four.
            kind, start, end = kind & 0xFFFF, 4, 4 + (kind >> 16)
        if end > len(data):
            raise ValueError(f"an element of {end} bytes where {len(data)} are left")
        yield kind, data[start:end]
        data = data[end if kind == COMPRESSED else end + -end % 8 :]


def _inflated(data: memoryview, max_bytes: int) -> memoryview:
    """Decompressed, to the checksum at its end and to no more than is allowed."""
    stream = zlib.decompressobj()
    content = stream.decompress(data, max_bytes)
    if not stream.eof:
        raise ValueError(f"a variable is cut short, or has more than {max_bytes} bytes")
    return memoryview(content)


def _matrix(data: memoryview, order: str) -> dict[str, NDArray]:
    """An array by its name; nothing if it is not of real numbers."""
    elements = _elements(data, order)
    (flags,) = struct.unpack_from(f"{order}I", next(elements)[1])
    if flags & 0xFF not in NUMERIC or flags & COMPLEX:
        return {}
    (_, axes), (_, name), (kind, numbers) = islice(elements, 3)
    shape = np.frombuffer(axes, f"{order}i4")
    if (shape < 0).any():
        raise ValueError(f"shape {shape.tolist()}")
    array = np.frombuffer(numbers, order + NUMBERS[kind])
    return {bytes(name).decode(): array.reshape(shape, order="F")}

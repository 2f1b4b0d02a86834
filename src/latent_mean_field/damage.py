"""Files that are not what was written: a full disk, a torn copy, a cosmic ray."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class DamagedFileError(ValueError):
    """A file of the workflow's own making cannot be read."""


@contextmanager
def reading(path: str | Path) -> Iterator[None]:
    """Read a file that may be damaged, in whichever way.

    Raises:
        DamagedFileError: it cannot be read; names it.
        FileNotFoundError: there is no such file.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    # Archives, pickles and JSON fail in as many ways as there are to damage them.
    except Exception as error:
        message = f"{path}: cannot be read ({error}); without it, it is made again"
        raise DamagedFileError(message) from error

"""Files that are whole or not there, and those that are not what was written."""

import os
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


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`, which it becomes if the block succeeds."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)

"""What every job of the workflow does around its work: logging and clear failure."""

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EXPECTED_ERRORS = (ValueError, OSError, RuntimeError, ArithmeticError)


@contextmanager
def job(log: str | Path) -> Iterator[None]:
    """Log progress to a file and to the terminal; fail with one line.

    The traceback of a failure goes to the log; the terminal shows the one line that
    names the culprit. Unexpected errors, which are bugs, keep their traceback.
    """
    file = logging.FileHandler(log, mode="w")
    name = Path(log).with_suffix("").name
    logging.basicConfig(
        level=logging.INFO,
        format=f"%(asctime)s {name}: %(message)s",
        datefmt="%H:%M:%S",
        handlers=[file, logging.StreamHandler(sys.stderr)],
        force=True,
    )
    try:
        yield
    except EXPECTED_ERRORS as error:
        traceback.print_exc(file=file.stream)
        sys.exit(f"error: {name}: {error}")

"""Freeze the numbers of a full run as the reference that reports show beside theirs.

Run as `python -m latent_mean_field.reporting.reference NUMBERS REFERENCE COMMIT`.
"""

import datetime
import os
import platform
import sys
from pathlib import Path

from latent_mean_field.storage import load_json, save_json


def freeze(numbers: Path, reference: Path, commit: str) -> None:
    """Copy numbers to a reference, with commit, machine and date."""
    content = {
        "commit": commit,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "numbers": load_json(numbers),
    }
    save_json(reference, content)


if __name__ == "__main__":
    freeze(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])

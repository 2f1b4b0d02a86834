"""Freeze the numbers of a full run as the reference that reports show beside theirs.

Run as `python -m latent_mean_field.reporting.reference NUMBERS REFERENCE COMMIT`.
Numbers that this run did not make stay, and keep the commit and the date of their own.
"""

import datetime
import os
import platform
import sys
from pathlib import Path

from latent_mean_field.storage import load_json, save_json


def freeze(numbers: Path, reference: Path, commit: str) -> None:
    """Lay numbers over a reference; each says commit, machine and date."""
    made = {
        "commit": commit,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
    }
    kept = load_json(reference) if reference.exists() else {}
    fresh = {key: {**number, **made} for key, number in load_json(numbers).items()}
    save_json(reference, kept | fresh)


if __name__ == "__main__":
    freeze(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])

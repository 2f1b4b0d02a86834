"""Files that others made: there, unchanged, and fetched from where they are kept."""

import hashlib
import shutil
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import Any

from latent_mean_field.damage import replacing
from latent_mean_field.systems.recording import RecordingError


def check_exists(path: Path) -> None:
    """Raise a RecordingError if there is no such file."""
    if not path.is_file():
        raise RecordingError(f"{path}: no such file")


def check_sha256(path: Path, expected: str) -> None:
    """Compare the file's digest with the expected one, in hexadecimal.

    Raises:
        RecordingError: no such file, or another digest.
    """
    check_exists(path := Path(path))
    _check_digest(_digest(path), expected, str(path))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_digest(found: str, expected: str, name: str) -> None:
    if found != expected.strip().lower():
        raise RecordingError(f"{name}: expected sha256 {expected}, found {found}")


def fetch(url: str, path: Path, sha256: str, timeout: float) -> None:
    """Download `url` to `path`, which appears only if its digest is the expected one.

    Args:
        url: address.
        path: where the file shall be.
        sha256: expected digest, in hexadecimal.
        timeout: seconds to wait for an answer, and for each piece of it.

    Raises:
        RecordingError: the download fails, or gives another digest.
    """
    with replacing(Path(path)) as temporary:
        try:
            with urllib.request.urlopen(url, timeout=timeout) as answer:
                _save_stream(answer, temporary)
        except (OSError, HTTPException, ValueError) as error:
            reason = " ".join(str(error).split())
            raise RecordingError(f"{url}: download failed: {reason}") from error
        _check_digest(_digest(temporary), sha256, f"{path} from {url}")


def _save_stream(stream: Any, path: Path) -> None:
    with path.open("wb") as file:
        shutil.copyfileobj(stream, file)

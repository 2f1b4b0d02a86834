"""Where the raster of the retina chapter comes from, and the stamp that says so."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.download import check_sha256, fetch
from latent_mean_field.rasters import read_raster
from latent_mean_field.storage import Words
from latent_mean_field.systems.population import StimulusDrivenPopulation
from latent_mean_field.systems.recording import (
    N_GAP_BINS,
    RecordingError,
    check_population,
    check_raster,
    repeat_blocks,
    split_by_repeat,
    split_by_time,
    time_blocks,
)

logger = logging.getLogger(__name__)

DOWNLOADS = Path("resources/retina")
TIMEOUT = 20.0


def check_source(settings: Mapping[str, Any]) -> NDArray | None:
    """Refuse a recording that cannot be used before anything is computed.

    What is not there yet cannot be checked: that is left to `obtain_raster`.

    Returns:
        What will be used of the recording, (n_repeats, n_cells, n_bins); None if it is
        not there.

    Raises:
        RecordingError: one line that names the file.
    """
    path = Path(settings["recording"])
    if settings["source"] == "simulated":
        return None
    if _exists(path):
        raster = _read_checked(
            path, settings["sha256"], settings["bin_width"], settings["n_repeats"]
        )
        raster = raster[: settings["n_repeats"], : settings["n_cells"]]
        check_population(raster, str(path))
        return raster
    if settings["source"] == "recorded" and settings["url"] is None:
        raise RecordingError(f"{path}: no such file, and retina.url is null")
    return None


def obtain_raster(
    *,
    source: str,
    recording: str,
    url: str | None,
    sha256: str | None,
    bin_width: float,
    n_repeats: int,
    n_cells: int,
    rng: np.random.Generator,
) -> tuple[NDArray, dict[str, Any]]:
    """The raster (n_repeats, n_cells, n_bins) and where it came from.

    Args:
        source: `recorded`, `simulated` or `auto` (recorded if it can be had).
        recording: path of the recording.
        url: where to download it from if the path is empty, or None.
        sha256: checksum the recording must have, or None.
        bin_width: of spike times, in their unit.
        n_repeats: first so many repeats at most; stretches of a recording without.
        n_cells: first so many cells at most.
        rng: for the simulated population.

    Raises:
        RecordingError: the recording cannot be used, or not be had when it must be.
    """
    if source != "simulated":
        found = _find(Path(recording), url, sha256, required=source == "recorded")
        if found is not None:
            raster = _read_checked(found, sha256, bin_width, n_repeats)
            raster = raster[:n_repeats, :n_cells]
            check_population(raster, str(found))
            return check_raster(raster, str(found)), _recorded(raster, recording)
    population = StimulusDrivenPopulation(n_repeats=n_repeats, n_cells=n_cells)
    raster = population.sample(rng)
    return raster, _provenance("SIMULATED population, not the recording", raster)


def _find(
    path: Path, url: str | None, sha256: str | None, *, required: bool
) -> Path | None:
    """The recording, its download, or None if it may be done without."""
    if _exists(path):
        return path
    try:
        return _download(url, sha256)
    except RecordingError as error:
        if required:
            raise RecordingError(f"{path}: no such file; {error}") from error
        logger.warning("%s: no such file; %s: simulating instead", path, error)
        return None


def _exists(path: Path) -> bool:
    """Whether there is such a file; refuse what cannot be the name of one."""
    try:
        return path.exists()
    except OSError as error:
        raise RecordingError(f"{path}: {error.strerror}") from error


def _download(url: str | None, sha256: str | None) -> Path:
    """Fetch the recording once; only a checksum makes a download worth trusting."""
    if url is None or sha256 is None:
        raise RecordingError("retina.url or retina.sha256 is null, so no download")
    # Another file of another checksum, and of the kind that its name says.
    path = DOWNLOADS / f"{sha256[:16]}{Path(urlsplit(url).path).suffix}"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fetch(url, path, sha256, TIMEOUT)
    return path


def _read_checked(
    path: Path, sha256: str | None, bin_width: float, n_stretches: int
) -> NDArray:
    if sha256 is not None:
        try:
            check_sha256(path, sha256)
        except OSError as error:
            raise RecordingError(f"{path}: {error.strerror}") from error
    return read_raster(path, bin_width=bin_width, n_stretches=n_stretches)


def _recorded(raster: NDArray, recording: str) -> dict[str, Any]:
    return _provenance(f"recorded: {Path(recording).name}", raster)


def _provenance(label: str, raster: NDArray) -> dict[str, Any]:
    """A label for figures and report, and the shape behind it."""
    n_repeats, n_cells, n_bins = raster.shape
    size = f"{n_cells} cells, {n_repeats} repeats of {n_bins} bins"
    return {"label": f"{label}; {size}", "recorded": label.startswith("recorded")}


def split_raster(
    raster: NDArray, split: str, *, held_out_repeats: int, held_out_bins: int
) -> Words:
    """Training and held-out words by `repeat` or by `time`, with their blocks.

    Raises:
        RecordingError: a part would be empty, or a cell is silent in the training part.
    """
    n_repeats, _, n_bins = raster.shape
    if split == "repeat":
        parts = split_by_repeat(raster, n_repeats - held_out_repeats)
        return Words(*parts, repeat_blocks(held_out_repeats, n_bins))
    parts = split_by_time(raster, n_bins - held_out_bins - N_GAP_BINS)
    return Words(*parts, time_blocks(n_repeats, held_out_bins))

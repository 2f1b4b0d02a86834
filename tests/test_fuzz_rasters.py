"""Files that are no recordings: refused in one line, with little memory."""

import tracemalloc
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from fuzz_files import FILES
from latent_mean_field import rasters
from latent_mean_field.systems.recording import RecordingError

MAX_BYTES = 2**20


def read(path: Path, bin_width: float, n_stretches: int) -> tuple[NDArray | None, str]:
    """The raster, or the line that refuses it; as for a user, warnings stop nothing."""
    with warnings.catch_warnings(action="ignore"):
        try:
            raster = rasters.read_raster(
                path, bin_width=bin_width, n_stretches=n_stretches
            )
        except RecordingError as error:
            return None, str(error)
    return raster, ""


@pytest.fixture
def little_memory(monkeypatch):
    monkeypatch.setattr(rasters, "MAX_BYTES", MAX_BYTES)
    tracemalloc.start()
    yield
    tracemalloc.stop()


@settings(
    max_examples=150,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(
    file=FILES,
    bin_width=st.sampled_from([0.02, 1.0, 1e-9, 1e-300]),
    n_stretches=st.sampled_from([1, 2, 40]),
)
def test_any_file_is_a_raster_or_is_refused_in_one_line(
    little_memory, tmp_path, file, bin_width, n_stretches
):
    suffix, content = file
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    tracemalloc.reset_peak()
    raster, line = read(path, bin_width, n_stretches)
    assert tracemalloc.get_traced_memory()[1] < 32 * MAX_BYTES
    if raster is None:
        assert line.startswith(f"{path}: ")
        assert len(line.splitlines()) == 1
        assert "MemoryError" not in line
    else:
        assert raster.ndim == 3
        assert raster.dtype == np.uint8
        assert set(np.unique(raster)) <= {0, 1}

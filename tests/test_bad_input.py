"""Bad input stops before anything is computed, in one line that names the culprit."""

import numpy as np
import pytest
import scipy.io

from workflow import ROOT, copy_repository, overlay, snakemake

RECORDING = "IST-2017-61-v1+1_bint_fishmovie32_100.mat"


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """A copy of the repository that holds a result of an earlier run."""
    repository = copy_repository(tmp_path_factory.mktemp("bad"))
    (repository / "results").mkdir()
    (repository / "results/numbers.json").write_text("{}")
    return repository


def refused(repository, content) -> str:
    """The one line that refuses a configuration; earlier results must be untouched."""
    name = overlay(repository / "overlay.yaml", content)
    run = snakemake(repository, "--cores", "1", "--configfile", name)
    assert run.returncode != 0
    assert "Finished job" not in run.stdout
    assert "Traceback" not in run.stdout
    assert [p.name for p in (repository / "results").iterdir()] == ["numbers.json"]
    assert (repository / "results/numbers.json").read_text() == "{}"
    (line,) = [line for line in run.stdout.splitlines() if line.startswith("error: ")]
    assert run.stdout.rstrip().endswith(line)
    return line


ODD_TORUS = {"system": "ising_2d", "L": 5, "T": "Tc", "d": 2}


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ({"curie_wiess": {}}, "curie_wiess"),
        ({"retina": {"n_cels": 3}}, "n_cels"),
        ({"hopfield": {"cases": [{"n": 9, "p": 1, "beta": -1.0}]}}, "cases[0].beta"),
        ({"curie_weiss": {"cases": [{"beta_J": -0.5}]}}, "cases[0].beta_J"),
        ({"hopfield": {"cases": [{"n": 3, "p": 2, "beta": 1, "d": 4}]}}, "4 latents"),
        ({"curie_weiss": {"n_spins": 1.5}}, "curie_weiss.n_spins"),
        ({"retina": {"held_out_repeats": 400}}, "retina.held_out_repeats"),
        ({"capacity": {"fits": [ODD_TORUS]}}, "capacity.fits[0].L: 5"),
    ],
)
def test_impossible_configuration_is_refused(repository, content, named):
    assert named in refused(repository, content)


def raster_with(entry):
    raster = np.zeros((4, 4, 50))
    raster[:, :, ::2] = 1
    raster[1, 2, 3] = entry
    return raster


@pytest.mark.parametrize(
    ("raster", "complaint"),
    [
        (raster_with(2.0), "0 or 1"),
        (raster_with(np.nan), "NaN"),
        (raster_with(0.0)[0].T, "axes"),
        (raster_with(0.0), "the same spikes"),
    ],
)
def test_unusable_raster_is_refused(repository, raster, complaint):
    scipy.io.savemat(repository / "own.mat", {"bint": raster})
    line = refused(repository, {"retina": {"recording": "own.mat", "sha256": None}})
    assert "own.mat" in line
    assert complaint in line


def test_missing_recording_is_refused_where_it_is_wanted(repository):
    settings = {"source": "recorded", "recording": "nowhere.mat", "url": None}
    assert "nowhere.mat" in refused(repository, {"retina": settings})


def test_wrong_checksum_is_refused(repository):
    scipy.io.savemat(repository / "own.mat", {"bint": raster_with(0.0)})
    line = refused(repository, {"retina": {"recording": "own.mat"}})
    assert "own.mat" in line
    assert "sha256" in line


def test_truncated_recording_is_refused(repository):
    whole = ROOT.parent / "shared/retina" / RECORDING
    if not whole.exists():
        pytest.skip("the recording is not here")
    (repository / "cut.mat").write_bytes(whole.read_bytes()[:500_000])
    line = refused(repository, {"retina": {"recording": "cut.mat", "sha256": None}})
    assert "cut.mat" in line

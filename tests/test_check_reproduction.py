"""The rule that compares a run with its reference, and the one that makes this."""

import json

import pytest

from latent_mean_field.quantities import quantity
from workflow import copy_repository, snakemake

NUMBERS = {
    "hopfield/n=9,p=2,beta=1/rate": quantity(1.5, 0.03),
    "hopfield/n=9,p=2,beta=1/entropy": quantity(5.25, 0.0),
}


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """A copy of the repository that holds the numbers of a run."""
    repository = copy_repository(tmp_path_factory.mktemp("check"))
    (repository / "results/retina").mkdir(parents=True)
    raster = repository / "results/retina/raster.json"
    raster.write_text(json.dumps({"label": "recorded", "recorded": True}))
    write(repository, NUMBERS)
    return repository


def write(repository, numbers):
    (repository / "results/numbers.json").write_text(json.dumps(numbers))


def alone(repository, rule):
    """Run one rule and none that its inputs would come from."""
    options = ("--cores", "1", "--allowed-rules", rule, "--config", "reference=mine")
    return snakemake(repository, rule, *options)


def test_a_run_is_checked_against_its_reference(repository):
    """One story: there is none; it is made; it is reproduced; it is not."""
    table = repository / "results/reproduction.txt"
    run = alone(repository, "check_reproduction")
    assert run.returncode != 0
    last = run.stdout.splitlines()[-1]
    assert last.startswith("error: resources/reference/mine.json: no such reference")
    assert "freeze_reference" in last
    assert "Traceback" not in run.stdout
    assert not table.exists()

    run = alone(repository, "freeze_reference")
    assert run.returncode == 0, run.stdout
    assert (repository / "resources/reference/mine.json").exists()

    run = alone(repository, "check_reproduction")
    assert run.returncode == 0, run.stdout
    assert table.read_text() in run.stdout
    assert "\nReproduced: 1 numbers" in run.stdout

    write(repository, NUMBERS | {"hopfield/n=9,p=2,beta=1/rate": quantity(1.9, 0.03)})
    run = alone(repository, "check_reproduction")
    assert run.returncode != 0
    assert run.stdout.count("NOT reproduced: 1 beyond") == 1
    assert table.read_text() in run.stdout
    assert "Traceback" not in run.stdout

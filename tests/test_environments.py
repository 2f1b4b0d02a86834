"""One lock, whichever way it is installed."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
ENVS = ROOT / "envs"


def packages(name):
    """Version of every package of a file, empty where it is not said."""
    text = (ENVS / name).read_text()
    found = re.findall(r"^([A-Za-z][\w.-]*)(?:==(\S+))?", text, re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


def test_all_that_is_asked_for_is_locked_and_at_the_version_that_is_asked_for():
    locked = packages("requirements.lock")
    assert all(locked.values())
    for name, version in packages("requirements.in").items():
        assert locked[name] == version or not version


def test_conda_and_the_container_install_the_lock_on_the_same_python():
    conda = yaml.safe_load((ENVS / "environment.yaml").read_text())["dependencies"]
    container = (ENVS / "Dockerfile").read_text()
    # Not by its path: Snakemake makes the environment in another folder.
    locked = (ENVS / "requirements.lock").read_text().splitlines()
    assert conda[-1] == {"pip": locked}
    assert "COPY envs/requirements.lock" in container
    (python,) = re.findall(r"^FROM python:([\d.]+)-", container, re.MULTILINE)
    assert f"python={python}" in conda


@pytest.mark.parametrize(
    "extra", sorted(ENVS.glob("requirements-*.txt")), ids=lambda path: path.name
)
def test_extras_are_pinned_and_leave_the_lock_as_it_is(extra):
    assert "--constraint requirements.lock" in extra.read_text().splitlines()
    assert all(packages(extra.name).values())


def test_a_cluster_is_asked_for_figures_and_trainings_in_groups():
    rules = {
        name
        for path in (ROOT / "workflow/rules").glob("*.smk")
        for name in re.findall(r"^rule (\w+):", path.read_text(), re.MULTILINE)
    }
    profile = yaml.safe_load((ROOT / "profiles/slurm/config.yaml").read_text())
    figures = {name for name in rules if name.startswith("figure_")}
    assert {
        name for name, group in profile["groups"].items() if group == "figures"
    } == (figures)
    assert profile["groups"].keys() <= rules
    assert profile["group-components"].keys() == set(profile["groups"].values())

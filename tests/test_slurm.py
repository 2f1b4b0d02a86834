"""The workflow on a cluster: a Slurm of one node with fake GPUs."""

import importlib.util
import subprocess
import sys
import time

import pytest

from private_slurm import installed, private_slurm
from workflow import copy_repository, overlay, snakemake

PLUGIN = "snakemake_executor_plugin_slurm"
pytestmark = [
    pytest.mark.skipif(not installed(), reason="needs slurmctld, slurmd and munge"),
    pytest.mark.skipif(
        importlib.util.find_spec(PLUGIN) is None,
        reason="needs envs/requirements-slurm.txt",
    ),
]
CLUSTER = (
    *("--workflow-profile", "profiles/slurm"),
    # No accounting database, and nobody to wait for.
    *("--slurm-status-command", "squeue"),
    *("--slurm-init-seconds-before-status-checks", "2"),
)
QUICK = ("--configfile", "config/quick.yaml")
FIGURE = "results/figures/hopfield.svg"
FIT = "hopfield/vae/n=40+p=2+beta=1.2"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Environment of a client of a Slurm with two fake GPUs."""
    with private_slurm(tmp_path_factory.mktemp("slurm")) as environment:
        yield environment


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A figure and all it needs, made without a cluster."""
    repository = copy_repository(tmp_path_factory.mktemp("here"))
    run = snakemake(repository, FIGURE, "--cores", "2", *QUICK)
    assert run.returncode == 0, run.stdout[-4000:]
    return repository


def contents(repository):
    """Bytes of every result by its path."""
    results = repository / "results"
    files = (path for path in results.rglob("*") if path.is_file())
    return {str(path.relative_to(results)): path.read_bytes() for path in files}


def jobs(cluster, *columns):
    """What Slurm knows of all its jobs: a row of columns for each of them."""
    asked = subprocess.run(
        ["squeue", "--states=all", "--noheader", "--Format", ":|,".join(columns) + ":"],
        env=cluster,
        capture_output=True,
        text=True,
        check=True,
    )
    return [line.split("|") for line in asked.stdout.splitlines()]


def test_a_figure_made_on_a_cluster_is_the_same_byte_for_byte(cluster, here, tmp_path):
    repository = copy_repository(tmp_path)
    run = snakemake(repository, FIGURE, *CLUSTER, *QUICK, environment=cluster)
    assert run.returncode == 0, run.stdout[-4000:]
    assert contents(repository) == contents(here)


def test_trainings_ask_for_a_gpu_and_other_jobs_do_not(cluster):
    asked = jobs(cluster, "Comment", "tres-per-job", "State")
    assert {state for *_, state in asked} == {"COMPLETED"}
    for comment, resources, _ in asked:
        assert ("gres:gpu:1" in resources) == ("rule_train_vae" in comment)
    assert any("gres:gpu:1" in resources for _, resources, _ in asked)


def test_a_training_whose_node_is_lost_goes_on_with_more_memory(cluster, tmp_path):
    repository = copy_repository(tmp_path)
    longer = overlay(tmp_path / "longer.yaml", {"hopfield": {"vae": {"n_steps": 2000}}})
    target, options = f"results/{FIT}.pt", (*QUICK, longer)
    with subprocess.Popen(
        [sys.executable, "-m", "snakemake", target, *CLUSTER, *options],
        cwd=repository,
        env=cluster,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as run:
        checkpoint = repository / f"results/{FIT}.checkpoint"
        while not checkpoint.exists() and run.poll() is None:
            time.sleep(0.05)
        running = jobs(cluster, "JobID", "State")
        (lost,) = [number for number, state in running if state == "RUNNING"]
        subprocess.run(["scancel", "--signal=KILL", lost], env=cluster, check=True)
        output, _ = run.communicate()
    assert run.returncode == 0, output[-4000:]
    undisturbed = copy_repository(tmp_path / "undisturbed")
    plain = snakemake(undisturbed, target, "--cores", "2", *options)
    assert plain.returncode == 0, plain.stdout[-4000:]
    assert (repository / target).read_bytes() == (undisturbed / target).read_bytes()

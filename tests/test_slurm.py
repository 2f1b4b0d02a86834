"""The workflow on a cluster: a Slurm of one node with fake GPUs."""

import importlib.util
import subprocess
import sys
import time

import pytest

from private_slurm import installed, private_slurm
from workflow import QUICK, copy_repository, overlay, snakemake

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
FIGURE = "results/figures/hopfield.svg"
FIT = "hopfield/vae/n=40+p=2+beta=1.2"
LOG = "logs/train_vae/hopfield/n=40+p=2+beta=1.2.log"


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
    formats = ":|,".join(columns) + ":"
    asked = subprocess.run(
        f"squeue --states=all --sort=i --noheader --Format {formats}".split(),
        env=cluster,
        capture_output=True,
        text=True,
        check=True,
    )
    return [line.split("|") for line in asked.stdout.splitlines()]


def make_on(cluster, folder, *targets):
    """Make targets on the cluster; the repository, and what Slurm knows of the jobs."""
    before = len(jobs(cluster, "JobID"))
    repository = copy_repository(folder)
    run = snakemake(repository, *targets, *CLUSTER, *QUICK, environment=cluster)
    assert run.returncode == 0, run.stdout[-4000:]
    return repository, jobs(cluster, "Comment", "tres-per-job", "State")[before:]


@pytest.fixture(scope="module")
def there(cluster, tmp_path_factory):
    """The same made on the cluster, and its jobs."""
    return make_on(cluster, tmp_path_factory.mktemp("there"), FIGURE)


def test_what_a_cluster_makes_is_the_same_byte_for_byte(here, there):
    repository, _ = there
    assert contents(repository) == contents(here)


def test_trainings_ask_for_a_gpu_and_other_jobs_do_not(there):
    _, asked = there
    assert {state for *_, state in asked} == {"COMPLETED"}
    for comment, resources, _ in asked:
        assert ("gres:gpu:1" in resources) == comment.startswith("rule_train_")
    assert any("gres:gpu:1" in resources for _, resources, _ in asked)


def test_small_jobs_of_a_rule_go_together(here, there):
    _, asked = there
    n_fits = len(list((here / "results").rglob("*.pt")))
    n_submitted = sum("rule_train_vae" in comment for comment, *_ in asked)
    assert 0 < n_submitted < n_fits


@pytest.mark.release
def test_the_paper_in_miniature_is_the_same_byte_for_byte(built, cluster, tmp_path):
    repository, asked = make_on(cluster, tmp_path)
    here, there = contents(built), contents(repository)
    assert here.keys() == there.keys()
    assert not [path for path in here if here[path] != there[path]]
    assert {state for *_, state in asked} == {"COMPLETED"}


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
        running = jobs(cluster, "JobID", "State", "MinMemory")
        ((lost, memory),) = [
            (number, memory) for number, state, memory in running if state == "RUNNING"
        ]
        subprocess.run(["scancel", "--signal=KILL", lost], env=cluster, check=True)
        output, _ = run.communicate()
    assert run.returncode == 0, output[-4000:]
    assert "resumed at step" in (repository / LOG).read_text()
    tries = jobs(cluster, "JobID", "MinMemory")
    (again,) = [more for number, more in tries if int(number) > int(lost)]
    assert (memory, again) == ("3000M", "6000M")
    undisturbed = copy_repository(tmp_path / "undisturbed")
    plain = snakemake(undisturbed, target, "--cores", "2", *options)
    assert plain.returncode == 0, plain.stdout[-4000:]
    assert (repository / target).read_bytes() == (undisturbed / target).read_bytes()

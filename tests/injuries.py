"""What can befall a run, each done to a small one that then has to be mended.

An injury takes a repository that may hold results and a source of chance, and leaves
the repository as the accident would; asking for the target again must complete it.
"""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import yaml

from workflow import snakemake

CASE = "n=40+p=2+beta=1.2"
SAMPLES, FIT, TARGET = (
    f"results/hopfield/{name}"
    for name in (f"samples/{CASE}.npz", f"vae/{CASE}.pt", f"decoding/{CASE}.json")
)
CHECKPOINT = f"results/hopfield/vae/{CASE}.checkpoint"
# A training of some seconds: time enough to be hurt in.
LONGER = {"hopfield": {"vae": {"n_steps": 1200}}}
# No file of the run fits into so many bytes, but for its logs.
DISK = 10_000


def options(repository: Path) -> list[str]:
    """Configuration of the runs that are hurt, written there."""
    overlay = repository / "longer.yaml"
    overlay.write_text(yaml.safe_dump(LONGER))
    return ["--cores", "2", "--configfile", "config/quick.yaml", overlay.name]


def make(repository: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Ask for the target and wait."""
    return snakemake(repository, TARGET, *options(repository), *more)


def complete(repository: Path) -> dict[str, bytes]:
    """Ask for the target as the README says, after a crash unlock first; all results.

    Raises:
        RuntimeError: the run fails; with what it said.
    """
    make(repository, "--unlock")
    run = make(repository)
    if run.returncode:
        raise RuntimeError(run.stdout[-4000:])
    return results(repository)


def is_whole(found: dict[str, bytes], undisturbed: dict[str, bytes]) -> bool:
    """Whether the target is there, and no file has other bytes than it should.

    What a finished target was made of may be missing: nobody needs it any more.
    """
    return TARGET in found and found.items() <= undisturbed.items()


def results(repository: Path) -> dict[str, bytes]:
    """Contents of every result by its path."""
    files = (path for path in (repository / "results").rglob("*") if path.is_file())
    return {str(path.relative_to(repository)): path.read_bytes() for path in files}


def start(repository: Path) -> subprocess.Popen[bytes]:
    """Ask for the target without waiting; processes of the run are a group."""
    return subprocess.Popen(
        [sys.executable, "-m", "snakemake", TARGET, *options(repository)],
        cwd=repository,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def wait_for(pattern: str, repository: Path, run: subprocess.Popen[bytes]) -> None:
    """Return once there is such a file, or once the run is over."""
    while not any(repository.glob(pattern)) and run.poll() is None:
        time.sleep(0.02)


def is_training(run: subprocess.Popen[bytes]) -> bool:
    """Whether a run has come to its training: a checkpoint may be of an earlier one."""
    with suppress(psutil.NoSuchProcess):
        jobs = psutil.Process(run.pid).children(recursive=True)
        return any("train_vae" in part for job in jobs for part in job.cmdline())
    return False


def kill_the_training(repository: Path, chance: random.Random) -> None:
    """A training is killed after its first checkpoint."""
    finished = (repository / TARGET).exists()
    with start(repository) as run:
        wait_for(CHECKPOINT, repository, run)
        while not is_training(run) and run.poll() is None:
            time.sleep(0.02)
        time.sleep(chance.uniform(0, 1))
        with suppress(psutil.NoSuchProcess):
            for job in psutil.Process(run.pid).children(recursive=True):
                job.kill()
    assert finished or (repository / CHECKPOINT).exists()


def kill_snakemake(repository: Path, chance: random.Random) -> None:
    """The machine dies: everything is killed at any moment of the work."""
    with start(repository) as run:
        wait_for(".snakemake/locks/*", repository, run)
        time.sleep(chance.uniform(0, 12))
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)


def damage_the_checkpoint(repository: Path, chance: random.Random) -> None:
    """A training is killed, and what it left is torn."""
    kill_the_training(repository, chance)
    if (repository / CHECKPOINT).exists():
        _tear(repository / CHECKPOINT, chance)


def tear_a_result(repository: Path, chance: random.Random) -> None:
    """A finished file is torn: the run stops and names it, and the user removes it."""
    torn = chance.choice([SAMPLES, FIT])
    complete(repository)
    _tear(repository / torn, chance)
    stopped = make(repository)
    assert stopped.returncode, stopped.stdout[-4000:]
    assert f"{torn}: cannot be read" in stopped.stdout
    (repository / torn).unlink()


def fill_the_disk(repository: Path, chance: random.Random) -> None:
    """Files of more than some bytes cannot be written."""
    finished = (repository / TARGET).exists()
    whole = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (DISK, whole[1]))
    try:
        make(repository)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, whole)
    assert finished or not (repository / TARGET).exists()


def start_another(repository: Path, chance: random.Random) -> None:
    """Two runs in one folder: the second is refused, the first goes on."""
    for made in (FIT, TARGET):
        (repository / made).unlink(missing_ok=True)
    with start(repository) as run:
        wait_for(".snakemake/locks/*", repository, run)
        refused = make(repository)
        assert refused.returncode, refused.stdout[-4000:]
        assert "cannot be locked" in refused.stdout
    assert run.returncode == 0


INJURIES: list[Callable[[Path, random.Random], None]] = [
    kill_the_training,
    kill_snakemake,
    damage_the_checkpoint,
    tear_a_result,
    fill_the_disk,
    start_another,
]


def _tear(path: Path, chance: random.Random) -> None:
    """Keep a part of a file."""
    with path.open("r+b") as file:
        file.truncate(chance.randrange(path.stat().st_size))

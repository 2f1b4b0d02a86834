"""A Slurm of one's own on this machine: one node, fake GPUs, nothing outside a folder.

Neither systemd, cgroups nor an accounting database; no rights of a superuser.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

DAEMONS = ("munged", "slurmctld", "slurmd")
# Slurm takes any character device for a GPU.
FAKE_GPUS = ("/dev/null", "/dev/zero")
SEARCH_PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin"
CONFIGURATION = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
MinJobAge=36000
ReturnToService=2
MpiDefault=none
GresTypes=gpu
NodeName={host} NodeAddr=127.0.0.1 \\
CPUs={cpus} RealMemory={memory} Gres=gpu:fake:{n_gpus}
PartitionName=all Nodes={host} Default=YES MaxTime=600
"""


def installed() -> bool:
    """Whether the daemons of Slurm are here."""
    return all(shutil.which(name, path=SEARCH_PATH) for name in (*DAEMONS, "srun"))


@contextmanager
def private_slurm(folder: Path) -> Iterator[dict[str, str]]:
    """Start the daemons, stop them afterwards; yields the environment of a client.

    Raises:
        RuntimeError: the node does not come up; says what the daemons logged.
    """
    for name in ("state", "spool", "bin"):
        (folder / name).mkdir()
    _configure(folder)
    with ExitStack() as running:
        environment = {
            **os.environ,
            "SLURM_CONF": str(folder / "slurm.conf"),
            "PATH": f"{folder}/bin:{SEARCH_PATH}",
        }
        for command in _daemons(folder):
            daemon = subprocess.Popen(
                command, env=environment, stderr=subprocess.DEVNULL
            )
            running.callback(_stop, daemon)
        _wait_until_idle(folder, environment)
        yield environment


def _configure(folder: Path) -> None:
    """Write all that the daemons read."""
    host = socket.gethostname().partition(".")[0]
    text = CONFIGURATION.format(
        host=host,
        user=subprocess.check_output(["id", "-un"], text=True).strip(),
        folder=folder,
        ports=_free_ports(2),
        cpus=os.cpu_count(),
        memory=os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20,
        n_gpus=len(FAKE_GPUS),
    )
    (folder / "slurm.conf").write_text(text)
    gpus = [f"NodeName={host} Name=gpu Type=fake File={path}\n" for path in FAKE_GPUS]
    (folder / "gres.conf").write_text("".join(gpus))
    key = folder / "munge.key"
    key.touch(mode=0o600)
    key.write_bytes(os.urandom(1024))
    # Snakemake's jobs drop every variable of Slurm before they call srun, its
    # configuration among them: srun is given it back.
    srun = folder / "bin/srun"
    real = shutil.which("srun", path=SEARCH_PATH)
    srun.write_text(f'#!/bin/sh\nSLURM_CONF={folder}/slurm.conf exec {real} "$@"\n')
    srun.chmod(0o755)


def _free_ports(n: int) -> list[int]:
    """Ports of this machine that nobody listens to."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(n)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _daemons(folder: Path) -> list[list[str]]:
    """Commands that stay in the foreground, in the order in which they start."""
    munge = {
        "key-file": "munge.key",
        "socket": "munge.socket",
        "pid-file": "munged.pid",
        "log-file": "munged.log",
        "seed-file": "munge.seed",
    }
    options = [f"--{option}={folder / name}" for option, name in munge.items()]
    return [
        ["munged", "--foreground", "--force", *options],
        ["slurmctld", "-D"],
        ["slurmd", "-D"],
    ]


def _stop(daemon: subprocess.Popen) -> None:
    daemon.terminate()
    try:
        daemon.wait(timeout=10)
    except subprocess.TimeoutExpired:
        daemon.kill()
        daemon.wait()


def _wait_until_idle(folder: Path, environment: dict[str, str]) -> None:
    """Return once the node takes jobs."""
    for _ in range(300):
        seen = subprocess.run(
            ["sinfo", "--noheader", "--format=%T"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if seen.stdout.strip() == "idle":
            return
        time.sleep(0.1)
    logs = "\n".join(path.read_text() for path in sorted(folder.glob("*.log")))
    raise RuntimeError(f"Slurm's node does not come up\n{logs}")

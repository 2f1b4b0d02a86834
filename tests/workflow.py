"""Run the workflow on a copy of the repository, as a user would."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
QUICK = ("--configfile", "config/quick.yaml")
NOT_COPIED = ("results", "logs", ".snakemake", ".git", ".venv", "*cache*")


def copy_repository(folder: Path) -> Path:
    """A fresh copy beside a link to the shared recordings, if there are any."""
    ignore = shutil.ignore_patterns(*NOT_COPIED)
    repository = folder / "repository"
    shutil.copytree(ROOT, repository, ignore=ignore, symlinks=True)
    if (ROOT.parent / "shared").is_dir():
        (folder / "shared").symlink_to(ROOT.parent / "shared")
    return repository


def snakemake(
    repository: Path, *arguments: str, environment: Mapping[str, str] = os.environ
) -> subprocess.CompletedProcess[str]:
    """Run Snakemake there; standard output and error come back as one text."""
    return subprocess.run(
        [sys.executable, "-m", "snakemake", *arguments],
        cwd=repository,
        env={**environment, "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def overlay(path: Path, content: dict) -> str:
    """Write a configuration overlay and return its name."""
    path.write_text(yaml.safe_dump(content))
    return str(path)


def planned_rules(dry_run: str) -> set[str]:
    """Names of the rules that a dry run's table of jobs lists."""
    table = dry_run.partition("Job stats:")[2].partition("total")[0]
    return {line.split()[0] for line in table.splitlines()[3:] if line.strip()}

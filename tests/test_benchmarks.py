"""Benchmarks time what they say: a log read by hand, chains against their matrix."""

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"

# Two cores, 20 seconds. Two jobs of one core side by side, then one of both cores that
# keeps a benchmark file, then one that never ends.
LOG = """\
  Date: 2026-11-22 00:00:00
Provided cores: 2
[Sun Nov 22 00:00:02 2026]
localrule draw:
    output: a
    jobid: 1
[Sun Nov 22 00:00:02 2026]
rule draw:
    jobid: 2
[Sun Nov 22 00:00:06 2026]
Finished jobid: 2 (Rule: draw)
1 of 4 steps (25%) done
[Sun Nov 22 00:00:08 2026]
Finished jobid: 1 (Rule: draw)
[Sun Nov 22 00:00:09 2026]
localrule train:
    jobid: 3
    benchmark: logs/train.tsv
    threads: 2
[Sun Nov 22 00:00:19 2026]
Finished jobid: 3 (Rule: train)
[Sun Nov 22 00:00:19 2026]
localrule judge:
    jobid: 4
Elapsed time: 0:00:20.000000
"""


def run_scheduler(folder: Path, log: str) -> subprocess.CompletedProcess[str]:
    (folder / "run.log").write_text(log)
    command = [sys.executable, str(BENCHMARKS / "scheduler.py"), "run.log"]
    command += ["--folder", ".", "--output", "numbers.json"]
    environment = {**os.environ, "PYTHONPATH": str(BENCHMARKS.parent / "src")}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True
    )


def test_overhead_is_the_share_of_the_cores_that_no_job_had(tmp_path):
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs/train.tsv").write_text("s\th:m:s\n9.5\t0:00:09\n")
    ran = run_scheduler(tmp_path, LOG)
    assert ran.returncode == 0, ran.stderr
    numbers = json.loads((tmp_path / "numbers.json").read_text())
    summary, rules = numbers["summary"], numbers["rules"]
    # 4 + 6 + 2 x 10 of 2 x 20 core seconds.
    assert summary["overhead"] == pytest.approx(1 - 30 / 40)
    assert summary["s with 0 cores busy"] == pytest.approx(4)
    assert summary["s with 1 cores busy"] == pytest.approx(2)
    assert summary["s with 2 cores busy"] == pytest.approx(14)
    assert summary["s before the first job"] == 2
    assert summary["their s by their own clock"] == 9.5
    assert [(row["rule"], row["core s"]) for row in rules] == [
        ("train", 20),
        ("draw", 10),
    ]


def test_a_run_that_did_not_end_is_refused(tmp_path):
    ran = run_scheduler(tmp_path, LOG.partition("Elapsed")[0])
    assert ran.returncode != 0
    assert "no complete run" in ran.stderr


@pytest.fixture
def samplers(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    import samplers

    return samplers


def sweep_matrix(n: int, beta_J: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """States, their law and the matrix of a sweep of Metropolis in order of sites."""
    states = np.array(list(itertools.product([-1, 1], repeat=n)))
    log_weight = beta_J * states.sum(1) ** 2 / (2 * n)
    law = np.exp(log_weight) / np.exp(log_weight).sum()
    sweep = np.eye(2**n)
    for site in range(n):
        flipped = np.arange(2**n) ^ (1 << (n - 1 - site))
        taken = np.exp(log_weight[flipped] - log_weight).clip(max=1)
        proposal = np.diag(1 - taken)
        proposal[np.arange(2**n), flipped] = taken
        sweep = sweep @ proposal
    return states, law, sweep


@pytest.mark.parametrize(("beta_J", "n_sweeps"), [(1.0, 500), (2.5, 500), (2.5, 40)])
def test_metropolis_takes_the_time_of_its_matrix(samplers, beta_J, n_sweeps):
    # 40 sweeps are a fifth of the time at 2.5: it is read off the decay.
    from latent_mean_field.sampling.equilibrium import sample_equilibrium
    from latent_mean_field.systems.curie_weiss import CurieWeiss

    n, rng = 8, np.random.default_rng(3)
    states, law, sweep = sweep_matrix(n, beta_J)
    m = states.mean(1)
    summed = np.linalg.solve(np.eye(2**n) - sweep + law, m)
    exact = 2 * (law * m) @ summed / (law @ m**2) - 1
    system = CurieWeiss(n, beta_J)
    spins = sample_equilibrium(system, 4000, rng)
    chains = samplers.MeanFieldChains(system, spins, rng)
    overlaps = chains.run(n_sweeps)[0]
    # Among 4000 chains at least 500 passages were counted: 15 % are three errors.
    assert samplers.signed_time(overlaps) == pytest.approx(exact, rel=0.15)
    assert (overlaps**2).mean() == pytest.approx(beta_J * law @ m**2, rel=0.05)

"""What Snakemake costs: the share of a finished run that was not spent in jobs.

python benchmarks/scheduler.py .snakemake/log/RUN.snakemake.log [--output FILE]

Overhead is 1 - (busy core seconds) / (cores x wall seconds). It holds all that leaves a
core without a job: building the graph, choosing jobs, and waiting for the last of a
chain of jobs that nothing else can run beside. The seconds of each number of busy cores
tell these apart: nobody works while Snakemake itself does.

A job counts from its line in the log to the line of its end, the start of its Python
included; stamps are whole seconds. Where a rule keeps a benchmark file, its own clock
says how much of that was the script.
"""

import re
from argparse import ArgumentParser, Namespace
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from latent_mean_field.storage import save_json
from measuring import Row, print_table

STAMP = re.compile(r"\[(\w{3} \w{3} +\d+ \d+:\d+:\d+ \d{4})\]")
RULE = re.compile(r"(?:local)?(?:rule|checkpoint) (\w+):")
FINISHED = re.compile(r"Finished jobid: (\d+)")
DETAIL = re.compile(r"    (jobid|threads|benchmark): (.+)")
CORES = re.compile(r"Provided cores: (\d+)")
DATE = re.compile(r"  Date: (.+)")
ELAPSED = re.compile(r"Elapsed time: (?:(\d+) days?, )?(\d+):(\d+):([\d.]+)")


class UnfinishedRunError(ValueError):
    """The log is not of a run that came to its end."""


@dataclass
class Job:
    """One job of the log; times in seconds since the run began."""

    rule: str
    start: float
    end: float | None = None
    threads: int = 1
    benchmark: str | None = None

    @property
    def seconds(self) -> float:
        """From start to end."""
        return (self.end or self.start) - self.start


@dataclass
class Run:
    """What a log says: cores, wall seconds, and the jobs that finished."""

    cores: int
    wall: float
    jobs: list[Job] = field(default_factory=list)

    @property
    def busy(self) -> float:
        """Core seconds in jobs."""
        return sum(job.threads * job.seconds for job in self.jobs)

    @property
    def overhead(self) -> float:
        """Share of the cores' time that no job had."""
        return 1 - self.busy / (self.cores * self.wall)


def read_run(log: Path) -> Run:
    """Read the log of a finished run.

    Raises:
        UnfinishedRunError: it has no cores, no date or no elapsed time.
    """
    text = log.read_text(encoding="utf-8")
    cores, date, elapsed = (p.search(text) for p in (CORES, DATE, ELAPSED))
    if not (cores and date and elapsed):
        raise UnfinishedRunError(f"{log}: no complete run of Snakemake")
    days, hours, minutes, seconds = (float(part or 0) for part in elapsed.groups())
    wall = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    begin = datetime.fromisoformat(date[1])
    return Run(int(cores[1]), wall.total_seconds(), _read_jobs(text, begin))


def _read_jobs(text: str, begin: datetime) -> list[Job]:
    """Jobs that finished, from the lines of a log."""
    jobs: dict[str, Job] = {}
    job, now = Job("", 0), 0.0
    for line in text.splitlines():
        if stamp := STAMP.match(line):
            moment = datetime.strptime(stamp[1], "%a %b %d %H:%M:%S %Y")
            now = (moment - begin).total_seconds()
        elif rule := RULE.match(line):
            job = Job(rule[1], now)
        elif detail := DETAIL.match(line):
            _note(job, detail[1], detail[2], jobs)
        elif (finished := FINISHED.match(line)) and finished[1] in jobs:
            jobs[finished[1]].end = now
    return [job for job in jobs.values() if job.end is not None]


def _note(job: Job, key: str, value: str, jobs: dict[str, Job]) -> None:
    """Take up a detail of a job, which its number makes known."""
    match key:
        case "jobid":
            jobs[value] = job
        case "threads":
            job.threads = int(value)
        case "benchmark":
            job.benchmark = value


def busy_cores(run: Run) -> dict[int, float]:
    """Wall seconds in which 0, 1, 2, ... cores had a job.

    More than there are can seem busy for a second, since stamps are rounded.
    """
    changes: Counter[float] = Counter()
    for job in run.jobs:
        changes[job.start] += job.threads
        changes[job.end or job.start] -= job.threads
    moments = np.array([0.0, *sorted(changes), run.wall])
    level = np.cumsum([0, *(changes[moment] for moment in moments[1:-1])])
    seconds: defaultdict[int, float] = defaultdict(float)
    for n, length in zip(level, np.diff(moments), strict=True):
        seconds[int(n)] += max(0.0, float(length))
    return dict(sorted(seconds.items()))


def own_seconds(run: Run, folder: Path) -> tuple[list[float], list[float]]:
    """Seconds by the log and by their benchmark files, of the jobs that keep one."""
    by_log, by_script = [], []
    for job in run.jobs:
        if job.benchmark and (table := folder / job.benchmark).is_file():
            names, values, *_ = table.read_text().splitlines()
            own = dict(zip(names.split("\t"), values.split("\t"), strict=True))
            by_script.append(float(own["s"]))
            by_log.append(job.seconds)
    return by_log, by_script


def rows_of(run: Run) -> list[Row]:
    """A row of each rule, the longest first."""
    by_rule: defaultdict[str, list[float]] = defaultdict(list)
    for job in run.jobs:
        by_rule[job.rule].append(job.threads * job.seconds)
    ordered = sorted(by_rule.items(), key=lambda item: -sum(item[1]))
    return [
        {
            "rule": rule,
            "jobs": len(own),
            "core s": sum(own),
            "share of busy": sum(own) / run.busy,
            "mean": sum(own) / len(own),
            "longest": max(own),
        }
        for rule, own in ordered
    ]


def summary(run: Run, folder: Path) -> Row:
    """What the run was made of, in seconds."""
    by_log, by_script = own_seconds(run, folder)
    first = min(job.start for job in run.jobs)
    levels = {f"s with {n} cores busy": s for n, s in busy_cores(run).items()}
    return {
        "overhead": run.overhead,
        "cores": run.cores,
        "wall s": run.wall,
        "busy core s": run.busy,
        "jobs": len(run.jobs),
        "s before the first job": first,
        **levels,
        "jobs with a benchmark file": len(by_log),
        "their s by the log": sum(by_log),
        "their s by their own clock": sum(by_script),
    }


def main(options: Namespace) -> None:
    """Print what a log says."""
    run = read_run(options.log)
    told, rows = summary(run, options.folder), rows_of(run)
    print_table([{"quantity": key, "value": value} for key, value in told.items()])
    print()
    print_table(rows)
    if options.output:
        save_json(options.output, {"summary": told, "rules": rows})


def parse(words: Sequence[str] | None = None) -> Namespace:
    """What the command line says."""
    parser = ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("log", type=Path, help="of a finished run")
    here = "where the run's benchmark files are named from"
    parser.add_argument("--folder", type=Path, default=Path(), help=here)
    parser.add_argument("--output", type=Path, help="JSON file for the numbers")
    return parser.parse_args(words)


if __name__ == "__main__":
    main(parse())

"""What a job leaves in its log and on the terminal."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from latent_mean_field.jobs import job


@pytest.fixture
def log(tmp_path) -> Iterator[Path]:
    """Where a job logs; the logging of the tests is put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield tmp_path / "n=100,p=3,beta=1.2.log"
    for handler in root.handlers:
        if handler not in handlers:
            handler.close()
    root.handlers, root.level = handlers, level


class UnexpectedError(Exception):
    """A failure that nobody foresaw: a bug."""


def written(log: Path) -> str:
    """The log as the end of the process leaves it."""
    for handler in logging.getLogger().handlers:
        handler.flush()
    return log.read_text()


def test_progress_goes_to_the_log_and_to_the_terminal(log, capsys):
    with job(log):
        logging.getLogger("latent_mean_field.vae").info("step %d", 7)
    for text in (written(log), capsys.readouterr().err):
        (line,) = text.splitlines()
        assert line.endswith("n=100,p=3,beta=1.2: step 7")


@pytest.mark.parametrize(
    "error",
    [
        ValueError("beta must be positive"),
        OSError("no space left"),
        RuntimeError("training diverged"),
        ZeroDivisionError("no words"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_expected_failure_is_one_line_with_its_traceback_in_the_log(
    log, capsys, error
):
    with pytest.raises(SystemExit) as caught, job(log):
        raise error
    line = str(caught.value.code)
    assert line == f"error: n=100,p=3,beta=1.2: {error}"
    assert "Traceback" not in capsys.readouterr().err
    text = written(log)
    assert "Traceback" in text
    assert f"{type(error).__name__}: {error}" in text


def test_a_failure_keeps_what_was_logged_before(log):
    def work() -> None:
        with job(log):
            logging.getLogger().info("step 7")
            raise ValueError

    with pytest.raises(SystemExit):
        work()
    assert "step 7" in written(log)


def test_a_failure_makes_the_process_fail(log):
    with pytest.raises(SystemExit) as caught, job(log):
        raise ValueError("no")
    # A text as exit code is printed, and the process returns 1.
    assert caught.value.code not in (0, None)


def test_a_bug_keeps_its_traceback(log):
    with pytest.raises(UnexpectedError), job(log):
        raise UnexpectedError
    with pytest.raises(KeyError), job(log):
        raise KeyError("typo")


def test_a_new_run_starts_a_new_log(log):
    for word in ("first", "second"):
        with job(log):
            logging.getLogger().info(word)
    assert "first" not in written(log)
    assert "second" in written(log)

"""Checkpoints: where an interrupted training goes on, to a result equal to the byte."""

import logging
from pathlib import Path
from typing import Any, Protocol

import torch

logger = logging.getLogger(__name__)


class Resumable(Protocol):
    """A training in progress, of whatever kind."""

    step: int

    def state(self) -> dict[str, Any]:
        """Everything that changes from step to step, tensors and plain values."""

    def restore(self, state: dict[str, Any]) -> None:
        """Take up the state that `state` returned."""


def save_checkpoint(training: Resumable, path: Path, fingerprint: str) -> None:
    """Write the state under a temporary name first: never half a checkpoint."""
    temporary = path.with_suffix(".part")
    torch.save({"fingerprint": fingerprint, "state": training.state()}, temporary)
    temporary.replace(path)


def resume(training: Resumable, path: Path, fingerprint: str) -> None:
    """Take up a checkpoint if there is a readable one of this very fit."""
    if not path.exists():
        return
    try:
        saved = torch.load(path, weights_only=True)
    # A damaged file can fail in any way that unpickling can.
    except Exception as error:
        logger.warning("checkpoint %s cannot be read (%s): starting anew", path, error)
        return
    if saved.get("fingerprint") != fingerprint:
        logger.info("checkpoint %s is of another fit: starting anew", path)
        return
    training.restore(saved["state"])
    logger.info("resumed at step %d from %s", training.step, path)

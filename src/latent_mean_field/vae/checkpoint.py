"""Tensors on disk, whole or not at all; and checkpoints.

An interrupted training goes on at its last one, to a result equal to the byte.
"""

import logging
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import torch

from latent_mean_field.damage import DamagedFileError, reading, replacing

logger = logging.getLogger(__name__)


class Resumable(Protocol):
    """A training in progress, of whatever kind."""

    step: int

    def state(self) -> dict[str, Any]:
        """Everything that changes from step to step, tensors and plain values."""

    def restore(self, state: dict[str, Any]) -> None:
        """Take up the state that `state` returned."""


def save_whole(content: Any, path: str | Path) -> None:
    """Write tensors and plain values, under a temporary name first.

    The bytes depend on the values only, not on how these came about.
    """
    # To a file, not a path: a path's name would be among the bytes.
    with replacing(Path(path)) as temporary, temporary.open("wb") as file:
        torch.save(_canonical(content), file)


def _canonical(content: Any) -> Any:
    """Equal words made one: a pickle refers back to a word that it has seen before.

    Those of an interrupted training, read from its checkpoint, would be others.
    """
    match content:
        case str():
            return sys.intern(content)
        case Mapping():
            return {_canonical(k): _canonical(v) for k, v in content.items()}
        case list():
            return [_canonical(value) for value in content]
        case _:
            return content


def load_whole(path: str | Path) -> Any:
    """Read what `save_whole` wrote, onto the processor; no code in it is run.

    Raises:
        DamagedFileError: the file cannot be read.
    """
    with reading(path):
        return torch.load(path, weights_only=True, map_location="cpu")


def save_checkpoint(training: Resumable, path: Path, fingerprint: str) -> None:
    """Write the state of a training in progress."""
    save_whole({"fingerprint": fingerprint, "state": training.state()}, path)


def resume(training: Resumable, path: Path, fingerprint: str) -> None:
    """Take up a checkpoint if there is a readable one of this very fit."""
    if not path.exists():
        return
    try:
        saved = load_whole(path)
    except DamagedFileError as error:
        logger.warning("starting anew, for the checkpoint is damaged: %s", error)
        return
    if saved.get("fingerprint") != fingerprint:
        logger.info("checkpoint %s is of another fit: starting anew", path)
        return
    training.restore(saved["state"])
    logger.info("resumed at step %d from %s", training.step, path)

"""Walks and what an instrument sees of them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.sampling.molecular_dynamics import draw_molecules
from latent_mean_field.sampling.walks import draw_walks
from latent_mean_field.systems.dipeptide import Dipeptide
from latent_mean_field.systems.model_peptide import ModelPeptide, observe_atoms
from latent_mean_field.systems.moving_spot import MovingSpot, photograph
from latent_mean_field.systems.overdamped import Overdamped, frame_spacing
from latent_mean_field.systems.peptide_geometry import (
    dihedrals,
    laid_over_reference,
    unrolled,
)
from latent_mean_field.systems.three_wells import ThreeWells
from latent_mean_field.systems.views import VIEWS

WALKED: dict[str, Overdamped | Dipeptide] = {
    "three_well": ThreeWells(),
    "spot": MovingSpot(),
    "peptide": ModelPeptide(),
    "dipeptide": Dipeptide(),
}


class Observed(NamedTuple):
    """Walks of known coordinates, and frames of them.

    Attributes:
        truth: r / sqrt(dt), in which the noise of a step has the variance 2; of the
            molecule, how fast whose angles diffuse nobody knows, those in radians with
            dt in ps; shape (n_walkers, n_frames, 2).
        frames: what is seen, shape (n_walkers, n_frames, n_sites).
    """

    truth: NDArray
    frames: NDArray


def draw_observed(
    system: str, view: str, n_walkers: int, n_frames: int, rng: np.random.Generator
) -> Observed:
    """Walk in a system and watch it.

    Args:
        system: a key of `WALKED`.
        view: of the wells, a key of `systems.views.VIEWS`.
        n_walkers: number of walks.
        n_frames: of each walk.
        rng: of all that is random.
    """
    walked = WALKED[system]
    unit = np.sqrt(frame_spacing(walked))
    if isinstance(walked, Dipeptide):
        atoms = draw_molecules(walked, n_walkers, n_frames, rng)
        frames = laid_over_reference(atoms).astype(np.float32)
        return Observed(unrolled(dihedrals(atoms)) / unit, frames)
    r = draw_walks(walked, n_walkers, n_frames, rng)
    match system:
        case "spot":
            return Observed(r / unit, photograph(r, rng))
        case "peptide":
            atoms = observe_atoms(r, rng).astype(np.float32)
            return Observed(unrolled(r) / unit, atoms)
    return Observed(r / unit, VIEWS[view](r).astype(np.float32))


def split_frames(frames: NDArray, held_out: float) -> tuple[NDArray, NDArray]:
    """Frames to learn from and the last ones of every walk, to be judged on.

    Stretches, not single frames: neighbours in time know each other.

    Args:
        frames: shape (n_walkers, n_frames, ...).
        held_out: share of every walk.
    """
    first = round((1 - held_out) * frames.shape[1])
    return frames[:, :first], frames[:, first:]

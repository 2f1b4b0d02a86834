"""Walks of a molecule, moved by OpenMM."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.systems.dipeptide import Dipeptide, all_atoms, are_heavy
from latent_mean_field.systems.peptide_geometry import BASINS

if TYPE_CHECKING:
    from openmm import Context

ANGSTROM_PER_NM = 10.0
LARGEST_SEED = 2**31


def draw_molecules(
    molecule: Dipeptide,
    n_walkers: int,
    n_frames: int,
    rng: np.random.Generator,
    *,
    n_burn_in: int = 100,
) -> NDArray:
    """Heavy atoms of walkers, shape (n_walkers, n_frames, 10, 3) in Å.

    One walker after the other, each from one of the three basins, all alike likely: so
    that phi is on its positive side in a third of the walks at first, whatever its
    barrier.

    Args:
        molecule: forces and steps.
        n_walkers: walks.
        n_frames: of each walk.
        rng: of starts and noise.
        n_burn_in: frames left out at the start of each.
    """
    context = molecule.context(_seed(rng))
    starts = [all_atoms(angles) for angles in BASINS]
    heavy = are_heavy()
    kept = np.empty((n_walkers, n_frames, heavy.sum(), 3))
    for walk in kept:
        _set_out(context, starts[rng.integers(len(starts))], molecule, _seed(rng))
        for frame in range(-n_burn_in, n_frames):
            context.getIntegrator().step(molecule.steps_per_frame)
            if frame >= 0:
                walk[frame] = ANGSTROM_PER_NM * positions_of(context)[heavy]
    return kept


def positions_of(context: "Context") -> NDArray:
    """Places of all atoms, shape (n_atoms, 3) in nm."""
    from openmm import unit

    positions = context.getState(getPositions=True).getPositions(asNumpy=True)
    return positions.value_in_unit(unit.nanometer)


def _set_out(
    context: "Context", start: NDArray, molecule: Dipeptide, seed: int
) -> None:
    """A new walker, relaxed from the rigid shape and with thermal velocities."""
    from openmm import LocalEnergyMinimizer

    context.setPositions(start)
    LocalEnergyMinimizer.minimize(context, maxIterations=50)
    context.setVelocitiesToTemperature(molecule.temperature, seed)


def _seed(rng: np.random.Generator) -> int:
    """One of OpenMM's; its zero would stand for a seed by the clock."""
    return int(rng.integers(1, LARGEST_SEED))

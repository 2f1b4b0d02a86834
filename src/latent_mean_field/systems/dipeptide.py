"""Alanine dipeptide, Ace-Ala-Nme, in implicit water: 22 atoms that OpenMM moves.

    m dv = -grad V dt - γ m v dt + √(2 γ m kT) dW,    V: Amber99SB and OBC water

(Hornak et al. 2006; Onufriev, Bashford and Case 2004; the files are OpenMM's). At room
temperature phi seldom crosses from its negative to its positive side, where αL is. At
600 K it does a few times in a nanosecond, and walkers start on both sides. γ makes
velocities forgotten from frame to frame, so that angles diffuse.

OpenMM is optional, `envs/requirements-openmm.txt`: it is imported where it is used.
"""

import random
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.systems.peptide_geometry import heavy_atoms

if TYPE_CHECKING:
    from openmm import Context
    from openmm.app import ForceField, Modeller, Topology

# The forms of OBC that are in this file, unlike those in `implicit/`, are compiled.
FORCE_FIELD = ("amber99sb.xml", "amber99_obc.xml")
# The exact one in one thread: two dozen atoms are too few for any other to gain.
PLATFORM = "Reference"
# Names of `heavy_atoms`, one after the other.
HEAVY_ATOMS = {
    "ACE": ("CH3", "C", "O"),
    "ALA": ("N", "CA", "CB", "C", "O"),
    "NME": ("N", "C"),
}


@dataclass(frozen=True)
class Dipeptide:
    """The molecule, and how it is moved.

    Attributes:
        temperature: in K.
        friction: γ, in 1 / ps.
        time_step: of the integration, in ps; bonds of hydrogens are rigid.
        steps_per_frame: of the integration; frames are 0.1 ps apart.
    """

    temperature: float = 600.0
    friction: float = 10.0
    time_step: float = 0.002
    steps_per_frame: int = 50

    def context(self, seed: int) -> "Context":
        """A molecule without positions, which OpenMM can move.

        Args:
            seed: of the noise, from 1 to 2³¹ - 1.
        """
        import openmm
        from openmm import app

        # Any angles: they are no part of the forces.
        topology = _with_hydrogens(np.zeros(2)).topology
        forces = _force_field().createSystem(topology, constraints=app.HBonds)
        integrator = openmm.LangevinMiddleIntegrator(
            self.temperature, self.friction, self.time_step
        )
        integrator.setRandomNumberSeed(seed)
        platform = openmm.Platform.getPlatformByName(PLATFORM)
        return openmm.Context(forces, integrator, platform)


def is_installed() -> bool:
    """Whether OpenMM can be had."""
    return find_spec("openmm") is not None


def all_atoms(angles: NDArray) -> NDArray:
    """Places of the 22 atoms at (phi, psi) in radians, shape (22, 3) in nm."""
    from openmm import unit

    positions = _with_hydrogens(angles).positions
    return np.array(positions.value_in_unit(unit.nanometer))


def are_heavy() -> NDArray:
    """Which of the 22 atoms are those of `heavy_atoms`, in its order; shape (22,)."""
    atoms = _with_hydrogens(np.zeros(2)).topology.atoms()
    return np.array([atom.element.symbol != "H" for atom in atoms])


def _with_hydrogens(angles: NDArray) -> "Modeller":
    from openmm import Platform, app, unit

    heavy = heavy_atoms(angles[None])[0] * unit.angstrom
    molecule = app.Modeller(_topology(), heavy)
    # Hydrogens are thrown by Python's own generator, and then relaxed.
    random.seed(0)
    platform = Platform.getPlatformByName(PLATFORM)
    molecule.addHydrogens(_force_field(), platform=platform)
    return molecule


def _force_field() -> "ForceField":
    from openmm import app

    return app.ForceField(*FORCE_FIELD)


def _topology() -> "Topology":
    """The heavy atoms and their bonds."""
    from openmm import app

    topology = app.Topology()
    chain = topology.addChain()
    for residue_name, names in HEAVY_ATOMS.items():
        residue = topology.addResidue(residue_name, chain)
        for name in names:
            topology.addAtom(name, app.Element.getBySymbol(name[0]), residue)
    topology.createStandardBonds()
    return topology

"""The solvable systems by their name and the parameters of their equations."""

from collections.abc import Mapping
from typing import Any

from latent_mean_field.randomness import stream
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.hopfield import Hopfield, random_patterns
from latent_mean_field.systems.ising_chain import IsingChain
from latent_mean_field.systems.ising_torus import CRITICAL_TEMPERATURE, IsingTorus
from latent_mean_field.systems.maier_saupe import MaierSaupe
from latent_mean_field.systems.multispin import MultiSpin

Solvable = CurieWeiss | Hopfield | IsingChain | IsingTorus | MultiSpin
Matter = Solvable | MaierSaupe
SYSTEMS = ("curie_weiss", "hopfield", "ising_1d", "ising_2d", "multispin")


def solvable_system(parameters: Mapping[str, Any], root_seed: int) -> Matter:
    """The system named by `parameters["system"]`, with the other parameters.

    Hopfield patterns depend on the sizes and the root seed alone, so that a sweep of
    temperature is a sweep over the same matter. A temperature `Tc` is the critical one
    of the infinite lattice.

    Raises:
        ValueError: there is no system of that name.
    """
    own = {key: value for key, value in parameters.items() if key != "system"}
    match parameters["system"]:
        case "curie_weiss":
            return CurieWeiss(**own)
        case "hopfield":
            n_spins, n_patterns = own.pop("n_spins"), own.pop("n_patterns")
            rng = stream(root_seed, "hopfield patterns", str(n_spins), str(n_patterns))
            xi = random_patterns(n_spins, n_patterns, rng, own.pop("kind", "fair"))
            return Hopfield(xi, **own)
        case "ising_1d":
            return IsingChain(**own)
        case "ising_2d":
            T = CRITICAL_TEMPERATURE if own["T"] == "Tc" else own["T"]
            return IsingTorus(own["side"], T)
        case "maier_saupe":
            return MaierSaupe(**own)
        case "multispin":
            return MultiSpin(**own)
        case name:
            raise ValueError(f"there is no system called {name}")


def shape_of(parameters: Mapping[str, Any]) -> tuple[int, ...]:
    """Shape of the lattice of a system, (n_spins,) if it has none."""
    if "side" in parameters:
        return (parameters["side"], parameters["side"])
    return (parameters["n_spins"],)

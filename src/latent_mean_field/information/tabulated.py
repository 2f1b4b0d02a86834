"""Tables of exact information, computed anew and compared to every printed digit."""

from collections.abc import Mapping, Sequence
from typing import Any

from latent_mean_field.information.bipartition import contiguous_halves
from latent_mean_field.quantities import nats, quantity
from latent_mean_field.systems.class_sums import ClassSums
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.ising_chain import IsingChain
from latent_mean_field.systems.ising_cylinder import IsingCylinder
from latent_mean_field.systems.ising_torus import CRITICAL_TEMPERATURE, IsingTorus

Entry = Mapping[str, str]


def measure_tabulated(table: Sequence[Entry]) -> list[dict[str, Any]]:
    """Contiguous halves of every entry of a table.

    Args:
        table: `system`, `size` (spins, side or circumference), `beta_J` or `T`,
            `length` of a finite cylinder and the value as `printed`.

    Returns:
        Rows of `keys` and `numbers`: the exact value with the printed one for theory,
        and their difference in units of the last printed digit.
    """
    return [{"keys": _keys(entry), "numbers": _numbers(entry)} for entry in table]


def _keys(entry: Entry) -> dict[str, Any]:
    """The keys of a case of the capacity chapter, with those of a cylinder added."""
    size = {"ising_2d": "L", "ising_cylinder": "L"}.get(entry["system"], "n")
    keys: dict[str, Any] = {"system": entry["system"], size: int(entry["size"])}
    if entry["beta_J"]:
        keys["beta_J"] = float(entry["beta_J"])
    if entry["T"]:
        T = entry["T"]
        keys["T"] = T if T == "Tc" else round(float(T), 4)
    if entry["length"]:
        keys["length"] = int(entry["length"])
    return {**keys, "cut": "contiguous"}


def _numbers(entry: Entry) -> dict[str, Any]:
    """The exact value beside the printed one."""
    printed = entry["printed"]
    decimals = len(printed.partition(".")[2])
    value = _halves_information(entry)
    return {
        "mutual_information_exact": nats(value, 0.0, theory=float(printed)),
        "last_digits_off": quantity(
            abs(value - float(printed)) * 10**decimals, unit="last digits", theory=0.0
        ),
    }


def _halves_information(entry: Entry) -> float:
    """Exact I(A;B) in nats."""
    size = int(entry["size"])
    if entry["system"] == "curie_weiss":
        sums = ClassSums.of(CurieWeiss(size, float(entry["beta_J"])))
        return sums.mutual_information(contiguous_halves(size))
    if entry["system"] == "ising_1d":
        chain = IsingChain(size, float(entry["beta_J"]))
        return chain.mutual_information(contiguous_halves(size))
    T = CRITICAL_TEMPERATURE if entry["T"] == "Tc" else float(entry["T"])
    if entry["system"] == "ising_2d":
        return IsingTorus(size, T).halves_information()
    length = int(entry["length"]) if entry["length"] else None
    return IsingCylinder(size, T, length).halves_information()

"""Tables computed anew: what is right is found right, what is wrong is found wrong."""

import numpy as np
import pytest

from latent_mean_field.information.tabulated import measure_tabulated
from oracles import (
    Enumeration,
    boltzmann,
    curie_weiss_energy,
    cylinder_bonds,
    ising_energy,
    ring_bonds,
)

EMPTY = {"beta_J": "", "T": "", "length": ""}
CURIE_WEISS = {**EMPTY, "system": "curie_weiss", "size": "8", "beta_J": "1.0"}
RING = {**EMPTY, "system": "ising_1d", "size": "10", "beta_J": "0.5"}
CYLINDER = {
    **EMPTY,
    "system": "ising_cylinder",
    "size": "3",
    "T": "2.5",
    "length": "4",
}
# At the critical point, by Kaufman's solution and transfer matrices made elsewhere.
TORUS = {**EMPTY, "system": "ising_2d", "size": "4", "T": "Tc", "printed": "0.729"}

LAWS: list[tuple[dict[str, str], Enumeration]] = [
    (CURIE_WEISS, boltzmann(curie_weiss_energy(1.0), 8)),
    (RING, boltzmann(ising_energy(ring_bonds(10), 0.5), 10)),
    (CYLINDER, boltzmann(ising_energy(cylinder_bonds(3, 4), 1 / 2.5), 12)),
]


def halves_information(law: Enumeration) -> float:
    n_spins = law.states.shape[1]
    return law.mutual_information(np.arange(n_spins) < n_spins // 2)


def measured(entry: dict[str, str], printed: str) -> dict:
    (row,) = measure_tabulated([{**entry, "printed": printed}])
    return row["numbers"]


@pytest.mark.parametrize(("entry", "law"), LAWS, ids=["mean field", "ring", "cylinder"])
def test_an_entry_that_is_right_is_off_by_rounding_alone(entry, law):
    exact = halves_information(law)
    numbers = measured(entry, f"{exact:.4f}")
    information = numbers["mutual_information_exact"]
    assert information["value"] == pytest.approx(exact, abs=1e-10)
    assert information["theory"] == float(f"{exact:.4f}")
    assert numbers["last_digits_off"]["value"] <= 0.5


@pytest.mark.parametrize(("entry", "law"), LAWS, ids=["mean field", "ring", "cylinder"])
@pytest.mark.parametrize("decimals", [2, 3])
def test_an_entry_whose_last_digit_is_wrong_is_found_out(entry, law, decimals):
    exact = halves_information(law)
    wrong = exact + 3 * 10**-decimals
    off = measured(entry, f"{wrong:.{decimals}f}")["last_digits_off"]
    assert off["value"] == pytest.approx(3, abs=0.5)
    assert off["theory"] == 0


def test_a_zero_at_the_end_is_a_digit_of_the_table():
    exact = halves_information(LAWS[0][1])
    coarse, fine = (
        measured(CURIE_WEISS, printed)["last_digits_off"]["value"]
        for printed in ("0.2", "0.200")
    )
    assert coarse == pytest.approx(10 * abs(exact - 0.2))
    assert fine == pytest.approx(100 * coarse)


def test_a_critical_torus_is_as_printed():
    (row,) = measure_tabulated([TORUS])
    assert row["numbers"]["last_digits_off"]["value"] <= 0.5


def test_rows_have_the_keys_of_the_capacity_chapter():
    table = [{**entry, "printed": "0.1"} for entry in (CURIE_WEISS, RING, CYLINDER)]
    assert [row["keys"] for row in measure_tabulated([*table, TORUS])] == [
        {"system": "curie_weiss", "n": 8, "beta_J": 1.0, "cut": "contiguous"},
        {"system": "ising_1d", "n": 10, "beta_J": 0.5, "cut": "contiguous"},
        {
            "system": "ising_cylinder",
            "L": 3,
            "T": 2.5,
            "length": 4,
            "cut": "contiguous",
        },
        {"system": "ising_2d", "L": 4, "T": "Tc", "cut": "contiguous"},
    ]

"""Rows are found by their keys, and their numbers by exactness and order."""

import pytest

from latent_mean_field.plotting.rows import (
    Row,
    information,
    largest_group,
    largest_information,
    read_rows,
    select,
    series,
)
from latent_mean_field.quantities import quantity

LATTICE = {"system": "ising_2d", "L": 8, "T": "Tc"}
RING = {"system": "ising_1d", "n": 32, "beta_J": 0.5}


def number(name, value, error=None, theory=None):
    return {name: quantity(value, error, unit="nats", theory=theory)}


ROWS = [
    Row({**LATTICE, "cut": "contiguous"}, number("mutual_information", 3.1, 0.1, 3.0)),
    Row({**LATTICE, "cut": "interleaved"}, number("mutual_information", 9.0, 0.1)),
    Row({**LATTICE, "d": 4}, number("rate", 5.0, 0.02)),
    Row({**LATTICE, "d": 2}, number("rate", 3.0)),
    Row({**LATTICE, "d": 2, "cut": "interleaved"}, number("deficit", 6.0)),
    Row({**RING, "d": 2}, number("rate", 1.0)),
]


def test_what_belongs_to_no_system_is_no_row_of_matter():
    summaries = [{}, {"system": "calibration"}, {"system": "ising_cylinder", "L": 4}]
    rows = [{"keys": keys, "numbers": {}} for keys in (LATTICE, *summaries, RING)]
    assert read_rows(rows) == [Row(LATTICE, {}), Row(RING, {})]


def test_select_tells_absent_any_and_equal_keys_apart():
    assert select(ROWS, d=None) == ROWS[:2]
    assert select(ROWS, d=..., cut=None) == [ROWS[2], ROWS[3], ROWS[5]]
    assert select(ROWS, system="ising_2d", d=2, cut=None) == [ROWS[3]]


def test_matter_is_named_without_latents_and_cut():
    assert {row.matter for row in ROWS} == {
        "ising_2d,L=8,T=Tc",
        "ising_1d,n=32,beta_J=0.5",
    }


def test_size_and_temperature_of_lattice_and_ring():
    assert ROWS[0].n_spins == 64
    assert ROWS[5].n_spins == 32
    assert ROWS[0].temperature == pytest.approx(2.269185314)
    assert ROWS[5].temperature == 2.0


def test_information_is_exact_where_it_is_known():
    assert information(ROWS[0]) == quantity(3.0, 0.0, unit="nats")
    assert information(ROWS[1]) == ROWS[1].numbers["mutual_information"]
    assert information(ROWS[2]) is None


def test_largest_information_is_over_the_cuts():
    (cut, largest), *others = largest_information(ROWS).values()
    assert (cut, largest["value"], others) == ("interleaved", 9.0, [])


def test_largest_group_differs_in_the_free_key_only():
    fits = select(ROWS, d=..., cut=None)
    assert largest_group(fits, "d") == ROWS[2:4]
    assert largest_group([], "d") == []


def test_series_is_sorted_and_leaves_out_what_is_missing():
    rates = series(select(ROWS, system="ising_2d"), "n_latents", "rate")
    assert rates.x.tolist() == [2, 4]
    assert rates.y.tolist() == [3.0, 5.0]
    assert rates.error.tolist() == [0.0, 0.02]
    assert series([], lambda row: row.n_spins + 1, "rate").x.size == 0

"""Seeds by name."""

import itertools

import numpy as np
import pytest

from latent_mean_field.randomness import seed_of, stream

NAMES = [
    (),
    ("",),
    ("vae",),
    ("vae", "hopfield"),
    ("hopfield", "vae"),
    ("vaehopfield",),
    ("vae hopfield",),
    ("vae", "hop", "field"),
    ("vae", "hopfield", ""),
]


def test_a_seed_depends_on_the_root_and_on_every_name_in_order():
    seeds = {
        seed_of(root, *names) for root, names in itertools.product(range(3), NAMES)
    }
    assert len(seeds) == 3 * len(NAMES)


def test_the_root_does_not_run_into_the_names():
    assert seed_of(1, "1vae") != seed_of(11, "vae")


def test_seeds_stay_what_they_are():
    # Another value here would silently change every result of the paper.
    assert seed_of(2026, "vae", "hopfield") == 4_524_477_676_495_386_779


def test_seeds_fit_where_they_are_used():
    seeds = np.array([seed_of(0, str(number)) for number in range(2_000)])
    assert seeds.dtype == np.int64
    assert seeds.min() >= 0
    # All 63 bits are used, each about half of the time.
    bits = seeds[:, None] >> np.arange(63) & 1
    assert np.abs(bits.mean(axis=0) - 0.5).max() < 4.5 * 0.5 / np.sqrt(2_000)


def test_a_stream_repeats_with_its_name():
    one, same = (stream(7, "samples", "n=100").random(5) for _ in range(2))
    assert (one == same).all()


@pytest.mark.parametrize("other", [(8, "samples"), (7, "patterns")])
def test_streams_of_other_names_are_independent(other):
    n = 20_000
    one, another = stream(7, "samples").normal(size=n), stream(*other).normal(size=n)
    assert abs(one @ another / n) < 4 / np.sqrt(n)


def test_a_seed_goes_by_the_case_however_it_is_spelled():
    assert seed_of(1, "vae", "n=9+p=2") == seed_of(1, "vae", "n=9,p=2")

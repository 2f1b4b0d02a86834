"""Cuts against masks written by hand."""

import numpy as np
import pytest

from latent_mean_field.information.bipartition import CUTS, cut_in_two

MASKS_OF_4_BY_4 = {
    "contiguous": ["####", "####", "....", "...."],
    "checkerboard": ["#.#.", ".#.#", "#.#.", ".#.#"],
}
MASKS_OF_A_RING_OF_7 = {"contiguous": "###....", "interleaved": "#.#.#.#"}
SHAPES = [(6,), (4, 4), (6, 6)]


def drawn(mask: np.ndarray) -> str:
    return "".join("#" if site else "." for site in mask)


@pytest.mark.parametrize("cut", MASKS_OF_4_BY_4)
def test_cuts_of_a_torus_are_those_one_would_draw(cut):
    assert drawn(cut_in_two(cut, (4, 4), 0)) == "".join(MASKS_OF_4_BY_4[cut])


@pytest.mark.parametrize("cut", MASKS_OF_A_RING_OF_7)
def test_cuts_of_a_ring_are_those_one_would_draw(cut):
    assert drawn(cut_in_two(cut, (7,), 0)) == MASKS_OF_A_RING_OF_7[cut]


def test_interleaved_halves_of_a_torus_are_its_checkerboard():
    names = ("interleaved", "checkerboard")
    one, other = (cut_in_two(cut, (4, 6), 0) for cut in names)
    assert (one == other).all()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("cut", CUTS)
def test_halves_are_halves(cut, shape):
    left = cut_in_two(cut, shape, 3)
    assert left.dtype == bool
    assert left.shape == (np.prod(shape),)
    assert 2 * left.sum() == left.size


def test_no_neighbours_of_a_checkerboard_are_on_the_same_side():
    left = cut_in_two("checkerboard", (6, 6), 0).reshape(6, 6)
    for axis in (0, 1):
        assert (left != np.roll(left, 1, axis)).all()


def test_a_random_cut_depends_on_the_seed_and_the_shape_alone():
    left = cut_in_two("random", (4, 9), 3)
    assert (left == cut_in_two("random", (4, 9), 3)).all()
    assert (left != cut_in_two("random", (4, 9), 4)).any()
    assert (left != cut_in_two("random", (36,), 3)).any()


def test_a_random_cut_is_none_of_the_others():
    left = cut_in_two("random", (6, 6), 3)
    for cut in ("contiguous", "checkerboard"):
        other = cut_in_two(cut, (6, 6), 3)
        assert 0 < (left == other).sum() < 36


def test_every_site_is_as_often_on_either_side_of_a_random_cut():
    share = np.mean([cut_in_two("random", (8,), seed) for seed in range(400)], axis=0)
    # Standard error 1/40; eight sites.
    assert np.abs(share - 0.5).max() < 4 / 40


def test_a_cut_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="no cut called diagonal"):
        cut_in_two("diagonal", (4, 4), 0)

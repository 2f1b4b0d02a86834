"""Three wells: where they are, and that they are alike."""

import numpy as np

from latent_mean_field.systems.three_wells import ThreeWells

WELLS = ThreeWells()


def test_the_bottoms_are_minima_of_equal_depth():
    np.testing.assert_allclose(WELLS.force(WELLS.minima), 0, atol=1e-9)
    depth = WELLS.potential(WELLS.minima)
    np.testing.assert_allclose(depth, depth[0])
    around = 0.05 * np.array([[1, 0], [0, 1], [-1, 0], [0, -1]])
    rim = WELLS.potential(WELLS.minima[:, None] + around)
    assert (rim > depth[:, None]).all()
    # Fitted to the density of the published walk: (0, 1.55) and (±1.35, -0.75).
    np.testing.assert_allclose(WELLS.minima[2], [1.35, -0.75], atol=0.05)


def test_a_third_of_a_turn_changes_nothing():
    turn = 2 * np.pi / 3
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    r = np.random.default_rng(0).normal(size=(50, 2))
    turned = WELLS.potential(r @ rotation.T)
    np.testing.assert_allclose(turned, WELLS.potential(r), atol=1e-12)


def test_walkers_start_in_every_well():
    r = WELLS.start(100, np.random.default_rng(0))
    assert len(np.unique(r, axis=0)) == 3

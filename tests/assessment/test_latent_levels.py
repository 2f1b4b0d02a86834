"""What is reported of known densities, against the claims made of it."""

import numpy as np
import pytest

from latent_mean_field.assessment.latent_levels import level_rows


@pytest.fixture(scope="module")
def reported():
    rows, arrays = level_rows(np.random.default_rng(0), n_walkers=20_000)
    return {tuple(row["keys"].values()): row["numbers"] for row in rows}, arrays


def test_the_oscillator_is_exact(reported):
    numbers = reported[0][("harmonic",)]
    assert numbers["level_error"]["value"] < 1e-6
    assert numbers["degeneracies_missing"]["value"] == 0


def test_the_second_order_is_better_than_the_first(reported):
    rows, arrays = reported
    for eps in arrays["epsilons"]:
        own = rows[("anisotropic", eps)]
        assert own["second_order_error"]["value"] < own["first_order_error"]["value"]
        assert own["first_order_error"]["theory"] == pytest.approx(eps**2)
    assert (
        arrays["exact"].shape == arrays["second"].shape == (len(arrays["epsilons"]), 6)
    )


def test_walkers_relax_at_the_rate_of_the_splitting(reported):
    rows, arrays = reported
    numbers = rows[("two_gaussians",)]
    own = numbers["relaxation_rate"]
    assert abs(own["value"] - own["theory"]) < 4 * own["error"]
    assert numbers["tunnelling_splitting"]["value"] == own["theory"]
    assert numbers["tunnelling_splitting"]["theory"] == own["value"]
    # The farther apart, the slower, by the curve as by the walkers.
    assert (np.diff(arrays["splittings"]) < 0).all()
    assert (np.diff(arrays["rates"]) < 0).all()
    # The ground state knows no side, the first excited one changes sign between them.
    ground, excited = arrays["states"]
    half = len(arrays["z"]) // 2
    np.testing.assert_allclose(
        np.abs(ground[:half]), np.abs(ground[::-1][:half]), atol=1e-6
    )
    np.testing.assert_allclose(excited, -excited[::-1], atol=1e-6)

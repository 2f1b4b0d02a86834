"""Views of the plane: what is known of them."""

import numpy as np
import pytest

from latent_mean_field.systems.views import VIEWS, parabola

R = np.random.default_rng(0).normal(size=(3, 50, 2))


def test_the_parabola_is_that_of_the_paper():
    np.testing.assert_array_equal(parabola(np.array([2.0, 3.0])), [2.0, 7.0])


@pytest.mark.parametrize(
    ("view", "n"), [("parabola", 2), ("swiss_roll", 3), ("network", 30)]
)
def test_views_are_smooth_and_lose_nothing(view, n):
    seen = VIEWS[view](R)
    assert seen.shape == (3, 50, n)
    np.testing.assert_array_equal(seen, VIEWS[view](R))
    slopes = [(VIEWS[view](R + 1e-6 * e) - seen) / 1e-6 for e in np.eye(2)]
    J = np.stack(slopes, axis=-1)
    assert np.linalg.svd(J, compute_uv=False)[..., -1].min() > 0.05

"""Data sets of mixings: centred, independent; pictures by their components."""

import numpy as np
import pytest

from latent_mean_field.sampling.mixed import draw_mixed
from latent_mean_field.sampling.pictures import stacked

N = 600


def drawn(system: str, n_components: int = 10):
    return draw_mixed(system, 3, N, root_seed=5, n_sets=2, n_components=n_components)


def test_observations_are_mixed_sources_but_for_their_mean():
    for one in drawn("smooth_mlp"):
        x = one.mixing.mix(one.sources)
        np.testing.assert_allclose(one.observations, x - x.mean(axis=0))
        assert one.lens is None


def test_data_sets_are_of_different_mixings_and_sources():
    first, second = drawn("moebius")
    assert not np.allclose(first.mixing.pole, second.mixing.pole)
    assert not np.allclose(first.sources, second.sources)


@pytest.fixture(scope="module")
def pictures():
    return drawn("sprites")[0]


def test_components_of_pictures_are_those_of_their_covariance(pictures):
    x = pictures.mixing.mix(pictures.sources)
    values = np.linalg.svd(x - x.mean(axis=0), compute_uv=False) ** 2 / N
    found = np.square(pictures.observations).mean(axis=0)
    np.testing.assert_allclose(found, values[:10], rtol=0.02)


def test_the_lens_turns_and_no_more(pictures):
    lens = pictures.lens
    np.testing.assert_allclose(
        lens.components @ lens.components.T, np.eye(10), atol=1e-5
    )
    again = (lens.shown(pictures.observations) - lens.mean) @ lens.components.T
    np.testing.assert_allclose(again, pictures.observations, atol=1e-4)


def test_pictures_are_seen_alike_one_by_one_and_together(pictures):
    lens, few = pictures.lens, pictures.sources[:3]
    one_by_one = [lens.see(pictures.mixing, source[None])[0] for source in few]
    np.testing.assert_allclose(one_by_one, pictures.observations[:3], atol=1e-5)


def test_lenses_are_kept_for_every_data_set():
    lenses = [one.lens for one in drawn("sprites")]
    found = stacked(lenses)
    assert found["components"].shape == (2, 10, len(lenses[0].mean))
    np.testing.assert_array_equal(found["mean"][1], lenses[1].mean)
    assert stacked([]) == {}

import numpy as np
import pytest

from latent_mean_field.sampling.exact import sample_classes
from latent_mean_field.systems.class_sums import ClassSums
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.hopfield import Hopfield
from latent_mean_field.systems.order_parameters import magnetisation_law, overlaps


def test_frequencies_follow_the_exact_law():
    system, rng = CurieWeiss(30, 1.2), np.random.default_rng(1)
    spins = sample_classes(ClassSums.of(system), 40_000, rng)
    support, law, frequency = magnetisation_law(system, spins)
    assert support[[0, -1]].tolist() == [-1, 1]
    assert law.sum() == pytest.approx(1)
    deviation = (frequency - law) / np.sqrt(law / 40_000)
    assert np.abs(deviation[law > 1e-3]).max() < 4.5


def test_a_stored_pattern_has_overlap_one_with_itself():
    xi = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]])
    found = overlaps(Hopfield(xi, 1.0), np.stack([xi[:, 0], -xi[:, 1]]))
    assert found == pytest.approx(np.array([[1, 0], [0, -1]]))

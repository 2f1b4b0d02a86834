"""The most exact answers there are, and the doubt they carry."""

import numpy as np

from latent_mean_field.systems.class_sums import ClassSums
from latent_mean_field.systems.exact import exact_answers, log_z_error
from latent_mean_field.systems.field_integrals import FieldIntegrals
from latent_mean_field.systems.hopfield import Hopfield

RNG = np.random.default_rng(0)


def gaussian_patterns(n_spins: int) -> Hopfield:
    """Real patterns: no two spins are alike, so that classes are states."""
    return Hopfield(RNG.normal(size=(n_spins, 2)), 1.2)


def test_matter_of_few_classes_is_summed_and_log_z_is_exact():
    answers = exact_answers(gaussian_patterns(8), RNG)
    assert isinstance(answers, ClassSums)
    assert log_z_error(answers) == 0


def test_matter_of_too_many_classes_is_integrated_and_log_z_has_an_error():
    answers = exact_answers(gaussian_patterns(60), RNG)
    assert isinstance(answers, FieldIntegrals)
    assert 0 < log_z_error(answers) == answers.log_partition_function().error < 0.05

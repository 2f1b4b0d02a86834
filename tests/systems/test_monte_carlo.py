"""Sums, errors and regressions of Monte Carlo estimates."""

import numpy as np
import pytest

from latent_mean_field.systems.monte_carlo import (
    Estimate,
    ForeignSamplesError,
    jackknife,
    log_power_sums,
    regress,
    require_agreement,
)


def test_jackknife_of_a_mean_is_the_mean_and_its_standard_error():
    values = np.random.default_rng(1).standard_normal(16)
    estimate = jackknife(lambda kept: values[kept].mean(), 16)
    assert estimate.value == pytest.approx(values.mean())
    assert estimate.error == pytest.approx(values.std(ddof=1) / 4)


def test_jackknife_removes_the_bias_of_a_square():
    values = np.random.default_rng(2).standard_normal(16)
    # E[mean²] exceeds the square of the true mean by the variance of the mean.
    unbiased = values.mean() ** 2 - values.var(ddof=1) / 16
    estimate = jackknife(lambda kept: values[kept].mean() ** 2, 16)
    assert estimate.value == pytest.approx(unbiased)


def test_power_sums_are_sums_of_exponentials():
    rng = np.random.default_rng(3)
    left, right = rng.standard_normal((150, 3)), rng.standard_normal((3, 40))
    first, second = log_power_sums(left, right)
    exponents = left @ right
    assert first == pytest.approx(np.log(np.exp(exponents).sum(1)), abs=1e-5)
    assert second == pytest.approx(np.log(np.exp(2 * exponents).sum(1)), abs=1e-5)


def test_power_sums_do_not_overflow():
    first, _ = log_power_sums(np.array([[1.0]]), np.array([[900.0, 900.0]]))
    assert first == pytest.approx([900 + np.log(2)])


def test_regression_leaves_the_error_of_what_controls_do_not_explain():
    rng = np.random.default_rng(4)
    controls = rng.standard_normal((4000, 2))
    response = controls @ [3.0, -1.0] + 0.5 * rng.standard_normal(4000)
    slopes, error = regress(response, controls)
    assert slopes == pytest.approx([3, -1], abs=0.04)
    assert error == pytest.approx(0.5 / np.sqrt(4000), rel=0.05)


def test_regression_refuses_too_few_samples():
    with pytest.raises(ValueError, match="19 samples for 2 control variates"):
        regress(np.zeros(19), np.zeros((19, 2)))


def test_samples_of_another_law_are_refused():
    values = np.random.default_rng(5).standard_normal(10_000)
    require_agreement(values, Estimate(0.0, 0.0), "x")
    require_agreement(values, Estimate(0.2, 0.1), "x")
    with pytest.raises(ForeignSamplesError, match=r"x of the samples is .* 0\.200"):
        require_agreement(values, Estimate(0.2, 0.0), "x")

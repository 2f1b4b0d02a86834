"""The gauge against matter of known couplings, and against laws that are not matter.

A law of fields is made by hand: m is drawn from w(m) exactly, as a state s of the
enumerated matter and then Normal(Ξ^T s / N, 1/N), and its density is the sum of these
Gaussians. Nothing of it goes through 2 cosh.
"""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import cumulative_trapezoid, trapezoid
from scipy.optimize import minimize
from scipy.special import logsumexp

from latent_mean_field.decoding.fields import FieldLaw
from latent_mean_field.decoding.gauge import GaugeError, Matter, fix_gauge
from oracles import bilinear_energy, boltzmann

N_SPINS = 8
N_DRAWS = 4_000
FIELD = np.array([0.3, -0.2, 0.0, 0.1, -0.4, 0.2, 0.0, -0.1])


def some_patterns(d: int) -> NDArray:
    """Ξ at about the critical temperature."""
    return np.random.default_rng(d).normal(size=(N_SPINS, d))


def order_parameters(
    patterns: NDArray, rng: np.random.Generator
) -> tuple[NDArray, NDArray]:
    """Exact draws m (N_DRAWS, d) from w(m), and log w(m) in nats."""
    exact = boltzmann(bilinear_energy(patterns, FIELD), N_SPINS)
    centres = exact.states @ patterns / N_SPINS
    drawn = rng.choice(len(centres), N_DRAWS, p=exact.probabilities)
    d = patterns.shape[1]
    m = centres[drawn] + rng.normal(size=(N_DRAWS, d)) / np.sqrt(N_SPINS)
    squares = ((m[:, None] - centres) ** 2).sum(axis=-1)
    constant = 0.5 * d * np.log(N_SPINS / (2 * np.pi))
    terms = np.log(exact.probabilities) - 0.5 * N_SPINS * squares
    return m, constant + logsumexp(terms, axis=1)


def spin_law(**parts: NDArray) -> FieldLaw:
    """A law of fields on spins, whose normaliser is Π_i 2 cosh y_i."""
    fields = parts["mean"] + parts["coordinates"] @ parts["loadings"].T
    normaliser = np.log(2 * np.cosh(fields)).sum(1)
    return FieldLaw(log_normaliser=normaliser, **parts)


def law_of(
    patterns: NDArray, m: NDArray, log_density: NDArray, transform: NDArray
) -> FieldLaw:
    """The law of y = b + Ξ m, told in the coordinates f = T (m - <m>)."""
    centre = m.mean(axis=0)
    _, volume = np.linalg.slogdet(transform)
    return spin_law(
        spectrum=np.full(N_SPINS, np.nan),
        mean=FIELD + patterns @ centre,
        loadings=patterns @ np.linalg.inv(transform),
        coordinates=(m - centre) @ transform.T,
        log_density=log_density - volume,
    )


def bilinear_law(d: int, transform: NDArray | None = None, seed: int = 0) -> FieldLaw:
    patterns = some_patterns(d)
    m, log_density = order_parameters(patterns, np.random.default_rng(seed))
    return law_of(
        patterns, m, log_density, np.eye(d) if transform is None else transform
    )


def transforms(d: int) -> dict[str, NDArray]:
    """Linear maps of the latent, any of which a decoder may have chosen."""
    rng = np.random.default_rng(10)
    return {
        "identity": np.eye(d),
        "reflection": -np.eye(d),
        "shear and scale": 5 * np.tril(rng.normal(size=(d, d)), -1)
        + np.diag([0.1, 30.0, 2.0][:d]),
        "any": rng.normal(size=(d, d)),
    }


@pytest.mark.parametrize("transform", transforms(1))
@pytest.mark.parametrize("d", [1, 2, 3])
def test_couplings_and_field_of_known_matter_are_recovered(d, transform):
    matter = fix_gauge(bilinear_law(d, transforms(d)[transform]))
    patterns = some_patterns(d)
    expected = patterns @ patterns.T / N_SPINS
    # At the true parameters every draw has the same weight: no sampling error is left.
    np.testing.assert_allclose(matter.couplings, expected, atol=1e-4)
    np.testing.assert_allclose(matter.field, FIELD, atol=1e-4)
    assert matter.patterns.shape == (N_SPINS, d)


@pytest.mark.parametrize("d", [1, 2, 3])
def test_bilinear_matter_leaves_no_residual_and_wastes_no_draw(d):
    matter = fix_gauge(bilinear_law(d))
    assert matter.residual == pytest.approx(0, abs=1e-6)
    assert matter.effective_fraction == pytest.approx(1, abs=1e-4)


def test_patterns_are_right_up_to_a_rotation():
    decoded, true = fix_gauge(bilinear_law(3)).patterns, some_patterns(3)
    left, _, right = np.linalg.svd(true.T @ decoded)
    np.testing.assert_allclose(true @ left @ right, decoded, atol=1e-3)


def test_errors_in_the_density_move_the_couplings_a_little_only():
    law = bilinear_law(2)
    noise = 0.05 * np.random.default_rng(3).normal(size=N_DRAWS)
    noisy = replace(law, log_density=law.log_density + noise)
    exact, moved = fix_gauge(law), fix_gauge(noisy)
    change = np.linalg.norm(moved.couplings - exact.couplings)
    assert 0 < change < 0.05 * np.linalg.norm(exact.couplings)
    # What the density has of noise is what the residual has: half its variance.
    assert moved.residual == pytest.approx(0.05**2 / 2, rel=0.2)


def quartic_law(strength: float, n_draws: int = 20_000) -> tuple[FieldLaw, float]:
    """Matter with p(m) ∝ w(m) exp(-strength N m^4), and its divergence from bilinear.

    Drawn through the cumulative function on a grid; the least KL(p || w) is found on
    the same grid, over the linear and the quadratic coefficient.
    """
    patterns = some_patterns(1)
    grid = np.linspace(-3, 3, 6_001)
    magnitude = np.abs(FIELD + np.outer(grid, patterns))
    log_cosh = (magnitude + np.log1p(np.exp(-2 * magnitude))).sum(axis=1)

    def log_law(linear: float, quadratic: float, quartic: float) -> NDArray:
        energy = linear * grid - quadratic * grid**2 - quartic * grid**4
        log_weight = N_SPINS * energy + log_cosh
        return log_weight - np.log(trapezoid(np.exp(log_weight), grid))

    log_p = log_law(0.0, 0.5, strength)
    p = np.exp(log_p)
    nearest = minimize(
        lambda x: trapezoid(p * (log_p - log_law(*x, 0.0)), grid),
        [0.0, 0.5],
        method="Nelder-Mead",
        options={"xatol": 1e-6, "fatol": 1e-9},
    )
    cumulative = cumulative_trapezoid(p, grid, initial=0)
    chances = np.random.default_rng(0).random(n_draws)
    m = np.interp(chances, cumulative / cumulative[-1], grid)
    law = law_of(patterns, m[:, None], np.interp(m, grid, log_p), np.eye(1))
    return law, nearest.fun


@pytest.mark.parametrize("strength", [1.0, 5.0])
def test_matter_beyond_bilinear_leaves_its_divergence_as_residual(strength):
    law, divergence = quartic_law(strength)
    matter = fix_gauge(law)
    assert divergence > 0.005
    assert matter.residual == pytest.approx(divergence, rel=0.1)


def test_without_the_quartic_term_that_residual_is_gone():
    law, divergence = quartic_law(0.0)
    assert divergence == pytest.approx(0, abs=1e-8)
    assert fix_gauge(law).residual == pytest.approx(0, abs=1e-6)


def weak_law(f: NDArray, log_density: NDArray) -> FieldLaw:
    """Fields so weak that 2 cosh is nearly constant."""
    return spin_law(
        spectrum=np.full(N_SPINS, np.nan),
        mean=np.zeros(N_SPINS),
        loadings=0.01 * np.ones((N_SPINS, 1)),
        coordinates=f[:, None],
        log_density=log_density,
    )


def test_a_law_heaped_at_its_two_ends_is_refused():
    # The arcsine law: only a quadratic form of the wrong sign comes near it.
    phase = np.pi * np.random.default_rng(0).random(N_DRAWS)
    log_density = -np.log(np.pi * np.sin(phase))
    with pytest.raises(GaugeError, match="not positive"):
        fix_gauge(weak_law(np.cos(phase), log_density))


def test_a_law_of_distant_valleys_is_refused():
    rng = np.random.default_rng(0)
    narrow = 1e-3 * rng.normal(size=N_DRAWS)
    log_density = -0.5 * (narrow / 1e-3) ** 2 - np.log(2e-3 * np.sqrt(2 * np.pi))
    # A few draws between the valleys carry all the weight of a bilinear law.
    f = rng.choice([-1.0, 1.0], N_DRAWS) + narrow
    f[:40] = rng.uniform(-1, 1, 40)
    log_density[:40] = np.log(0.01 / 2)
    with pytest.raises(GaugeError, match=r"not near any bilinear law: 0\.0\d+ of"):
        fix_gauge(weak_law(f, log_density))


def test_couplings_are_the_product_of_the_patterns():
    patterns = some_patterns(2)
    matter = Matter(patterns, FIELD, residual=0.0, effective_fraction=1.0)
    for i in range(N_SPINS):
        for j in range(N_SPINS):
            expected = sum(patterns[i] * patterns[j]) / N_SPINS
            assert matter.couplings[i, j] == pytest.approx(expected)

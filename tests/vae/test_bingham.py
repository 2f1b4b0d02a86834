"""The Bingham law against integrals over the sphere that know nothing of contours."""

import numpy as np
import pytest
import torch
from scipy.integrate import dblquad, quad
from scipy.special import ive, logsumexp

from latent_mean_field.tensors import components, matrices
from latent_mean_field.vae.bingham import Bingham, log_normaliser

# Spread, rod-like, disc-like, nearly degenerate, tiny and huge.
SPECTRA = [
    (0.0, 0.0, 0.0),
    (1e-6, 0.0, -1e-6),
    (1.0, 0.0, -1.0),
    (2.0, -1.0, -1.0),
    (1.0, 1.0, -2.0),
    (5.0, 4.9999999, -9.9999999),
    (30.0, 5.0, -35.0),
    (500.0, 500.0, -1000.0),
    (1000.0, -500.0, -500.0),
    (1000.0, 0.0, -1000.0),
    (990.0, 10.0, -1000.0),
]


def tensor_of(spectrum, seed=0):
    size = (len(spectrum), len(spectrum))
    frame, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=size))
    return frame @ np.diag(spectrum) @ frame.T


def eta_of(spectrum, seed=0):
    values, frame = np.linalg.eigh(tensor_of(spectrum, seed))
    weighted = [value * components(u) for value, u in zip(values, frame.T, strict=True)]
    return torch.tensor(np.sum(weighted, axis=0))


def polar_integral(spectrum):
    """Log c by adaptive quadrature over the angle to the largest axis."""
    low, middle, top = sorted(spectrum)
    half = 0.5 * (middle - low)

    def integrand(angle):
        sine2 = np.sin(angle) ** 2
        decay = np.exp(-(top - middle) * sine2)
        return np.sin(angle) * decay * ive(0, half * sine2)

    places = [1e-3, 1e-2, 0.03, 0.1, 0.3, 1.0]
    value, _ = quad(
        integrand, 0, np.pi / 2, points=places, epsabs=0, epsrel=1e-13, limit=500
    )
    return top + np.log(value)


@pytest.mark.parametrize("spectrum", SPECTRA)
def test_normaliser_in_space(spectrum):
    found = log_normaliser(eta_of(spectrum)).item()
    assert found == pytest.approx(polar_integral(spectrum), rel=1e-12, abs=1e-11)


def test_normaliser_by_a_plain_integral_over_the_sphere():
    B = tensor_of((3.0, 0.5, -3.5))

    def density(angle, height):
        radius = np.sqrt(1 - height**2)
        u = np.array([radius * np.cos(angle), radius * np.sin(angle), height])
        return np.exp(u @ B @ u) / (4 * np.pi)

    value, _ = dblquad(density, -1, 1, 0, 2 * np.pi, epsrel=1e-9)
    found = log_normaliser(eta_of((3.0, 0.5, -3.5))).item()
    assert found == pytest.approx(np.log(value), abs=1e-8)


@pytest.mark.parametrize("strength", [0.0, 1e-6, 0.7, 20.0, 1000.0])
def test_normaliser_in_the_plane_is_a_mean_over_the_circle(strength):
    angle = 2 * np.pi * np.arange(20_000) / 20_000
    expected = logsumexp(strength * np.cos(2 * angle)) - np.log(len(angle))
    found = log_normaliser(eta_of((strength, -strength))).item()
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-11)


@pytest.mark.parametrize("spectrum", [*SPECTRA[:7], (0.0, 0.0), (1.0, -1.0)])
def test_gradients_are_right_also_where_eigenvalues_meet(spectrum):
    eta = eta_of(spectrum).requires_grad_()
    assert torch.autograd.gradcheck(log_normaliser, (eta,))


def test_single_precision_agrees_with_double():
    eta = torch.stack([eta_of(spectrum) for spectrum in SPECTRA[:7]])
    single = log_normaliser(eta.float())
    assert single.double().numpy() == pytest.approx(
        log_normaliser(eta).numpy(), rel=1e-5, abs=1e-5
    )


@pytest.mark.parametrize("spectrum", [(3.0, 0.5, -3.5), (2.0, -2.0), (40.0, 39.0, -79)])
def test_samples_have_the_mean_and_entropy_of_the_law(spectrum):
    torch.manual_seed(1)
    B = torch.tensor(tensor_of(spectrum))
    law = Bingham(B)
    n = 40_000
    u = law.sample((n,))
    q = components(u.numpy())
    eta = eta_of(spectrum).requires_grad_()
    (mean,) = torch.autograd.grad(log_normaliser(eta), eta)
    error = q.std(0) / np.sqrt(n)
    assert (np.abs(q.mean(0) - mean.numpy()) < 4.5 * error).all()
    surprise = -law.log_prob(u)
    assert abs(surprise.mean() - law.entropy()) < 4.5 * surprise.std() / np.sqrt(n)
    # Those of another law are told apart.
    other = np.roll(mean.numpy(), 1)
    assert (np.abs(q.mean(0) - other) > 4.5 * error).any()


def test_the_trace_plays_no_part():
    B = torch.tensor(tensor_of((3.0, 0.5, -3.5)))
    u = torch.eye(3, dtype=B.dtype)
    shifted = Bingham(B + 7 * torch.eye(3, dtype=B.dtype))
    assert shifted.log_prob(u).numpy() == pytest.approx(Bingham(B).log_prob(u).numpy())


def test_shapes_are_those_of_a_distribution():
    law = Bingham(torch.zeros(4, 5, 3, 3))
    assert law.batch_shape == (4, 5)
    assert law.event_shape == (3,)
    u = law.sample((2,))
    assert u.shape == (2, 4, 5, 3)
    assert law.log_prob(u).shape == (2, 4, 5)
    assert law.entropy().abs().max() < 1e-5
    assert matrices(components(u.numpy())).shape == (2, 4, 5, 3, 3)


def test_what_is_no_law_of_directions_is_refused():
    with pytest.raises(ValueError, match="tensor"):
        Bingham(torch.zeros(4, 4))
    with pytest.raises(ValueError, match="ymmetric"):
        Bingham(torch.tensor([[0.0, 1.0], [0.0, 0.0]]), validate_args=True)
    with pytest.raises(ValueError, match="unit vectors"):
        Bingham(torch.zeros(3, 3)).log_prob(torch.ones(3))

"""The prior moved in closed form: against sums by hand, and where it must end."""

import numpy as np
import torch
from scipy.stats import multivariate_normal

from latent_mean_field.vae.expectation_maximisation import (
    VARIANCE_FLOOR,
    WEIGHT_FLOOR,
    EMPrior,
    responsibilities,
)
from latent_mean_field.vae.gaussian_mixture import GaussianMixture
from tiny_vae import numpy_mixture


def mixture(batch: tuple[int, ...], n_components: int, d: int = 2, seed: int = 0):
    generator = torch.Generator().manual_seed(seed)

    def normal(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=generator, dtype=torch.float64)

    shape = (*batch, n_components)
    tril = 0.3 * normal(*shape, d, d).tril(-1)
    tril = tril + torch.diag_embed(0.3 * normal(*shape, d).exp())
    log_weights = torch.log_softmax(normal(*shape), -1)
    return GaussianMixture(log_weights, 2 * normal(*shape, d), tril)


def prior(n_components: int = 3) -> EMPrior:
    p_z = mixture((2,), n_components, seed=5)
    return EMPrior(p_z.log_weights, p_z.means, p_z.scale_tril).double()


def by_hand(p_z: GaussianMixture, q_z: GaussianMixture) -> np.ndarray:
    """g of the first replica, by quadrature of E_q log Normal."""
    own = numpy_mixture(
        *(part[0] for part in (p_z.log_weights, p_z.means, p_z.scale_tril))
    )
    ticks, weights = np.polynomial.hermite_e.hermegauss(8)
    grid = np.array([(a, b) for a in ticks for b in ticks])
    share = np.array([a * b for a in weights for b in weights])
    share /= share.sum()
    rows = []
    for mean, tril in zip(q_z.means[0, :, 0], q_z.scale_tril[0, :, 0], strict=True):
        nodes = mean.numpy() + grid @ tril.numpy().T
        expected = [
            share @ multivariate_normal(m, C).logpdf(nodes)
            for m, C in zip(own.means, own.covariances, strict=True)
        ]
        g = own.weights * np.exp(np.array(expected) - max(expected))
        rows.append(g / g.sum())
    return np.array(rows)


def test_responsibilities_are_those_of_the_expected_log_density():
    p_z, q_z = prior()(), mixture((2, 7), 1)
    found = responsibilities(p_z, q_z)[0, :, 0].numpy()
    np.testing.assert_allclose(found, by_hand(p_z, q_z), atol=1e-9)


def test_the_first_update_is_the_weighted_average_with_the_encoders_covariance():
    moved, q_z = prior(), mixture((2, 50), 1)
    p_z = moved()
    old = numpy_mixture(
        *(part[0] for part in (p_z.log_weights, p_z.means, p_z.scale_tril))
    )
    g = by_hand(p_z, q_z)
    mu, T = q_z.means[0, :, 0].numpy(), q_z.scale_tril[0, :, 0].numpy()
    second = np.einsum("nij,nkj->nik", T, T) + np.einsum("ni,nj->nij", mu, mu)
    second = second + VARIANCE_FLOOR * np.eye(2)
    share = 2**-0.6
    kept = moved.weights[0].numpy().copy()
    counts = (1 - share) * kept + share * g.mean(axis=0)
    first = (1 - share) * kept[:, None] * old.means + share * g.T @ mu / len(mu)
    squares = old.covariances + np.einsum("ci,cj->cij", old.means, old.means)
    squares = (1 - share) * kept[:, None, None] * squares
    squares = squares + share * np.einsum("nc,nij->cij", g, second) / len(mu)
    means = first / counts[:, None]
    covariances = squares / counts[:, None, None]
    covariances = covariances - np.einsum("ci,cj->cij", means, means)
    moved.update(q_z)
    new = moved()
    np.testing.assert_allclose(new.means[0], means, atol=1e-9)
    tril = new.scale_tril[0].numpy()
    found = np.einsum("cij,ckj->cik", tril, tril)
    np.testing.assert_allclose(found, covariances, atol=1e-9)
    weights = (counts + WEIGHT_FLOOR) / (counts + WEIGHT_FLOOR).sum()
    np.testing.assert_allclose(new.log_weights[0].exp(), weights, atol=1e-9)


def test_it_ends_at_the_law_that_the_posteriors_make_together():
    """Two groups of broad posteriors: variances between the means and within add up."""
    generator = torch.Generator().manual_seed(0)
    moved = EMPrior(
        torch.log(torch.tensor([[0.5, 0.5]])),
        torch.tensor([[[-1.0], [1.0]]]),
        torch.ones(1, 2, 1, 1),
    )
    for _ in range(400):
        right = torch.rand(1, 500, 1, generator=generator) < 0.3
        centres = torch.where(right, 4.0, -4.0)
        means = centres + 0.5 * torch.randn(1, 500, 1, generator=generator)
        q_z = GaussianMixture(
            torch.zeros(1, 500, 1),
            means.unsqueeze(-2),
            torch.full((1, 500, 1, 1, 1), 1.2),
        )
        moved.update(q_z)
    p_z = moved()
    order = p_z.means[0, :, 0].argsort()
    weights = p_z.log_weights[0, order].exp()
    assert (weights - torch.tensor([0.7, 0.3])).abs().max() < 0.02
    assert (p_z.means[0, order, 0] - torch.tensor([-4.0, 4.0])).abs().max() < 0.05
    variance = p_z.scale_tril[0, :, 0, 0].square()
    assert (variance - (0.5**2 + 1.2**2)).abs().max() < 0.05


def test_an_empty_component_keeps_its_floor_and_stays_finite():
    moved = EMPrior(
        torch.log(torch.tensor([[0.5, 0.5]])),
        torch.tensor([[[0.0], [1e3]]]),
        torch.full((1, 2, 1, 1), 0.1),
    )
    q_z = GaussianMixture(
        torch.zeros(1, 9, 1), torch.zeros(1, 9, 1, 1), torch.full((1, 9, 1, 1, 1), 0.1)
    )
    for _ in range(3000):
        moved.update(q_z)
    p_z = moved()
    assert p_z.log_weights.exp().min() > 0.9 * WEIGHT_FLOOR
    for part in (p_z.means, p_z.scale_tril):
        assert torch.isfinite(part).all()
    variance = p_z.scale_tril[0, :, 0, 0].square()
    np.testing.assert_allclose(variance, [0.01 + VARIANCE_FLOOR, 0.01], rtol=1e-3)

"""A mixture prior that follows the aggregate posterior by expectation maximisation.

Between two steps of the optimiser the prior is moved in closed form (Fan et al. 2025).
Given the posteriors q(z|x_n), Gaussians of mean mu_n and covariance S_n,

    g_nc ∝ w_c exp E_q log Normal(z; m_c, C_c)
    w_c = <g_nc>,   m_c = <g_nc mu_n> / w_c,
    C_c = <g_nc (S_n + (mu_n - m_c)(mu_n - m_c)^T)> / w_c      (theory.md, equation 28)

which is the maximum of the elbo over g and over the prior. The averages run on over
minibatches with a memory that grows (Cappé and Moulines 2009). Without S_n a component
would shrink until its posteriors stand out of it.
"""

import torch
from torch import Tensor, nn

from latent_mean_field.vae.gaussian_mixture import GaussianMixture

# The weight of a minibatch in the k-th update is (k + 2)^-FORGETTING.
FORGETTING = 0.6
# No component is rarer or narrower than this; one of less weight than `EMPTY` stays
# where it is.
WEIGHT_FLOOR, VARIANCE_FLOOR, EMPTY = 1e-3, 1e-4, 1e-12


class EMPrior(nn.Module):
    """p(z) of every replica; calling it returns a `GaussianMixture`.

    All of its state is in buffers, so that checkpoints hold it.

    Args:
        log_weights: shape (n_replicas, n_components).
        means: shape (n_replicas, n_components, latent_dim).
        scale_tril: shape (n_replicas, n_components, latent_dim, latent_dim).
    """

    weights: Tensor
    means: Tensor
    scale_tril: Tensor
    n_updates: Tensor

    def __init__(self, log_weights: Tensor, means: Tensor, scale_tril: Tensor):
        super().__init__()
        self.register_buffer("weights", log_weights.exp())
        self.register_buffer("means", means.clone())
        self.register_buffer("scale_tril", scale_tril.clone())
        self.register_buffer("n_updates", torch.zeros(len(means)))

    def forward(self) -> GaussianMixture:
        """p(z), batch shape (n_replicas,)."""
        weights = self.weights + WEIGHT_FLOOR
        log_weights = (weights / weights.sum(-1, keepdim=True)).log()
        return GaussianMixture(log_weights, self.means, self.scale_tril)

    @torch.no_grad()
    def update(self, q_z: GaussianMixture) -> None:
        """Move towards the posteriors of a minibatch, batch shape (n_replicas, n).

        Each component of a posterior counts with its weight. Differences only: nothing
        is subtracted from a second moment, and covariances stay positive.
        """
        rate = (self.n_updates + 2).pow(-FORGETTING).unsqueeze(-1)
        self.n_updates += 1
        g = responsibilities(self(), q_z) * q_z.log_weights.exp().unsqueeze(-1)
        g = rate.unsqueeze(-1) * g.flatten(1, 2) / g.shape[1]
        old = (1 - rate) * self.weights
        self.weights.copy_(old + g.sum(1))
        total = self.weights.clamp_min(EMPTY).unsqueeze(-1)
        offset = q_z.means.flatten(1, 2).unsqueeze(2) - self.means.unsqueeze(1)
        step = torch.einsum("rnc,rnci->rci", g, offset) / total
        spread = _covariances(q_z).flatten(1, 2)
        covariance = (
            torch.einsum("rc,rcij->rcij", old, self._covariance() + _outer(step))
            + torch.einsum("rnc,rnij->rcij", g, spread)
            + torch.einsum("rnc,rncij->rcij", g, _outer(offset - step.unsqueeze(1)))
        )
        self.means.add_(step)
        kept = (self.weights > EMPTY)[..., None, None]
        covariance = torch.where(
            kept, covariance / total.unsqueeze(-1), self._covariance()
        )
        self.scale_tril.copy_(torch.linalg.cholesky(covariance))

    def _covariance(self) -> Tensor:
        """C of every component."""
        return self.scale_tril @ self.scale_tril.mT


def _covariances(q_z: GaussianMixture) -> Tensor:
    """S of the posteriors, wider by the floor."""
    floor = VARIANCE_FLOOR * torch.eye(q_z.latent_dim, device=q_z.means.device)
    return q_z.scale_tril @ q_z.scale_tril.mT + floor


def responsibilities(p_z: GaussianMixture, q_z: GaussianMixture) -> Tensor:
    """G of each component of the posteriors, (n_replicas, n, n_posterior, n_prior).

    Args:
        p_z: the prior, batch shape (n_replicas,).
        q_z: posteriors, batch shape (n_replicas, n).
    """
    eye = torch.eye(p_z.latent_dim, dtype=p_z.means.dtype, device=p_z.means.device)
    whitening = torch.linalg.solve_triangular(
        p_z.scale_tril, eye.expand_as(p_z.scale_tril), upper=False
    )[:, None, None]
    offset = q_z.means.unsqueeze(-2) - p_z.means[:, None, None]
    distance = (whitening @ offset.unsqueeze(-1)).square().sum((-1, -2))
    width = (whitening @ q_z.scale_tril.unsqueeze(-3)).square().sum((-1, -2))
    log_det = p_z.scale_tril.diagonal(dim1=-2, dim2=-1).log().sum(-1)
    log_prior = (p_z.log_weights - log_det)[:, None, None]
    return torch.softmax(log_prior - 0.5 * (distance + width), dim=-1)


def _outer(vectors: Tensor) -> Tensor:
    """V v^T of vectors (..., d), shape (..., d, d)."""
    return vectors.unsqueeze(-1) * vectors.unsqueeze(-2)

"""The prior p(z): a learned Gaussian mixture, because the natural prior is w(m).

In Hubbard-Stratonovich coordinates the decoder's field is linear in the latent and the
posterior p(m|s) is exactly Normal(Ξ^T s / N, 1/N), whatever the phase; what changes
from phase to phase is the prior, the law w(m) of the order parameter (theory.md,
equation 6). A standard normal prior would ask the decoder to fold one bell into many
valleys; a mixture prior can be w(m), and a Gaussian encoder is then exact.
"""

import torch
from torch import Tensor, nn

from latent_mean_field.vae.gaussian_mixture import GaussianMixture, scale_tril_from


class MixturePrior(nn.Module):
    """p(z) of every replica; calling it returns a `GaussianMixture`.

    Args:
        log_weights: shape (n_replicas, n_components).
        means: shape (n_replicas, n_components, latent_dim).
        scale_tril: shape (n_replicas, n_components, latent_dim, latent_dim).
    """

    def __init__(self, log_weights: Tensor, means: Tensor, scale_tril: Tensor):
        super().__init__()
        d = means.shape[-1]
        row, column = torch.tril_indices(d, d, offset=-1)
        diagonal = scale_tril.diagonal(dim1=-2, dim2=-1)
        self.log_weights = nn.Parameter(log_weights.clone())
        self.means = nn.Parameter(means.clone())
        self.log_diagonal = nn.Parameter(diagonal.log())
        self.below = nn.Parameter(scale_tril[..., row, column].clone())

    def forward(self) -> GaussianMixture:
        """p(z), batch shape (n_replicas,)."""
        return GaussianMixture(
            torch.log_softmax(self.log_weights, dim=-1),
            self.means,
            scale_tril_from(self.log_diagonal, self.below),
        )

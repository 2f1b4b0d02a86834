"""The decoder p(x|z): independent sites given the latent, that is, a mean field."""

import torch
from torch import Tensor, nn

from latent_mean_field.vae.bernoulli import BernoulliProduct
from latent_mean_field.vae.bingham import BinghamProduct, PlanarBinghamProduct
from latent_mean_field.vae.layers import BatchedMLP

SiteLaw = BernoulliProduct | BinghamProduct
LAWS: dict[str, type[BernoulliProduct] | type[BinghamProduct]] = {
    "bernoulli": BernoulliProduct,
    "bingham": BinghamProduct,
    "planar_bingham": PlanarBinghamProduct,
}


class MeanFieldDecoder(nn.Module):
    """p(x|z) = Π_i p(x_i; natural parameter b_i + (A z)_i + network_i(z)).

    An exponential family for every site: bits, with logits, or the tensors of rods.
    Without the network (`hidden_dim = 0`) the fields are linear in the latent: the
    Hubbard-Stratonovich form. With it the decoder is free, and whether its
    sheet of fields is flat is a measurement (`decoding.fields`). The network starts
    at zero, so that every replica starts from the linear form.

    Args:
        law: of the sites.
        bias: first natural parameters, shape (n_sites,).
        loadings: first A^T, shape (latent_dim, n_sites).
        n_replicas: number of networks trained at once.
        hidden_dim: width of the two hidden layers, 0 for linear fields.
        generator: source of the first weights.
    """

    def __init__(
        self,
        law: type[BernoulliProduct] | type[BinghamProduct],
        bias: Tensor,
        loadings: Tensor,
        *,
        n_replicas: int,
        hidden_dim: int,
        generator: torch.Generator,
    ):
        super().__init__()
        d, n_sites = loadings.shape
        self.law = law
        self.bias = nn.Parameter(bias.repeat(n_replicas, 1, 1))
        self.loadings = nn.Parameter(loadings.repeat(n_replicas, 1, 1))
        self.network: BatchedMLP | None = None
        if hidden_dim:
            dims = [d, hidden_dim, hidden_dim, n_sites]
            self.network = BatchedMLP(n_replicas, dims, generator, nn.Tanh)
            self.network.damp_output(0.0)

    def forward(self, z: Tensor) -> SiteLaw:
        """p(x|z) at z (n_replicas, n, latent_dim): natural (n_replicas, n, n_sites)."""
        linear = torch.baddbmm(self.bias, z, self.loadings)
        if self.network is None:
            return self.law(linear)
        return self.law(linear + self.network(z))

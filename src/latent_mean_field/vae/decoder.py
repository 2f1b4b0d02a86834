"""The decoder p(x|z): independent sites given the latent, that is, a mean field."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from latent_mean_field.vae.bernoulli import BernoulliProduct
from latent_mean_field.vae.bingham import BinghamProduct, PlanarBinghamProduct
from latent_mean_field.vae.gaussian import GaussianProduct
from latent_mean_field.vae.layers import BatchedMLP

SiteLaw = BernoulliProduct | BinghamProduct | GaussianProduct
LAWS: dict[str, type[SiteLaw]] = {
    "bernoulli": BernoulliProduct,
    "bingham": BinghamProduct,
    "planar_bingham": PlanarBinghamProduct,
    "gaussian": GaussianProduct,
}


class MeanFieldDecoder(nn.Module):
    """p(x|z) = Π_i p(x_i; natural parameter b_i + (A z)_i + network_i(z)).

    An exponential family for every site: bits, with logits, the tensors of rods, or
    Gaussians of one precision.
    Without the network (no `hidden_dims`) the fields are linear in the latent: the
    Hubbard-Stratonovich form. With it the decoder is free, and whether its
    sheet of fields is flat is a measurement (`decoding.fields`). The network starts
    at zero, so that every replica starts from the linear form.

    Args:
        law: of the sites.
        bias: first natural parameters, shape (n_sites,).
        loadings: first A^T, shape (latent_dim, n_sites).
        unit: scale of Gaussian sites, in which bias and loadings are; shape ().
        n_replicas: number of networks trained at once.
        hidden_dims: widths of the hidden layers, none for linear fields.
        activation: of these layers, a key of `layers.ACTIVATIONS`.
        bounded: whether the fields are functions of 2 sigmoid(z) - 1, so that latents
            of a logistic prior are uniform sources.
        precision: of Gaussian sites; others have none.
        generator: source of the first weights.
    """

    precision: Tensor
    unit: Tensor

    def __init__(
        self,
        law: type[SiteLaw],
        bias: Tensor,
        loadings: Tensor,
        unit: Tensor,
        *,
        n_replicas: int,
        hidden_dims: Sequence[int],
        activation: str,
        bounded: bool,
        precision: float,
        generator: torch.Generator,
    ):
        super().__init__()
        d, n_sites = loadings.shape
        self.law = law
        self.bounded = bounded
        self.register_buffer("unit", unit.repeat(n_replicas, 1, 1))
        self.register_buffer("precision", torch.full((n_replicas, 1, 1), precision))
        self.bias = nn.Parameter(bias.repeat(n_replicas, 1, 1))
        self.loadings = nn.Parameter(loadings.repeat(n_replicas, 1, 1))
        self.network: BatchedMLP | None = None
        if hidden_dims:
            dims = [d, *hidden_dims, n_sites]
            self.network = BatchedMLP(n_replicas, dims, generator, activation)
            self.network.damp_output(0.0)

    def forward(self, z: Tensor) -> SiteLaw:
        """p(x|z) at z (n_replicas, n, latent_dim): natural (n_replicas, n, n_sites)."""
        sources = torch.tanh(z / 2) if self.bounded else z
        natural = torch.baddbmm(self.bias, sources, self.loadings)
        if self.network is not None:
            natural = natural + self.network(sources)
        if issubclass(self.law, GaussianProduct):
            natural = self.unit * natural
        return self.law_of(natural)

    def law_of(self, natural: Tensor) -> SiteLaw:
        """Law of the sites with natural parameters (n_replicas, ..., n_sites)."""
        if issubclass(self.law, GaussianProduct):
            return self.law(natural, self.precision)
        return self.law(natural)

"""The encoder q(z|x): a Gaussian mixture whose parameters a network reads off x."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import pad

from latent_mean_field.vae.gaussian_mixture import GaussianMixture, scale_tril_from
from latent_mean_field.vae.layers import BatchedMLP

LOG_SCALE_BOUNDS = (-8.0, 3.0)


class MixtureEncoder(nn.Module):
    """q(z|x) = Σ_c w_c(x) Normal(mu_c(x), L_c(x) L_c(x)^T).

    A linear read-out (exact for mean-field matter) plus a perceptron (all the rest).
    One component suffices where the posterior is Gaussian; the curved latent sheet of a
    free decoder has posteriors with several modes.

    Args:
        mean: mean of the words, shape (n_sites,), subtracted from the input.
        unit: scale on which words vary; the network reads words in it.
        readout: first linear read-out, shape (n_sites, latent_dim).
        n_replicas: number of networks trained at once.
        hidden_dims: widths of the hidden layers, of which there is one at least.
        n_components: components of the posterior.
        diagonal: whether the components' covariances are diagonal.
        generator: source of the first weights.
    """

    mean: Tensor
    unit: Tensor

    def __init__(
        self,
        mean: Tensor,
        unit: Tensor,
        readout: Tensor,
        *,
        n_replicas: int,
        hidden_dims: Sequence[int],
        n_components: int,
        diagonal: bool,
        generator: torch.Generator,
    ):
        super().__init__()
        n_sites, d = readout.shape
        self.register_buffer("mean", mean.repeat(n_replicas, 1, 1))
        self.register_buffer("unit", unit.repeat(n_replicas, 1, 1))
        self.readout = nn.Parameter(readout.repeat(n_replicas, 1, 1))
        self.n_components = n_components
        self.sections = [1, d, d, 0 if diagonal else d * (d - 1) // 2]
        dims = [n_sites, *hidden_dims, n_components * sum(self.sections)]
        self.network = BatchedMLP(n_replicas, dims, generator)
        self.network.damp_output(0.1)
        self._spread_components(generator)

    def _spread_components(self, generator: torch.Generator) -> None:
        """Start narrow, and with the components apart from each other."""
        bias = self.network.output.bias
        shape = (bias.shape[0], self.n_components, sum(self.sections))
        _, d, _, _ = self.sections
        with torch.no_grad():
            view = bias.view(shape)
            view[..., 1 + d : 1 + 2 * d] = -1.0
            if self.n_components > 1:
                offset = torch.randn(*shape[:2], d, generator=generator)
                view[..., 1 : 1 + d] = 0.5 * offset

    def forward(self, words: Tensor) -> GaussianMixture:
        """q(z|x) for words (n_replicas, n, n_sites), batch shape (n_replicas, n)."""
        hidden, linear = self._read(words)
        out = self.network.after_first(hidden).unflatten(-1, (self.n_components, -1))
        logits, shift, log_diagonal, below = out.split(self.sections, dim=-1)
        means = linear.unsqueeze(-2) + shift
        log_diagonal = log_diagonal.clamp(*LOG_SCALE_BOUNDS)
        logits = logits.squeeze(-1)
        # One component has all the weight: a softmax would spend 2 % of a training.
        alone = self.n_components == 1
        log_weights = torch.zeros_like(logits) if alone else logits.log_softmax(-1)
        return GaussianMixture(log_weights, means, scale_tril_from(log_diagonal, below))

    def _read(self, words: Tensor) -> tuple[Tensor, Tensor]:
        """First layer at (words - mean) / unit, and read-out of words - mean.

        One product for both, of weights that absorb mean and unit: words are many.
        """
        first, d = self.network.hidden[0], self.readout.shape[-1]
        W, b = first.get_parameter("weight"), first.get_parameter("bias")
        weight = torch.cat([W / self.unit, self.readout], dim=-1)
        bias = pad(b, (0, d)) - self.mean @ weight
        hidden, linear = torch.baddbmm(bias, words, weight).tensor_split([-d], dim=-1)
        return hidden, linear

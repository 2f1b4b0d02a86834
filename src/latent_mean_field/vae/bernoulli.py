"""Independent bits: the law of the sites given the latent."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import softplus


@dataclass(frozen=True)
class BernoulliProduct:
    """Π_i Bernoulli(x_i; logit_i), written as the exponential family that it is.

    log p(x) = Σ_i x_i l_i - Σ_i log(1 + e^{l_i}): one product and one softplus, less
    work than the usual elementwise cross entropy.

    Attributes:
        logits: shape (*batch, n_sites).
    """

    logits: Tensor

    def log_prob(self, words: Tensor) -> Tensor:
        """Log p(x) in nats, shape (*batch, n): n batches of logits for each word.

        Here logits are (*batch, n, n_sites) and words (*batch, n_sites).
        """
        agreement = (self.logits * words.unsqueeze(-2)).sum(-1)
        return agreement - softplus(self.logits).sum(-1)

    def sample(self, generator: torch.Generator) -> Tensor:
        """Words in {0, 1}, the shape of the logits."""
        return torch.bernoulli(torch.sigmoid(self.logits), generator=generator)

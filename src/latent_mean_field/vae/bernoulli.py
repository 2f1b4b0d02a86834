"""Independent bits: the law of spins or cells given the latent."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import softplus


@dataclass(frozen=True)
class BernoulliProduct:
    """Π_i Bernoulli(x_i; logit_i), written as the exponential family that it is.

    log p(x) = Σ_i x_i l_i - Σ_i log(1 + e^{l_i}): one product and one softplus, less
    work than the usual elementwise cross entropy.

    Attributes:
        natural: logits l, shape (*batch, n_sites).
    """

    natural: Tensor
    n_components: ClassVar[int] = 1

    def log_prob(self, words: Tensor) -> Tensor:
        """Log p(x) in nats, shape (*batch, n): n batches of logits for each word.

        Here logits are (*batch, n, n_sites) and words (*batch, n_sites).
        """
        agreement = (self.natural * words.unsqueeze(-2)).sum(-1)
        return agreement - softplus(self.natural).sum(-1)

    def sample(self, generator: torch.Generator) -> Tensor:
        """Words in {0, 1}, the shape of the logits."""
        return torch.bernoulli(torch.sigmoid(self.natural), generator=generator)

    @property
    def fields(self) -> Tensor:
        """Local fields y on spins s = 2x - 1, half the logits."""
        return self.natural / 2

    @staticmethod
    def log_normaliser(fields: Tensor) -> Tensor:
        """Σ_i log 2cosh y_i, nats, shape (*batch)."""
        return torch.logaddexp(fields, -fields).sum(-1)

    @staticmethod
    def respond(mean: NDArray, n_words: int, unit: float) -> tuple[NDArray, NDArray]:
        """Logits with these mean bits, and the bits' variances, shapes (n_sites,).

        A site that never changes keeps a finite logit, that of a single flip.
        """
        del unit
        mean = mean.clip(0.5 / n_words, 1 - 0.5 / n_words)
        return np.log(mean / (1 - mean)), mean * (1 - mean)

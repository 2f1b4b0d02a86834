"""Independent Gaussian sites of one fixed precision: a decoder that is nearly certain.

    p(x|z) = Π_i Normal(x_i; m_i(z), 1 / gamma²)

With the precision gamma² taken to infinity the posterior shrinks onto the inverse of
the decoder (Reizinger et al. 2022).
"""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from torch import Tensor


@dataclass(frozen=True)
class GaussianProduct:
    """Π_i Normal(x_i; m_i, 1 / precision).

    Attributes:
        natural: means m, shape (*batch, n_sites); natural up to the precision.
        precision: gamma², of each replica, shape (n_replicas, 1, 1).
    """

    natural: Tensor
    precision: Tensor
    n_components: ClassVar[int] = 1

    def log_prob(self, words: Tensor) -> Tensor:
        """Log density in nats, shape (n_replicas, n_words, n), as of bits."""
        squared = (self.natural - words.unsqueeze(-2)).square().sum(-1)
        n_sites = words.shape[-1]
        constant = 0.5 * n_sites * (self.precision / (2 * math.pi)).log()
        return constant - 0.5 * self.precision * squared

    @staticmethod
    def respond(mean: NDArray, n_words: int, unit: float) -> tuple[NDArray, NDArray]:
        """Means in units of the sites' scale, and their response to these."""
        del n_words
        return mean / unit, np.full_like(mean, unit)

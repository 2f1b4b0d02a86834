"""Can the latent channel carry what the two halves of the data know of each other?

For every bipartition, gap >= I(A;B) - rate (theory.md, equation 4): where the rate
falls short of the bipartite mutual information, the VAE provably fails by at least the
difference.
"""

import math
from dataclasses import dataclass

FAITHFUL_GAP = 0.1
N_SIGMA = 3.0
TOO_LITTLE_RATE = "too little rate"
FAITHFUL = "faithful"
# The rate suffices and the gap remains: so many latents are no mean field of the data,
# unless the training failed.
NOT_MEAN_FIELD = "not mean-field"


@dataclass(frozen=True)
class Capacity:
    """Gap, rate and mutual information of one fit, in nats, with standard errors.

    The learning cost is what a perfect fit's gap would be, from so few samples.
    """

    gap: float
    gap_error: float
    rate: float
    rate_error: float
    information: float
    information_error: float
    learning_cost: float = 0.0

    @property
    def shortfall(self) -> float:
        """I(A;B) - rate, the certified lower bound on the gap."""
        return self.information - self.rate

    @property
    def margin(self) -> float:
        """Gap - (I(A;B) - rate), which no VAE can make negative."""
        return self.gap - self.shortfall

    @property
    def margin_error(self) -> float:
        """Standard error of the margin."""
        return math.hypot(self.gap_error, self.rate_error, self.information_error)

    @property
    def verdict(self) -> str:
        """The fit in words."""
        channel = channel_verdict(
            self.rate, self.rate_error, self.information, self.information_error
        )
        if channel == TOO_LITTLE_RATE:
            return channel
        excess = self.gap - self.learning_cost
        if excess > FAITHFUL_GAP + N_SIGMA * self.gap_error:
            return NOT_MEAN_FIELD
        return FAITHFUL


def channel_verdict(
    rate: float, rate_error: float, information: float, information_error: float
) -> str:
    """What rate and I(A;B) decide where the entropy, and so the gap, is unknown."""
    error = math.hypot(rate_error, information_error)
    if information - rate > N_SIGMA * error:
        return TOO_LITTLE_RATE
    return "rate suffices"

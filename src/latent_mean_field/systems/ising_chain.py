"""Ising chain: matter of one dimension, short-ranged, without order parameter."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Beyond it one flipped bond in e^600 is all there is to know.
MAX_BETA_J = 300.0


def _one_plus(sign: int, log: NDArray) -> NDArray:
    """1 + sign e^log for log <= 0, without cancellation."""
    return -np.expm1(log) if sign < 0 else 1 + np.exp(log)


@dataclass(frozen=True)
class IsingChain:
    """Spins s_i = ±1 on a ring: H = -J Σ_i s_i s_{i+1}, with s_N = s_0.

    Marginalising sites leaves a ring again. Two kept sites at distance d along it are
    joined by a bond with tanh K_d = tanh(beta J)^d, so that every cut is exact.

    Attributes:
        n_spins: N, at least 2; two spins are joined by two bonds.
        beta_J: of either sign, at most `MAX_BETA_J` in size.

    Raises:
        ValueError: either is out of its range.
    """

    n_spins: int
    beta_J: float

    def __post_init__(self) -> None:
        if self.n_spins < 2:
            raise ValueError(f"a ring needs at least 2 spins, found {self.n_spins}")
        # Written as "not <=" so that nan is refused.
        if not abs(self.beta_J) <= MAX_BETA_J:
            message = f"beta_J must be between ±{MAX_BETA_J}, found {self.beta_J}"
            raise ValueError(message)

    @property
    def shape(self) -> tuple[int]:
        """Of the lattice: (n_spins,)."""
        return (self.n_spins,)

    def log_weight(self, spins: NDArray) -> NDArray:
        """-beta H of each row of `spins` (..., n_spins), in nats."""
        return self.beta_J * (spins * np.roll(spins, -1, axis=-1)).sum(-1)

    def log_partition_function(self) -> float:
        """Log Z = log( (2 cosh beta J)^N + (2 sinh beta J)^N ) in nats."""
        whole = self._log_correlation(np.array(self.n_spins))
        log_2cosh = np.logaddexp(self.beta_J, -self.beta_J)
        return float(self.n_spins * log_2cosh + np.log(_one_plus(self._sign, whole)))

    def log_prob(self, spins: NDArray) -> NDArray:
        """Exact log p(s) of each row of `spins` (..., n_spins), in nats."""
        return self.log_weight(spins) - self.log_partition_function()

    def entropy(self) -> float:
        """H(s) in nats."""
        return self._part_entropy(np.full(self.n_spins, True))

    def mutual_information(self, left: NDArray) -> float:
        """Exact I(A;B) in nats; `left` is True for the sites of A, shape (n_spins,).

        Raises:
            ValueError: `left` is no mask of the sites.
        """
        if left.dtype != bool or left.shape != self.shape:
            found = f"{left.dtype} of shape {left.shape}"
            raise ValueError(f"left must be a mask of {self.n_spins} sites: {found}")
        return self._part_entropy(left) + self._part_entropy(~left) - self.entropy()

    def effective_coupling(self, distance: NDArray) -> NDArray:
        """K_d that joins the ends of an open chain of d >= 1 bonds, d of any shape.

        K_d = artanh( tanh(beta J)^d ) = ∓½ log tanh( -½ log |tanh(beta J)^d| ).
        """
        sign = np.where(distance % 2, np.sign(self.beta_J), 1.0)
        return -0.5 * sign * np.log(np.tanh(-0.5 * self._log_correlation(distance)))

    def _log_correlation(self, distance: NDArray) -> NDArray:
        """Log |tanh(beta J)^d|, precise however strong the coupling."""
        if self.beta_J == 0:
            return np.full(distance.shape, -np.inf)
        return -2 * distance * np.arctanh(np.exp(-2 * abs(self.beta_J)))

    @property
    def _sign(self) -> int:
        """Of the product of all bonds where each is satisfied; -1 is frustration."""
        return -1 if self.beta_J < 0 and self.n_spins % 2 else 1

    def _part_entropy(self, part: NDArray) -> float:
        """Entropy of the sites in a mask, in nats: log Z - Σ_b K_b <s s'>_b of a ring.

        With bonds t_b = tanh K_b and T = Π_b t_b (all but |K_b| is gauge, and the sign
        of T) Z = (1 + T) Π_b 2 cosh K_b and <s s'>_b = (t_b + T / t_b) / (1 + T), so

        H = log(1 + T) + Σ_b [ log(1 + e^{-2 K_b}) + K_b (1 - <s s'>_b) ]
        1 - <s s'>_b = (1 - t_b) (1 - T / t_b) / (1 + T)
        """
        sites = np.flatnonzero(part)
        if self.beta_J == 0 or len(sites) == 0:
            return len(sites) * float(np.log(2))
        distances = np.diff(sites, append=sites[0] + self.n_spins)
        log_t = self._log_correlation(distances)
        log_T = log_t.sum()
        norm = _one_plus(self._sign, log_T)
        unlike = _one_plus(-1, log_t) * _one_plus(-self._sign, log_T - log_t) / norm
        K = np.abs(self.effective_coupling(distances))
        return float(np.log(norm) + (np.log1p(np.exp(-2 * K)) + K * unlike).sum())

"""Ising torus: matter of two dimensions, whose cuts cost an area or a volume law."""

from dataclasses import dataclass

import numpy as np
from numpy.linalg import matrix_power
from numpy.typing import NDArray
from scipy.special import xlogy

from latent_mean_field.systems.ising_chain import IsingChain
from latent_mean_field.systems.mean_field import log_2cosh
from latent_mean_field.systems.monte_carlo import Estimate, regress, require_agreement

CRITICAL_TEMPERATURE = float(2 / np.log(1 + np.sqrt(2)))
# Colder lattices are frozen, and e^{2/T} soon overflows.
MIN_TEMPERATURE = 0.01
# Transfer matrices of 1024 x 1024; those of the next even side are 16 times as large.
MAX_HALVED_SIDE = 10
# Points of Cauchy's circle, whose radius is this over the side. The nearest zero of Z
# is 1.5 over the side away, so that truncation leaves 6^-32.
N_CIRCLE = 32
CIRCLE = 0.25


class NoExactAnswerError(ValueError):
    """The lattice is too large for its transfer matrix."""


def require_temperature(T: float) -> None:
    """Refuse a temperature below `MIN_TEMPERATURE`, infinite or nan.

    Raises:
        ValueError: it is.
    """
    if not MIN_TEMPERATURE <= T < np.inf:
        raise ValueError(f"T must be finite and at least {MIN_TEMPERATURE}, found {T}")


def transfer_weights(n_spins: int, K: float) -> tuple[NDArray, NDArray]:
    """Weights of the bonds within a ring of spins and between two neighbouring rings.

    Both are divided by their largest value, exp(n_spins K).

    Returns:
        Weights within, shape (2^n_spins,), and between, (2^n_spins, 2^n_spins).
    """
    bits = np.arange(2**n_spins)[:, None] >> np.arange(n_spins)
    states = 2.0 * (bits & 1) - 1
    within = IsingChain(n_spins, K).log_weight(states)
    between = K * (states @ states.T)
    return np.exp(within - n_spins * K), np.exp(between - n_spins * K)


@dataclass(frozen=True)
class IsingTorus:
    """Square lattice with periodic boundaries: H = -Σ_<ij> s_i s_j, J = k_B = 1.

    Spins s_i = ±1 are flat, row by row. Critical at `CRITICAL_TEMPERATURE` when
    infinite. Energies and heat capacities are those of the whole lattice.

    Attributes:
        side: L, even and at least 4.
        T: temperature, at least `MIN_TEMPERATURE`.

    Raises:
        ValueError: either is out of its range.
    """

    side: int
    T: float

    def __post_init__(self) -> None:
        if self.side < 4 or self.side % 2:
            raise ValueError(f"side must be even and at least 4, found {self.side}")
        require_temperature(self.T)

    @property
    def shape(self) -> tuple[int, int]:
        """Of the lattice: (side, side)."""
        return (self.side, self.side)

    @property
    def n_spins(self) -> int:
        """Number of sites."""
        return self.side**2

    def log_weight(self, spins: NDArray) -> NDArray:
        """-beta H of each row of `spins` (..., n_spins), in nats."""
        grid = spins.reshape(*spins.shape[:-1], *self.shape)
        later = np.roll(grid, -1, axis=-1) + np.roll(grid, -1, axis=-2)
        return (grid * later).sum((-1, -2)) / self.T

    def log_partition_function(self) -> float:
        """Log Z in nats (Kaufman 1949)."""
        return float(self._log_z(np.array([1 / self.T]))[0])

    def log_prob(self, spins: NDArray) -> NDArray:
        """Exact log p(s) of each row of `spins` (..., n_spins), in nats."""
        return self.log_weight(spins) - self.log_partition_function()

    def energy(self) -> float:
        """<H>, in units of J, to about 1e-13 per site."""
        return -self._derivatives()[0]

    def heat_capacity(self) -> float:
        """d<H>/dT = Var(H) / T², in units of k_B.

        To about 1e-12 per site where T >= 1, and 1e-8 at T = 0.1.
        """
        return self._derivatives()[1] / self.T**2

    def entropy(self) -> float:
        """H(s) in nats: log Z + <H> / T."""
        return self.log_partition_function() + self.energy() / self.T

    def _log_z(self, K: NDArray) -> NDArray:
        """Log Z at each K = 1/T, which may be complex, shape (n,).

        Z = ½ (2 sinh 2K)^{L²/2} [ Π 2 cosh x_q + Π 2 sinh x_q  over odd q
                                 + Π 2 cosh x_q + Π 2 sinh x_q  over even q ]

        with 0 <= q < 2L, x_q = L γ_q / 2, sinh²(γ_q/2) = sinh²(γ_0/2) + sin²(πq/2L) and
        γ_0 = 2K + log tanh K, whose sign changes at the critical point and is kept.
        """
        gamma_0 = 2 * K + np.log(np.tanh(K))
        q = np.arange(2 * self.side)
        sine = np.sin(np.pi * q / (2 * self.side))
        root = np.sqrt(np.sinh(gamma_0 / 2)[:, None] ** 2 + sine**2)
        x = self.side * np.arcsinh(root)
        log_cosh = x + np.log1p(np.exp(-2 * x))
        x[:, 0] = self.side * gamma_0 / 2
        tanh = np.tanh(x)
        odd, even = (log_cosh[:, parity::2].sum(1) for parity in (1, 0))
        sums = [1 + tanh[:, parity::2].prod(1) for parity in (1, 0)]
        log_2sinh = 2 * K + np.log1p(-np.exp(-4 * K))
        terms = odd + np.log(sums[0] + np.exp(even - odd) * sums[1])
        return self.n_spins / 2 * log_2sinh + terms - np.log(2)

    def _derivatives(self) -> tuple[float, float]:
        """First and second derivative of log Z by K = 1/T, by Cauchy's formula."""
        K = 1 / self.T
        radius = min(K / 2, CIRCLE / self.side)
        turn = np.exp(2j * np.pi * np.arange(N_CIRCLE) / N_CIRCLE)
        log_z = self._log_z(K + radius * turn)
        first, second = ((log_z / turn**order).mean().real for order in (1, 2))
        return float(first / radius), float(2 * second / radius**2)

    def halves_information(self) -> float:
        """Exact I(A;B) in nats, A being the first side/2 rows: two cuts.

        Given its first and last row, p(s_A) is the weight of the bonds inside A times
        M(last, first) / Z, M being the sum over all rows of B. Averaged, and doubled
        as A and B are alike,

        I(A;B) = 2 H(A) - H(s) = log Z - <H_cut> / T - 2 <log M>

        Raises:
            NoExactAnswerError: the side is greater than `MAX_HALVED_SIDE`.
        """
        L, K = self.side, 1 / self.T
        if L > MAX_HALVED_SIDE:
            message = f"halves of side {L} are exact up to side {MAX_HALVED_SIDE}"
            raise NoExactAnswerError(message)
        within, between = transfer_weights(L, K)
        inside = within[:, None] * matrix_power(between * within, L // 2 - 1)
        around = between @ matrix_power(within[:, None] * between, L // 2)
        law = inside * around
        log_around = xlogy(law, around).sum() / law.sum() + L * (L + 1) * K
        # The cuts break 2L of 2L² equal bonds.
        cut = self.energy() / L
        return float(self.log_partition_function() - K * cut - 2 * log_around)

    def checkerboard_information(self, spins: NDArray) -> Estimate:
        """I(A;B) in nats of the two sublattices, from independent samples.

        Given one sublattice the sites of the other are independent, each in the field
        y of its neighbours:

        I(A;B) = H(s) - H(A|B) - H(B|A) = H(s) - Σ_i <log 2 cosh y_i - y_i tanh y_i>

        H(s) is exact; so is the mean energy, the control variate of the sum.

        Args:
            spins: independent equilibrium samples ±1, shape (n_samples, n_spins).

        Raises:
            ForeignSamplesError: their mean energy is not that of the system.
            ValueError: fewer than 10 samples.
        """
        log_weight = self.log_weight(spins)
        mean = -self.energy() / self.T
        require_agreement(log_weight, Estimate(mean, 0.0), "<-beta H>")
        conditional = self._site_entropies(spins)
        slopes, error = regress(conditional, log_weight[:, None])
        shift = slopes[0] * (mean - log_weight.mean())
        return Estimate(float(self.entropy() - conditional.mean() - shift), error)

    def _site_entropies(self, spins: NDArray) -> NDArray:
        """Σ_i H(s_i | its neighbours) of each sample, in nats, shape (n_samples,)."""
        grid = spins.reshape(-1, *self.shape)
        shifts = [(1, 1), (-1, 1), (1, 2), (-1, 2)]
        neighbours = sum(np.roll(grid, step, axis) for step, axis in shifts)
        y = np.arange(5) / self.T
        by_sum = log_2cosh(y) - y * np.tanh(y)
        return by_sum[np.abs(neighbours).astype(np.intp)].sum((1, 2))

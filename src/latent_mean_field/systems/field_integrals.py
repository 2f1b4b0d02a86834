"""Answers for mean-field matter of any p by importance sampling of its latent field.

All follow from one set of nodes m_k with weights W_k, the field integral of theory.md,
equation 6, divided by the density the nodes were drawn from:

    Z = (N / 2 pi)^(p/2) ∫ d^p m w(m) ≈ Σ_k W_k
    p(s_A) ≈ (1/Z) Σ_k W_k Π_{i in A} e^{s_i y_i(m_k)} / 2 cosh y_i(m_k)

The nodes come in independent blocks; a jackknife over the blocks gives the errors and
removes the leading bias of logarithms and ratios.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from latent_mean_field.systems.field_proposal import propose_field
from latent_mean_field.systems.mean_field import MeanField, log_2cosh
from latent_mean_field.systems.monte_carlo import (
    Estimate,
    jackknife,
    log_mean,
    log_power_sums,
    regress,
    require_agreement,
)
from latent_mean_field.systems.overlap_products import (
    expected_overlap_products,
    overlap_products,
)

N_BLOCKS = 32
N_NODES = 131_072
# With fewer the jackknife error of log Z (about 1 / sqrt(1000)) is itself in doubt.
MIN_EFFECTIVE_NODES = 1000
# Mean bias of log p(s_A) + log p(s_B) from too few nodes, in nats. The jackknife
# removes most of it; what is left of 0.03 stays below 0.01.
MAX_NODE_BIAS = 0.03


class TooFewNodesError(RuntimeError):
    """The nodes miss too much of an integral; `estimate` is what they gave."""

    def __init__(self, message: str, estimate: object):
        super().__init__(message)
        self.estimate = estimate


class Marginal(NamedTuple):
    """log p(s_A) in nats and the effective number of nodes, both (n_samples,)."""

    log_prob: NDArray
    effective_nodes: NDArray


@dataclass(frozen=True)
class InformationEstimate:
    """Mutual information in nats.

    Attributes:
        value: I(A;B).
        error: standard error, samples and nodes together.
        sample_error: what more samples would reduce.
        node_error: what more nodes would reduce.
        node_bias: bias from few nodes that the jackknife has removed, predicted.
        effective_nodes: per sample, the smaller of A and B, shape (n_samples,).
    """

    value: float
    error: float
    sample_error: float
    node_error: float
    node_bias: float
    effective_nodes: NDArray


@dataclass(frozen=True)
class FieldIntegrals:
    """Nodes of the latent field and the answers they give.

    Attributes:
        system: the matter.
        nodes: m_k, shape (N_BLOCKS, n_per_block, n_patterns).
        log_weights: log of Z's integrand over the density of the nodes, whose mean is
            Z, shape (N_BLOCKS, n_per_block).
    """

    system: MeanField
    nodes: NDArray
    log_weights: NDArray

    @classmethod
    def of(
        cls, system: MeanField, rng: np.random.Generator, n_nodes: int = N_NODES
    ) -> "FieldIntegrals":
        """Draw at least `n_nodes` nodes, a multiple of the number of blocks.

        Raises:
            TooFewNodesError: they are worth less than `MIN_EFFECTIVE_NODES`.
        """
        n_spins, n_patterns = system.patterns.shape
        proposal = propose_field(system, rng)
        n_per_block = -(-n_nodes // N_BLOCKS)
        nodes = np.stack([proposal.draw(n_per_block, rng) for _ in range(N_BLOCKS)])
        log_weights = np.stack(
            [system.log_field_weight(m) - proposal.log_density(m) for m in nodes]
        )
        log_weights += 0.5 * n_patterns * np.log(n_spins / (2 * np.pi))
        integrals = cls(system, nodes, log_weights)
        if (n_effective := integrals.effective_nodes()) < MIN_EFFECTIVE_NODES:
            message = f"{n_nodes} nodes are worth {n_effective:.0f}"
            raise TooFewNodesError(message, integrals.log_partition_function())
        return integrals

    def effective_nodes(self) -> float:
        """Number of equally weighted nodes that Z rests on, (Σ W)² / Σ W²."""
        total, squared = logsumexp(self.log_weights), logsumexp(2 * self.log_weights)
        return float(np.exp(2 * total - squared))

    def log_partition_function(self) -> Estimate:
        """Log Z in nats, the constant diagonal of K included."""
        return jackknife(self._log_z, N_BLOCKS)

    def _log_z(self, blocks: NDArray) -> NDArray:
        """Log Z of some blocks."""
        return log_mean(self.log_weights[blocks].ravel())

    def log_prob(self, spins: NDArray) -> NDArray:
        """Log p(s) in nats of each sample, exact but for log Z, shape (n_samples,)."""
        return self.system.log_weight(spins) - self.log_partition_function().value

    def mean_log_weight(self) -> Estimate:
        """<-beta H> in nats."""
        moments = self._moments(self._expected_log_weight)
        return jackknife(lambda k: self._ratio(moments, k), N_BLOCKS)

    def entropy(self) -> Estimate:
        """H(s) in nats: log Z - <-beta H>."""
        moments = self._moments(self._expected_log_weight)
        return jackknife(lambda k: self._log_z(k) - self._ratio(moments, k), N_BLOCKS)

    def squared_overlaps(self) -> Estimate:
        """<(Ξ^T s / N)²> of each pattern; value and error of shape (n_patterns,)."""
        moments = self._moments(self._expected_squared_overlaps)
        return jackknife(lambda k: self._ratio(moments, k), N_BLOCKS)

    def _expected_squared_overlaps(self, tanh_y: NDArray) -> NDArray:
        """E[(Ξ^T s / N)² | m], shape (n, n_patterns), from tanh y(m)."""
        patterns = self.system.patterns
        spread = (1 - tanh_y**2) @ patterns**2
        return ((tanh_y @ patterns) ** 2 + spread) / len(patterns) ** 2

    def _expected_log_weight(self, tanh_y: NDArray) -> NDArray:
        """E[-beta H | m], shape (n,), from tanh y(m) of shape (n, n_spins)."""
        squared = self._expected_squared_overlaps(tanh_y).sum(1)
        return 0.5 * len(self.system.patterns) * squared + tanh_y @ self.system.field

    def _moments(self, expected: Callable[[NDArray], NDArray]) -> NDArray:
        """Weighted mean in each block of a function of tanh y(m), (n_blocks, ...)."""
        means = []
        for m, log_weights in zip(self.nodes, self.log_weights, strict=True):
            weights = np.exp(log_weights - self.log_weights.max())
            values = expected(np.tanh(self.system.local_fields(m)))
            means.append(weights @ values / len(m))
        return np.array(means)

    def _ratio(self, moments: NDArray, blocks: NDArray) -> NDArray:
        """Self-normalised mean of some blocks."""
        scale = np.exp(self._log_z(blocks) - self.log_weights.max())
        return moments[blocks].mean(0) / scale

    def log_marginal(self, spins: NDArray, part: NDArray) -> Marginal:
        """Log p(s_A) of each sample, the spins outside `part` summed over.

        Args:
            spins: ±1, shape (n_samples, n_spins).
            part: True for the sites of A, shape (n_spins,).
        """
        log_means, effective = self._log_part_means(spins, part)
        log_z = self._log_z(np.arange(N_BLOCKS))
        return Marginal(log_mean(log_means) - log_z, effective)

    def _log_part_means(self, spins: NDArray, part: NDArray) -> tuple[NDArray, NDArray]:
        """Log Z p(s_A) by block, (n_blocks, n_samples), and effective nodes."""
        patterns, field = self.system.patterns[part], self.system.field[part]
        kept = spins[:, part].astype(np.float64)
        overlaps = np.column_stack([kept @ patterns, np.ones(len(kept))])
        sums = np.empty((2, N_BLOCKS, len(kept)))
        for block, (m, weights) in enumerate(
            zip(self.nodes, self.log_weights, strict=True)
        ):
            offset = weights - log_2cosh(field + m @ patterns.T).sum(1)
            sums[:, block] = log_power_sums(overlaps, np.vstack([m.T, offset]))
        first, second = logsumexp(sums, axis=1)
        log_means = sums[0] - np.log(self.nodes.shape[1]) + kept @ field
        return log_means, np.exp(2 * first - second)

    def mutual_information(self, spins: NDArray, left: NDArray) -> InformationEstimate:
        """I(A;B) = E[log p(s) - log p(s_A) - log p(s_B)] in nats.

        The part of log p(s) - log p(s_A) - log p(s_B) that is quadratic in the
        overlaps of A and B is averaged over the nodes instead of the samples (control
        variates), which makes its sampling variance several times smaller.

        Args:
            spins: independent equilibrium samples ±1, shape (n_samples, n_spins).
            left: True for the sites of A, shape (n_spins,).

        Raises:
            ForeignSamplesError: their mean energy is not that of the system.
            TooFewNodesError: the marginals rest on too few nodes; the estimate is
                attached.
            ValueError: too few samples for the control variates.
        """
        log_weight = self.system.log_weight(spins)
        require_agreement(log_weight, self.mean_log_weight(), "<-beta H>")
        log_a, effective_a = self._log_part_means(spins, left)
        log_b, effective_b = self._log_part_means(spins, ~left)
        controls = overlap_products(self.system, spins.astype(np.float64), left)
        pointwise = log_weight - log_mean(log_a) - log_mean(log_b)
        slopes, sample_error = regress(pointwise, controls)
        expected = self._moments(
            lambda tanh_y: expected_overlap_products(self.system, tanh_y, left)
        )

        def information(blocks: NDArray) -> NDArray:
            marginals = log_mean(log_a[blocks]) + log_mean(log_b[blocks])
            shift = self._ratio(expected, blocks) - controls.mean(0)
            mean = (log_weight - marginals).mean() + self._log_z(blocks)
            return mean + shift @ slopes

        value, node_error = jackknife(information, N_BLOCKS)
        estimate = InformationEstimate(
            float(value),
            float(np.hypot(sample_error, node_error)),
            sample_error,
            float(node_error),
            float((0.5 / effective_a + 0.5 / effective_b).mean()),
            np.minimum(effective_a, effective_b),
        )
        if not estimate.node_bias <= MAX_NODE_BIAS:
            message = f"bias of {estimate.node_bias:.3f} nats from too few nodes"
            raise TooFewNodesError(message, estimate)
        return estimate

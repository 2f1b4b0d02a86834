"""A generalised Hopfield model of spike words: an energy of a few overlaps.

    P(x) ∝ exp( h·x + Phi(xi^T x) ),    x in {0, 1}^N            (theory.md, equation 7)

Phi(u) = log Σ_k w_k exp( m_k·u - Σ_i log(1 + e^{h_i + xi_i·m_k}) ) belongs to a measure
of weights w_k at the nodes m_k: the mean fields that the population visits. A quadratic
Phi would be Hopfield's own; the true one is what a decoder found. Such a law is
normalised as it stands.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logsumexp, softmax

CHUNK = 4_000


@dataclass(frozen=True)
class GeneralisedHopfield:
    """The law and its exact answers.

    Attributes:
        field: h, logits of the cells at rest, shape (n_cells,).
        patterns: xi, shape (n_cells, p).
        nodes: m, shape (n_nodes, p).
        log_weights: log w, normalised, shape (n_nodes,).
    """

    field: NDArray
    patterns: NDArray
    nodes: NDArray
    log_weights: NDArray

    @property
    def n_parameters(self) -> int:
        """Fields, patterns, nodes and weights, less the gauge: m → A m + b."""
        p = self.patterns.shape[1]
        free = self.field.size + self.patterns.size + self.nodes.size
        return free + len(self.nodes) - 1 - p * (p + 1)

    @property
    def log_node_weights(self) -> NDArray:
        """Log w_k - Σ_i log(1 + e^{h_i + xi_i·m_k}), shape (n_nodes,)."""
        return self.log_weights - np.logaddexp(0, self.logits()).sum(1)

    def marginal(self, cells: NDArray) -> "GeneralisedHopfield":
        """The law of some of the cells: summing out the others leaves the nodes be."""
        own = self.field[cells], self.patterns[cells]
        return GeneralisedHopfield(*own, self.nodes, self.log_weights)

    def landscape(self, overlaps: NDArray) -> NDArray:
        """Phi(u) of overlaps (n, p), nats, shape (n,)."""
        own = self.log_node_weights
        blocks = np.array_split(overlaps, 1 + len(overlaps) // CHUNK)
        return np.concatenate(
            [logsumexp(own + block @ self.nodes.T, axis=1) for block in blocks]
        )

    def mean_fields(self, words: NDArray) -> NDArray:
        """<m> given each word, shape (n_words, p): which mean field it was seen in."""
        own, found = self.log_node_weights, []
        for block in np.array_split(words, 1 + len(words) // CHUNK):
            shares = softmax(own + block @ self.patterns @ self.nodes.T, axis=1)
            found.append(shares @ self.nodes)
        return np.concatenate(found)

    def log_prob(self, words: NDArray) -> NDArray:
        """Log P of words (n_words, n_cells), nats, shape (n_words,)."""
        return words @ self.field + self.landscape(words @ self.patterns)

    def logits(self) -> NDArray:
        """Of the cells at each node, shape (n_nodes, n_cells)."""
        return self.field + self.nodes @ self.patterns.T

    def spike_counts(self) -> NDArray:
        """P(K) of K cells in a word, exactly, shape (n_cells + 1,).

        Cell by cell: a word has K spikes with this cell if it had K or K - 1 before.
        """
        at_nodes = np.zeros((len(self.nodes), self.field.size + 1))
        at_nodes[:, 0] = np.exp(self.log_weights)
        for p in expit(self.logits()).T[..., None]:
            fires = p * at_nodes[:, :-1]
            at_nodes *= 1 - p
            at_nodes[:, 1:] += fires
        return at_nodes.sum(axis=0)

    def sample(self, n_words: int, rng: np.random.Generator) -> NDArray:
        """Exact independent words, uint8, shape (n_words, n_cells)."""
        return self.sample_with_nodes(n_words, rng)[0]

    def sample_with_nodes(
        self, n_words: int, rng: np.random.Generator
    ) -> tuple[NDArray, NDArray]:
        """Words, and the node of each (n_words,): by its weight, then cell by cell."""
        chosen = rng.choice(len(self.nodes), n_words, p=np.exp(self.log_weights))
        words = np.empty((n_words, self.field.size), np.uint8)
        for rows in np.array_split(np.arange(n_words), 1 + n_words // CHUNK):
            logits = self.field + self.nodes[chosen[rows]] @ self.patterns.T
            words[rows] = rng.random(logits.shape) < expit(logits)
        return words, chosen

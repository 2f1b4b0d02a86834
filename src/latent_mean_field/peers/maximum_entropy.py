"""Maximum entropy: the least structured law of given moments of spike words.

    P(x) = exp( h·x + ½ x·J x + V(K) ) / Z,    K = Σ_i x_i

V = 0 is the pairwise model (Schneidman et al. 2006); a free V the K-pairwise one
(Tkacik et al. 2014), which also has the law of the number of spiking cells.
"""

import logging
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logsumexp

logger = logging.getLogger(__name__)

# Pseudo-likelihood of a part of the words makes a start.
N_START_WORDS = 20_000
N_START_ITERATIONS = 30
N_CHAINS = 1_000
N_STEPS = 2_500
# Of the scaled gradient; falls to zero. Collective modes are many times as steep as
# single couplings, so that more would swing.
LEARNING_RATE = 0.02
N_ANNEALING_STEPS = 1_000
N_BURN_IN = 100
N_THINNED = 5
N_RECORDS = 5


@dataclass(frozen=True)
class Energy:
    """Minus the energy of a word, without its normaliser.

    Attributes:
        field: h, shape (n_cells,).
        couplings: J, symmetric with zero diagonal, shape (n_cells, n_cells).
        potential: V(K), shape (n_cells + 1,).
    """

    field: NDArray
    couplings: NDArray
    potential: NDArray

    def log_weight(self, words: NDArray) -> NDArray:
        """h·x + ½ x·J x + V(K) of words (n_words, n_cells), shape (n_words,)."""
        x = words.astype(np.float32)
        pairs = 0.5 * np.einsum("ni,ni->n", x @ self.couplings.astype("f4"), x)
        return x @ self.field + pairs + self.potential[words.sum(1, dtype=np.int64)]

    def weakened(self, beta: float, rest: NDArray) -> "Energy":
        """Between independent cells of fields `rest`, beta = 0, and this, beta = 1."""
        field = beta * self.field + (1 - beta) * rest
        return Energy(field, beta * self.couplings, beta * self.potential)


class Chains:
    """Words that heat-bath updates move, cell by cell."""

    def __init__(self, words: NDArray):
        self.words = words.astype(np.float32)
        self.counts = words.sum(1, dtype=np.int64)

    def sweep(self, energy: Energy, rng: np.random.Generator) -> None:
        """Update every cell of every chain once."""
        J = np.ascontiguousarray(energy.couplings, dtype=np.float32)
        step = np.append(np.diff(energy.potential), 0.0)
        coins = rng.random(self.words.shape[::-1], np.float32)
        for i, coin in enumerate(coins):
            x = self.words[:, i].copy()
            others = self.counts - x.astype(np.int64)
            log_odds = energy.field[i] + self.words @ J[i] + step[others]
            fires = coin < expit(log_odds)
            self.words[:, i] = fires
            self.counts = others + fires


@dataclass(frozen=True)
class MaximumEntropy:
    """The normalised law.

    Attributes:
        field: h, shape (n_cells,).
        couplings: J, symmetric with zero diagonal, shape (n_cells, n_cells).
        potential: V(K), shape (n_cells + 1,).
        log_normaliser: log Z, nats.
        log_normaliser_error: its standard error.
    """

    field: NDArray
    couplings: NDArray
    potential: NDArray
    log_normaliser: float
    log_normaliser_error: float

    @property
    def energy(self) -> Energy:
        """H, J and V."""
        return Energy(self.field, self.couplings, self.potential)

    @property
    def n_parameters(self) -> int:
        """Fields, couplings and V where it is used, up to a parabola.

        A constant is the normaliser's, a slope the fields', a curvature the couplings'.
        """
        n_cells = len(self.field)
        free = n_cells - 2 if np.any(self.potential) else 0
        return n_cells * (n_cells + 1) // 2 + free

    def log_prob(self, words: NDArray) -> NDArray:
        """Log P of words (n_words, n_cells), nats, shape (n_words,)."""
        return self.energy.log_weight(words) - self.log_normaliser

    def sample(self, n_words: int, rng: np.random.Generator) -> NDArray:
        """Words of Markov chains, thinned, uint8, shape (n_words, n_cells)."""
        n_chains = min(n_words, 2 * N_CHAINS)
        coins = rng.random((n_chains, len(self.field)))
        chains = Chains(coins < expit(self.field))
        for _ in range(N_BURN_IN):
            chains.sweep(self.energy, rng)
        kept = []
        for _ in range(-(-n_words // n_chains)):
            for _ in range(N_THINNED):
                chains.sweep(self.energy, rng)
            kept.append(chains.words.astype(np.uint8))
        return np.concatenate(kept)[:n_words]


def fit_maximum_entropy(
    words: NDArray, *, with_potential: bool, rng: np.random.Generator
) -> MaximumEntropy:
    """Match first and second moments, and P(K) if it is wanted, by persistent chains.

    A start by pseudo-likelihood; then stochastic ascent of the likelihood, each
    moment's difference divided by its variance; log Z by annealed importance sampling
    (Neal 2001).

    Args:
        words: shape (n_words, n_cells), in {0, 1}, no cell silent.
        with_potential: whether V is free.
        rng: for chains and start.
    """
    few = words[rng.choice(len(words), min(N_START_WORDS, len(words)), replace=False)]
    energy = _match_moments(_pseudo_likelihood(few), words, with_potential, rng)
    log_Z, error = annealed_log_normaliser(energy, _rates(words), rng)
    return MaximumEntropy(
        energy.field, energy.couplings, energy.potential, log_Z, error
    )


def _pseudo_likelihood(words: NDArray) -> Energy:
    """Symmetric couplings of highest pseudo-likelihood (Besag 1975)."""
    x = words.astype(np.float32)
    n_words, n_cells = x.shape
    upper = np.triu_indices(n_cells, 1)

    def unpack(theta: NDArray) -> tuple[NDArray, NDArray]:
        J = np.zeros((n_cells, n_cells), np.float32)
        J[upper] = theta[n_cells:]
        return theta[:n_cells].astype(np.float32), J + J.T

    def cost(theta: NDArray) -> tuple[float, NDArray]:
        h, J = unpack(theta)
        logits = h + x @ J
        value = np.logaddexp(0, logits).sum(dtype=np.float64) - (x * logits).sum(
            dtype=np.float64
        )
        slope = expit(logits) - x
        crossed = slope.T @ x
        gradient = np.append(slope.sum(0), (crossed + crossed.T)[upper])
        return value / n_words, gradient.astype(np.float64) / n_words

    rates = _rates(words)
    start = np.append(np.log(rates / (1 - rates)), np.zeros(len(upper[0])))
    options = {"maxiter": N_START_ITERATIONS}
    found = minimize(cost, start, jac=True, method="L-BFGS-B", options=options)
    h, J = unpack(found.x)
    return Energy(h.astype(float), J.astype(float), np.zeros(n_cells + 1))


def _rates(words: NDArray) -> NDArray:
    """Spike probabilities, none of them 0 or 1."""
    floor = 0.5 / len(words)
    return words.mean(axis=0, dtype=np.float64).clip(floor, 1 - floor)


def _match_moments(
    energy: Energy, words: NDArray, with_potential: bool, rng: np.random.Generator
) -> Energy:
    """Persistent contrastive divergence (Tieleman 2008) with scaled gradients."""
    pairs, counts = _moments(words)
    pair_scale = 1 / (pairs * (1 - pairs) + 1 / len(words))
    count_scale = 1 / (counts * (1 - counts) + 1 / N_CHAINS)
    chains = Chains(words[rng.choice(len(words), N_CHAINS)])
    h, J, V = energy.field.copy(), energy.couplings.copy(), energy.potential.copy()
    diagonal = np.diag_indices_from(J)
    for step in range(N_STEPS):
        chains.sweep(Energy(h, J, V), rng)
        model_pairs, model_counts = _moments(chains.words)
        rate = LEARNING_RATE * (1 - step / N_STEPS)
        ascent = rate * (pairs - model_pairs) * pair_scale
        h += ascent[diagonal]
        J += ascent
        J[diagonal] = 0
        if with_potential:
            V += rate * (counts - model_counts) * count_scale
        if (step + 1) % (N_STEPS // N_RECORDS) == 0:
            mean = chains.counts.mean()
            logger.info("step %d of %d: mean count %.2f", step + 1, N_STEPS, mean)
    return Energy(h, J, V)


def _moments(words: NDArray) -> tuple[NDArray, NDArray]:
    """<x_i x_j>, (n_cells, n_cells), and P(K), (n_cells + 1,)."""
    n_words, n_cells = words.shape
    pairs = np.zeros((n_cells, n_cells))
    for block in np.array_split(words, 1 + n_words // 50_000):
        single = block.astype(np.float32)
        pairs += single.T @ single
    counts = np.bincount(words.sum(1).astype(np.int64), minlength=n_cells + 1)
    return pairs / n_words, counts / n_words


def annealed_log_normaliser(
    energy: Energy,
    rates: NDArray,
    rng: np.random.Generator,
    *,
    n_steps: int = N_ANNEALING_STEPS,
    n_chains: int = N_CHAINS // 2,
) -> tuple[float, float]:
    """Log Z by annealed importance sampling from independent cells, and its error.

    Args:
        energy: of which log Z is wanted.
        rates: of the independent cells, shape (n_cells,).
        rng: for the chains.
        n_steps: temperatures between, one sweep at each.
        n_chains: independent runs, from whose scatter the error comes.
    """
    rest = np.log(rates / (1 - rates))
    coins = rng.random((n_chains, len(rates)))
    chains = Chains((coins < rates).astype(np.uint8))
    log_weights = np.zeros(n_chains)
    betas = np.linspace(0, 1, n_steps + 1)
    for before, after in pairwise(betas):
        rise = energy.log_weight(chains.words) - chains.words @ rest
        log_weights += (after - before) * rise
        chains.sweep(energy.weakened(after, rest), rng)
    log_Z = np.logaddexp(0, rest).sum() + logsumexp(log_weights) - np.log(n_chains)
    shares = np.exp(log_weights - logsumexp(log_weights))
    return float(log_Z), float(np.sqrt(n_chains * np.var(shares)))

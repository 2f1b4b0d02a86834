"""Maximum entropy: the least structured law of given moments of spike words.

    P(x) = exp( h·x + ½ x·J x + V(K) ) / Z,    K = Σ_i x_i

V = 0 is the pairwise model (Schneidman et al. 2006); a free V the K-pairwise one
(Tkacik et al. 2014), which also has the law of the number of spiking cells.
"""

import logging
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logit

from latent_mean_field.peers.independent_cells import fit_independent_cells
from latent_mean_field.peers.markov import annealed_log_normaliser, thinned_words

logger = logging.getLogger(__name__)

# Pseudo-likelihood of a part of the words makes a start.
N_START_WORDS = 20_000
N_START_ITERATIONS = 30
N_CHAINS = 1_000
N_STEPS = 2_500
# Of the scaled gradient; falls to zero. Collective modes are many times as steep as
# single couplings, so that more would swing.
LEARNING_RATE = 0.02
# V, in nats, where no word to learn from has so many cells. Maximum entropy would
# forbid them; left free, chains fall into a state of too many cells and stay there.
UNSEEN = -20.0
N_ANNEALING_STEPS, N_ANNEALING_CHAINS = 1_000, 500
N_BURN_IN = 100
N_THINNED = 5
N_RECORDS = 5


@dataclass(frozen=True)
class MaximumEntropy:
    """The law; without its normaliser, 0, an energy.

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
    log_normaliser: float = 0.0
    log_normaliser_error: float = 0.0

    @property
    def n_parameters(self) -> int:
        """Fields, couplings and V where it is used, up to a parabola.

        A constant is the normaliser's, a slope the fields', a curvature the couplings'.
        """
        n_cells = len(self.field)
        free = n_cells - 2 if np.any(self.potential) else 0
        return n_cells * (n_cells + 1) // 2 + free

    def log_weight(self, words: NDArray) -> NDArray:
        """h·x + ½ x·J x + V(K) of words (n_words, n_cells), shape (n_words,)."""
        x = words.astype(np.float32)
        pairs = 0.5 * np.einsum("ni,ni->n", x @ self.couplings.astype("f4"), x)
        counts = words.sum(1).astype(np.int64)
        return x @ self.field + pairs + self.potential[counts]

    def log_prob(self, words: NDArray) -> NDArray:
        """Log P of words (n_words, n_cells), nats, shape (n_words,)."""
        return self.log_weight(words) - self.log_normaliser

    def sample(self, n_words: int, rng: np.random.Generator) -> NDArray:
        """Words of Markov chains, thinned, uint8, shape (n_words, n_cells)."""
        coins = rng.random((min(n_words, 2 * N_CHAINS), len(self.field)))
        start = coins < expit(self.field)
        thinning = {"n_burn_in": N_BURN_IN, "n_thinned": N_THINNED}
        return thinned_words(self, start, n_words, rng, **thinning)

    def updated(self, words: NDArray, rng: np.random.Generator) -> NDArray:
        """Every cell of every word once, by heat bath; float32."""
        words = words.astype(np.float32)
        counts = words.sum(1).astype(np.int64)
        J = np.ascontiguousarray(self.couplings, dtype=np.float32)
        step = np.append(np.diff(self.potential), 0.0)
        coins = rng.random(words.shape[::-1], np.float32)
        for i, coin in enumerate(coins):
            others = counts - words[:, i].astype(np.int64)
            log_odds = self.field[i] + words @ J[i] + step[others]
            fires = coin < expit(log_odds)
            words[:, i] = fires
            counts = others + fires
        return words

    def weakened(self, beta: float, rest: NDArray) -> "MaximumEntropy":
        """Between independent cells of fields `rest`, beta = 0, and this, beta = 1."""
        field = beta * self.field + (1 - beta) * rest
        return MaximumEntropy(field, beta * self.couplings, beta * self.potential)


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
    law = _match_moments(_pseudo_likelihood(few), words, with_potential, rng)
    rates = fit_independent_cells(words).rates
    start = rng.random((N_ANNEALING_CHAINS, len(rates))) < rates
    log_Z, error = annealed_log_normaliser(
        law, start, logit(rates), rng, n_steps=N_ANNEALING_STEPS
    )
    return replace(law, log_normaliser=log_Z, log_normaliser_error=error)


def _pseudo_likelihood(words: NDArray) -> MaximumEntropy:
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

    rates = fit_independent_cells(words).rates
    start = np.append(logit(rates), np.zeros(len(upper[0])))
    options = {"maxiter": N_START_ITERATIONS}
    found = minimize(cost, start, jac=True, method="L-BFGS-B", options=options)
    h, J = unpack(found.x)
    return MaximumEntropy(h.astype(float), J.astype(float), np.zeros(n_cells + 1))


def _match_moments(
    law: MaximumEntropy, words: NDArray, with_potential: bool, rng: np.random.Generator
) -> MaximumEntropy:
    """Persistent contrastive divergence (Tieleman 2008) with scaled gradients."""
    pairs, counts = _moments(words)
    pair_scale = 1 / (pairs * (1 - pairs) + 1 / len(words))
    count_scale = 1 / (counts * (1 - counts) + 1 / N_CHAINS)
    chains = words[rng.choice(len(words), N_CHAINS)]
    h, J, V = law.field.copy(), law.couplings.copy(), law.potential.copy()
    if with_potential:
        V[counts == 0] = UNSEEN
    diagonal = np.diag_indices_from(J)
    for step in range(N_STEPS):
        chains = MaximumEntropy(h, J, V).updated(chains, rng)
        model_pairs, model_counts = _moments(chains)
        rate = LEARNING_RATE * (1 - step / N_STEPS)
        ascent = rate * (pairs - model_pairs) * pair_scale
        h += ascent[diagonal]
        J += ascent
        J[diagonal] = 0
        if with_potential:
            V += rate * (counts - model_counts) * count_scale
        if (step + 1) % (N_STEPS // N_RECORDS) == 0:
            mean = chains.sum(1).mean()
            logger.info("step %d of %d: mean count %.2f", step + 1, N_STEPS, mean)
    return MaximumEntropy(h, J, V)


def _moments(words: NDArray) -> tuple[NDArray, NDArray]:
    """<x_i x_j>, (n_cells, n_cells), and P(K), (n_cells + 1,)."""
    n_words, n_cells = words.shape
    pairs = np.zeros((n_cells, n_cells))
    for block in np.array_split(words, 1 + n_words // 50_000):
        single = block.astype(np.float32)
        pairs += single.T @ single
    counts = np.bincount(words.sum(1).astype(np.int64), minlength=n_cells + 1)
    return pairs / n_words, counts / n_words

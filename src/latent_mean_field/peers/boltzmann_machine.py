"""A restricted Boltzmann machine of spike words.

    P(x) = exp( b·x + Σ_a log(1 + e^{c_a + Σ_i x_i W_ia}) ) / Z

Trained by the package `rbms` as `restricted_boltzmann` does; log Z by annealed
importance sampling (Salakhutdinov and Murray 2008).
"""

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import expit, logit

from latent_mean_field.peers.independent_cells import fit_independent_cells
from latent_mean_field.peers.markov import annealed_log_normaliser, thinned_words
from latent_mean_field.peers.restricted_boltzmann import train_machine

N_STEPS = 10_000
LEARNING_RATE = 0.5
N_ANNEALING_STEPS, N_ANNEALING_CHAINS = 2_000, 500
N_CHAINS = 2_000
N_BURN_IN = 200
N_THINNED = 10


@dataclass(frozen=True)
class BoltzmannMachine:
    """The normalised law of the visible units.

    Attributes:
        field: b, shape (n_cells,).
        hidden_field: c, shape (n_hidden,).
        weights: W, shape (n_cells, n_hidden).
        log_normaliser: log Z, nats.
        log_normaliser_error: its standard error.
    """

    field: NDArray
    hidden_field: NDArray
    weights: NDArray
    log_normaliser: float = 0.0
    log_normaliser_error: float = 0.0

    @property
    def n_parameters(self) -> int:
        """Fields of both layers and weights."""
        return self.field.size + self.hidden_field.size + self.weights.size

    def log_weight(self, words: NDArray) -> NDArray:
        """Log P + log Z of words (n_words, n_cells), shape (n_words,)."""
        x = words.astype(np.float32)
        inputs = self.hidden_field + x @ self.weights.astype(np.float32)
        return x @ self.field + np.logaddexp(0, inputs).sum(1)

    def log_prob(self, words: NDArray) -> NDArray:
        """Log P of words (n_words, n_cells), nats, shape (n_words,)."""
        return self.log_weight(words) - self.log_normaliser

    def sample(self, n_words: int, rng: np.random.Generator) -> NDArray:
        """Words of Markov chains, thinned, uint8, shape (n_words, n_cells)."""
        start = _coins(np.tile(expit(self.field), (min(n_words, N_CHAINS), 1)), rng)
        thinning = {"n_burn_in": N_BURN_IN, "n_thinned": N_THINNED}
        return thinned_words(self, start, n_words, rng, **thinning)

    def updated(self, words: NDArray, rng: np.random.Generator) -> NDArray:
        """Hidden units given the words, then words given them; float32."""
        W = self.weights.astype(np.float32)
        hidden = _coins(expit(self.hidden_field + words @ W), rng)
        return _coins(expit(self.field + hidden @ W.T), rng)

    def weakened(self, beta: float, rest: NDArray) -> "BoltzmannMachine":
        """Between independent cells of fields `rest`, beta = 0, and this, beta = 1."""
        field = beta * self.field + (1 - beta) * rest
        return BoltzmannMachine(field, beta * self.hidden_field, beta * self.weights)


def _coins(probabilities: NDArray, rng: np.random.Generator) -> NDArray:
    return (rng.random(probabilities.shape, np.float32) < probabilities).astype("f4")


def fit_boltzmann_machine(
    words: NDArray, n_hidden: int, rng: np.random.Generator
) -> BoltzmannMachine:
    """Persistent contrastive divergence, then annealing for log Z.

    Args:
        words: shape (n_words, n_cells), in {0, 1}.
        n_hidden: hidden units.
        rng: of weights, batches and chains.
    """
    visible = torch.from_numpy(words.astype(np.float32))
    machine = train_machine(
        visible, n_hidden, N_STEPS, LEARNING_RATE, seed=int(rng.integers(2**62))
    )
    arrays = (machine.vbias, machine.hbias, machine.weight_matrix)
    law = BoltzmannMachine(*(array.numpy().astype(float) for array in arrays))
    rest = logit(fit_independent_cells(words).rates)
    start = _coins(np.tile(expit(rest), (N_ANNEALING_CHAINS, 1)), rng)
    log_Z, error = annealed_log_normaliser(
        law, start, rest, rng, n_steps=N_ANNEALING_STEPS, n_hidden=n_hidden
    )
    return replace(law, log_normaliser=log_Z, log_normaliser_error=error)

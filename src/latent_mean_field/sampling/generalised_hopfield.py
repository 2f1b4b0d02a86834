"""Monte Carlo of a generalised Hopfield model from its energy alone.

Heat-bath updates, cell by cell: log P(x_i = 1 | others) / P(x_i = 0 | others) is
h_i + Phi(u + xi_i) - Phi(u), u being the overlaps of the other cells. No word is ever
drawn from a node: that these chains agree with the exact sampler is a test of Phi.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, softmax

from latent_mean_field.systems.generalised_hopfield import GeneralisedHopfield

N_BURN_IN = 30
CHUNK = 10_000
# Of a population that is annealed: updates of every cell at each temperature.
N_SWEEPS = 3
# Nats; what rounding makes of a flip and its reverse.
LEAST_RISE = 1e-4


def gibbs_words(
    law: GeneralisedHopfield,
    n_chains: int,
    n_kept: int,
    rng: np.random.Generator,
    *,
    n_burn_in: int = N_BURN_IN,
) -> NDArray:
    """Words after each of `n_kept` sweeps, shape (n_kept, n_chains, n_cells), uint8.

    Each chain starts from independent cells with the fields h alone.
    """
    start = expit(law.field)
    words = (rng.random((n_chains, law.field.size)) < start).astype(np.uint8)
    chains = _Chains(law, words)
    kept = np.empty((n_kept, *words.shape), np.uint8)
    for sweep in range(n_burn_in + n_kept):
        chains.sweep(rng)
        if sweep >= n_burn_in:
            kept[sweep - n_burn_in] = chains.words
    return kept


@dataclass(frozen=True)
class Annealed:
    """Populations of words at one inverse temperature, P^beta / Z(beta).

    Attributes:
        beta: 1 is the law itself.
        log_prob: log P of each word, nats, shape (n_populations, n_words).
        effective: effective share of the words that survived the last step, the least
            of all populations.
    """

    beta: float
    log_prob: NDArray
    effective: float


def annealed_populations(
    law: GeneralisedHopfield,
    betas: Sequence[float],
    shape: tuple[int, int],
    rng: np.random.Generator,
) -> Iterator[Annealed]:
    """Population annealing (Hukushima and Iba 2003) from exact words of the law.

    Args:
        law: at beta = 1.
        betas: inverse temperatures, in steps away from 1.
        shape: (n_populations, n_words); populations share no words, so that their
            scatter is the error.
        rng: of words, resamples and updates.
    """
    chains = _Chains(law, law.sample(shape[0] * shape[1], rng))
    before = 1.0
    for beta in betas:
        log_weights = (beta - before) * law.log_prob(chains.words).reshape(shape)
        shares = softmax(log_weights, axis=1)
        effective = 1 / np.square(shares).sum(1) / shape[1]
        chains = _Chains(law, chains.words[_survivors(shares, rng)])
        for _ in range(N_SWEEPS):
            chains.sweep(rng, beta)
        log_prob = law.log_prob(chains.words).reshape(shape)
        yield Annealed(beta, log_prob, float(effective.min()))
        before = beta


def _survivors(shares: NDArray, rng: np.random.Generator) -> NDArray:
    """Systematic resample of each row, as rows of one long list."""
    n_populations, n_words = shares.shape
    steps = (np.arange(n_words) + rng.random((n_populations, 1))) / n_words
    ends = shares.cumsum(1)
    chosen = [
        np.searchsorted(end, step * end[-1])
        for end, step in zip(ends, steps, strict=True)
    ]
    return (np.array(chosen) + n_words * np.arange(n_populations)[:, None]).ravel()


def ascend(law: GeneralisedHopfield, words: NDArray) -> NDArray:
    """The local maximum of P that each word climbs to, shape (n_words, n_cells), uint8.

    Steepest ascent: the flip that raises log P most, until none does. These are the
    metastable states (Tkacik et al. 2014).
    """
    blocks = np.array_split(words, 1 + len(words) // CHUNK)
    return np.concatenate([_ascended(law, block.copy()) for block in blocks])


def _ascended(law: GeneralisedHopfield, words: NDArray) -> NDArray:
    """Climb with all words at once; those that have arrived rest."""
    climbing = np.arange(len(words))
    while len(climbing):
        own = _Chains(law, words[climbing])
        rise = np.where(
            own.words == 1,
            -law.field + np.log(own.shares @ own.down.T),
            law.field + np.log(own.shares @ own.up.T),
        )
        best = rise.argmax(axis=1)
        rows = np.arange(len(climbing))
        moving = rise[rows, best] > LEAST_RISE
        climbing, best = climbing[moving], best[moving]
        words[climbing, best] ^= 1
    return words


class _Chains:
    """Words and, for each, the terms of Phi(u), kept up to date flip by flip.

    With r_k the share of node k in exp Phi(u), exp(Phi(u ± xi_i) - Phi(u)) is
    Σ_k r_k exp(± xi_i·m_k).
    """

    def __init__(self, law: GeneralisedHopfield, words: NDArray):
        self.law, self.words = law, words
        factors = np.exp(law.nodes @ law.patterns.T)
        self.up = factors.T.astype(np.float32)
        self.down = (1 / factors).T.astype(np.float32)
        self._refresh()

    def _refresh(self) -> None:
        """Shares from scratch, so that rounding does not add up over sweeps."""
        log_share = self.law.log_node_weights + (
            (self.words @ self.law.patterns) @ self.law.nodes.T
        )
        self.shares = softmax(log_share, axis=1).astype(np.float32)

    def sweep(self, rng: np.random.Generator, beta: float = 1.0) -> None:
        """Update every cell of every chain once, at P^beta."""
        coins = rng.random(self.words.shape[::-1], np.float32)
        for i, coin in enumerate(coins):
            on = self.words[:, i] == 1
            # Phi grows by hundreds in a sweep: normalised at once, shares stay finite.
            self.shares /= self.shares.sum(axis=1, keepdims=True)
            # Phi(u + xi_i) - Phi(u), u without cell i.
            rise = np.where(
                on, 1 / (self.shares @ self.down[i]), self.shares @ self.up[i]
            )
            fires = coin < expit(beta * (self.law.field[i] + np.log(rise)))
            self.shares[fires & ~on] *= self.up[i]
            self.shares[~fires & on] *= self.down[i]
            self.words[:, i] = fires
        self._refresh()

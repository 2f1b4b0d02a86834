"""Monte Carlo of a generalised Hopfield model from its energy alone.

Heat-bath updates, cell by cell: log P(x_i = 1 | others) / P(x_i = 0 | others) is
h_i + Phi(u + xi_i) - Phi(u), u being the overlaps of the other cells. No word is ever
drawn from a node: that these chains agree with the exact sampler is a test of Phi.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from latent_mean_field.systems.generalised_hopfield import GeneralisedHopfield

N_BURN_IN = 30


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
        log_share -= log_share.max(axis=1, keepdims=True)
        self.shares = np.exp(log_share).astype(np.float32)

    def sweep(self, rng: np.random.Generator) -> None:
        """Update every cell of every chain once."""
        coins = rng.random(self.words.shape[::-1], np.float32)
        for i, coin in enumerate(coins):
            on = self.words[:, i] == 1
            total = self.shares.sum(axis=1)
            # Phi(u + xi_i) - Phi(u), u without cell i.
            rise = np.where(
                on,
                total / (self.shares @ self.down[i]),
                (self.shares @ self.up[i]) / total,
            )
            fires = coin < expit(self.law.field[i] + np.log(rise))
            self.shares[fires & ~on] *= self.up[i]
            self.shares[~fires & on] *= self.down[i]
            self.words[:, i] = fires
        self._refresh()

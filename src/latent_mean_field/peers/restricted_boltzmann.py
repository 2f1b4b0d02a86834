"""A restricted Boltzmann machine with more hidden units than there are patterns."""

import numpy as np
import torch
from numpy.typing import NDArray
from rbms.bernoulli_bernoulli.classes import BBRBM
from rbms.training.pcd import fit_batch_pcd
from torch.optim import SGD

from latent_mean_field.peers.pseudo_likelihood import rescale

N_CHAINS = 256
BATCH_SIZE = 256
GIBBS_STEPS = 1


def infer_restricted_boltzmann(
    spins: NDArray,
    n_patterns: int,
    *,
    n_hidden: int = 20,
    n_steps: int = 3000,
    learning_rate: float = 0.05,
    seed: int = 0,
) -> NDArray:
    """Ξ from the quadratic part of a trained machine's energy.

    Trained by the package `rbms` (persistent contrastive divergence, normalised
    gradients; its own training loop would write archives) with the rate falling to
    zero. Units h in {0, 1} with weights W on v = (1 + s) / 2, summed out, leave
    Σ_a log 2cosh(c_a + Σ_i W_ia s_i / 4): to second order couplings
    K_ij / N ∝ Σ_a sech²(c_a) W_ia W_ja / 16, of which the p leading factors are kept.
    A few saturating units stand for a quadratic energy only over the states that
    occur, so that their curvature at rest overstates it, up to tenfold in an ordered
    phase; the common scale is therefore fitted to the samples by pseudo-likelihood.

    Args:
        spins: samples ±1, shape (n_samples, n_spins).
        n_patterns: p.
        n_hidden: hidden units.
        n_steps: of stochastic gradient ascent.
        learning_rate: at the start.
        seed: of weights, batches and chains.

    Returns:
        Ξ, shape (n_spins, p), up to a rotation.
    """
    visible = torch.from_numpy((spins > 0).astype(np.float32))
    machine = train_machine(visible, n_hidden, n_steps, learning_rate, seed=seed)
    W, c = machine.weight_matrix.numpy(), machine.hbias.numpy()
    at_rest = 0.5 * (c + 0.5 * W.sum(0))
    factors = W / np.cosh(at_rest)
    vectors, values, _ = np.linalg.svd(factors, full_matrices=False)
    return rescale(spins, vectors[:, :n_patterns] * values[:n_patterns])


def train_machine(
    visible: torch.Tensor,
    n_hidden: int,
    n_steps: int,
    learning_rate: float,
    *,
    seed: int,
) -> BBRBM:
    """Persistent contrastive divergence on units (n_samples, n_visible) in {0, 1}."""
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        torch.manual_seed(seed)
        return _train(visible, n_hidden, n_steps, learning_rate)


def _train(
    visible: torch.Tensor, n_hidden: int, n_steps: int, learning_rate: float
) -> BBRBM:
    """`train_machine` in the random state at hand."""
    frequency = visible.mean(0).clamp(1e-4, 1 - 1e-4)
    machine = BBRBM(
        1e-2 * torch.randn(visible.shape[1], n_hidden),
        torch.logit(frequency),
        torch.zeros(n_hidden),
    )
    for parameter in machine.parameters():
        parameter.grad = torch.zeros_like(parameter)
    chains = machine.init_chains(N_CHAINS)
    ones = torch.ones(BATCH_SIZE)
    optimizer = SGD(machine.parameters(), lr=learning_rate, maximize=True)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, n_steps)
    for _ in range(n_steps):
        rows = torch.randint(len(visible), (BATCH_SIZE,))
        chains, _ = fit_batch_pcd(
            (visible[rows], ones), chains, machine, GIBBS_STEPS, 1.0
        )
        optimizer.step()
        schedule.step()
    return machine

"""What a decoder makes of a lattice: energy, order and heat capacity of its samples."""

import numpy as np
import torch
from numpy.typing import NDArray

from latent_mean_field.averages import blocked_mean
from latent_mean_field.quantities import Quantity, quantity
from latent_mean_field.systems.ising_torus import IsingTorus
from latent_mean_field.systems.solvable import Solvable
from latent_mean_field.vae.fit import Fit
from latent_mean_field.vae.model import VAE

N_DRAWS = 10_000
N_SNAPSHOTS = 4


def assess_lattice(
    fit: Fit, words: NDArray, system: Solvable, *, seed: int
) -> tuple[dict[str, Quantity], dict[str, NDArray]]:
    """Thermodynamics per spin of p_theta, beside the exact values; none but on a torus.

    |m| has no closed form: its theory is the mean over the equilibrium samples.

    Args:
        fit: its best restart is drawn from.
        words: equilibrium samples, shape (n_words, n_sites), in {0, 1}.
        system: the matter.
        seed: of the draws.

    Returns:
        `energy`, `magnetisation` and `heat_capacity`; snapshots of both laws, int8,
        shape (n, side, side).
    """
    if not isinstance(system, IsingTorus):
        return {}, {}
    equilibrium = 2 * words.astype(np.int8) - 1
    drawn = draw_spins(fit.best_vae(), N_DRAWS, seed)
    n, T = system.n_spins, system.T
    energy = -T * system.log_weight(drawn) / n
    order = np.abs(drawn.mean(1))
    fluctuation = n * (energy - energy.mean()) ** 2 / T**2
    numbers = {
        "energy": quantity(
            *blocked_mean(energy), unit="J per spin", theory=system.energy() / n
        ),
        "magnetisation": quantity(
            *blocked_mean(order),
            unit="per spin",
            theory=float(np.abs(equilibrium.mean(1)).mean()),
        ),
        "heat_capacity": quantity(
            *blocked_mean(fluctuation),
            unit="k_B per spin",
            theory=system.heat_capacity() / n,
        ),
    }
    shape = (-1, *system.shape)
    return numbers, {
        "equilibrium": equilibrium[:N_SNAPSHOTS].reshape(shape),
        "decoder": drawn[:N_SNAPSHOTS].reshape(shape),
    }


def draw_spins(vae: VAE, n: int, seed: int) -> NDArray[np.int8]:
    """Spins ±1 from the first replica's p_theta, shape (n, n_sites)."""
    generator = torch.Generator(vae.device).manual_seed(seed)
    with torch.no_grad():
        z = vae.prior().sample(n, generator)
        words = vae.decoder(z).sample(generator)[0]
    return (2 * words - 1).cpu().numpy().astype(np.int8)

"""Does the stated error hold the truth as often as it says?"""

from collections.abc import Mapping

import numpy as np

from latent_mean_field.information.autoregressive import estimate_information
from latent_mean_field.information.bipartition import cut_in_two
from latent_mean_field.information.exact import exact_information
from latent_mean_field.information.table import information_quantities
from latent_mean_field.quantities import Quantity
from latent_mean_field.sampling.equilibrium import sample_equilibrium
from latent_mean_field.systems.solvable import Solvable


def calibrate(
    system: Solvable,
    *,
    cut: str,
    n_samples: int,
    n_held_out: int,
    settings: Mapping[str, int],
    root_seed: int,
    seed: int,
) -> dict[str, Quantity]:
    """One estimate on samples of its own, judged by the exact value.

    Args:
        system: matter whose information is known.
        cut: name of the cut.
        n_samples: samples to learn from.
        n_held_out: samples to measure on.
        settings: `hidden_dim` and `n_steps` of the estimator, and how many of the
            held-out samples it takes at most, `n_held_out`.
        root_seed: of the project, for a random cut.
        seed: of this repetition.
    """
    rng = np.random.default_rng(seed)
    spins = sample_equilibrium(system, n_samples + n_held_out, rng)
    words = ((spins + 1) // 2).astype(np.uint8)
    estimate = estimate_information(
        words[:n_samples],
        words[n_samples:][: settings["n_held_out"]],
        cut_in_two(cut, system.shape, root_seed),
        hidden_dim=settings["hidden_dim"],
        n_steps=settings["n_steps"],
        seed=seed,
    )
    held_out = spins[n_samples:]
    exact = exact_information(system, held_out, rng, cuts=[cut], root_seed=root_seed)
    return information_quantities(estimate, exact[cut])

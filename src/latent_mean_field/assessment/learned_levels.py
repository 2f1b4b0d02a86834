"""Levels of what autoencoders learned of the law of the order parameter.

In Hubbard-Stratonovich coordinates the latent of mean-field matter is its fluctuating
field, whose exact law w is known, and so is the gap of its Hamiltonian: one half in
units of the inverse variance where w is normal, and the smaller the rarer the matter
turns over. A trained prior has a gap of its own, as has the aggregate posterior.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from latent_mean_field.assessment.rows import Row, as_row
from latent_mean_field.decoding.uncertainty import replica_error
from latent_mean_field.quantities import Quantity, quantity
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.latent_hamiltonian import grid_levels, line_rates
from latent_mean_field.systems.mixture_density import MixtureDensity
from latent_mean_field.vae.fit import Fit
from latent_mean_field.vae.gaussian_mixture import GaussianMixture

Arrays = dict[str, NDArray]
# Words of the aggregate posterior.
N_WORDS = 5000
# Widths of a Gaussian beyond which lines end, their points to a width, and points of
# the exact law and at most.
BEYOND, FINE, N_POINTS = 8.0, 25, 4001
# The grid of what is drawn.
N_DRAWN, REACH = 200, 6.0
# Couplings of the exact curve, at least; the gap of matter that turns over, but seldom.
CURVE, N_CURVE, SHOWN = (0.4, 1.4), 41, 0.15


class OrderParameterLaw(NamedTuple):
    """The exact law w of the fluctuating field, standardised.

    Attributes:
        z: field less its mean, over its standard deviation, shape (n,).
        log_density: log w there, up to a constant, shape (n,).
    """

    z: NDArray
    log_density: NDArray

    @classmethod
    def of(cls, system: CurieWeiss) -> "OrderParameterLaw":
        """Of a system of one order parameter."""
        edge = np.sqrt(system.beta_J) + BEYOND / np.sqrt(system.n_spins)
        m = np.linspace(-edge, edge, N_POINTS)
        log_weight = system.log_field_weight(m[:, None])
        weight = np.exp(log_weight - log_weight.max())
        weight /= weight.sum()
        mean = weight @ m
        scale = np.sqrt(weight @ np.square(m - mean))
        return cls((m - mean) / scale, log_weight)

    @property
    def gap(self) -> float:
        """First excited level, by the walk of a jumper."""
        return float(line_rates(self.log_density, self.z[1] - self.z[0], 1)[0])

    @property
    def potential(self) -> NDArray:
        """V = |g|²/8 + g'/4 of g = d log w / dz by differences, shape (n,)."""
        g = np.gradient(self.log_density, self.z)
        return np.square(g) / 8 + np.gradient(g, self.z) / 4


class Learned(NamedTuple):
    """What was trained on which matter.

    Attributes:
        keys: of the case.
        system: Curie-Weiss matter.
        fit: of one latent.
        words: held-out ones, shape (n_words, n_spins).
    """

    keys: Mapping[str, Any]
    system: CurieWeiss
    fit: Fit
    words: NDArray


def learned_rows(
    learned: Sequence[Learned], rng: np.random.Generator
) -> tuple[list[Row], Arrays]:
    """Rows of numbers, and arrays for the figure; rng draws words anew.

    Arrays: of matter without a field, if any, `couplings`, `gaps` and `gap_errors`
    (n,), beside `curve_couplings` and the exact `curve_gaps`; and of what has the gap
    nearest to `SHOWN`, its coupling `shown` and all that `potentials` returns.
    """
    rows = [
        as_row({"system": "curie_weiss", **one.keys}, gap_numbers(one, rng))
        for one in learned
    ]
    levels = [row["numbers"]["first_level"] for row in rows]
    free = [k for k, one in enumerate(learned) if not one.system.beta_h]
    # Not by its logarithm: the gap of cold matter is lost in rounding.
    apart = [abs(level["theory"] - SHOWN) for level in levels]
    shown = learned[int(np.argmin(apart))]
    couplings = np.array([learned[k].system.beta_J for k in free])
    ends = min([CURVE[0], *couplings]), max([CURVE[1], *couplings])
    curve = np.linspace(*ends, N_CURVE)
    exact = [CurieWeiss(shown.system.n_spins, beta_J) for beta_J in curve]
    return rows, {
        "couplings": couplings,
        "gaps": np.array([levels[k]["value"] for k in free]),
        "gap_errors": np.array([levels[k]["error"] or 0.0 for k in free]),
        "curve_couplings": curve,
        "curve_gaps": np.array([OrderParameterLaw.of(system).gap for system in exact]),
        "shown": np.array(shown.system.beta_J),
        **potentials(shown.fit, shown.system),
    }


def gap_numbers(one: Learned, rng: np.random.Generator) -> dict[str, Quantity]:
    """Gaps of the trained prior and of the aggregate posterior, beside that of w.

    Errors by the replicas of the fit: bootstrap ones see words drawn with replacement,
    as in their training.
    """
    fit, n_restarts = one.fit, one.fit.settings.n_restarts
    few = one.words[:N_WORDS]
    rows = np.tile(np.arange(len(few)), (fit.vae.n_replicas, 1))
    rows[n_restarts:] = rng.choice(len(few), rows[n_restarts:].shape)
    with torch.no_grad():
        laws = {
            "first_level": fit.vae.prior(),
            "first_level_aggregate": fit.vae.encoder(
                torch.as_tensor(few[rows]).float()
            ),
        }
    theory = OrderParameterLaw.of(one.system).gap
    found = {}
    for name, law in laws.items():
        gaps = [first_level(density_of(law, k)) for k in range(fit.vae.n_replicas)]
        found[name] = quantity(
            gaps[fit.best], replica_error(gaps, n_restarts), theory=theory
        )
    return found


def density_of(law: GaussianMixture, replica: int) -> MixtureDensity:
    """All components of a replica as one mixture, standardised.

    Of one latent; of a law for each word, words with equal shares.
    """
    weights = law.log_weights[replica].double().exp().flatten().numpy()
    means = law.means[replica].double().reshape(-1, 1).numpy()
    widths = law.scale_tril[replica].double().reshape(-1, 1, 1).numpy()
    rho = MixtureDensity(weights / weights.sum(), means, widths**2)
    return rho.standardised()


def first_level(rho: MixtureDensity) -> float:
    """By the walk of a jumper, along a line that holds every Gaussian of one latent.

    Its step is a share of the narrowest width, so far as that makes no more than 4001
    points.
    """
    means, widths = rho.means[:, 0], np.sqrt(rho.covariances[:, 0, 0])
    ends = (means - BEYOND * widths).min(), (means + BEYOND * widths).max()
    n = int(np.clip(FINE * (ends[1] - ends[0]) / widths.min(), 2, N_POINTS))
    z, step = np.linspace(*ends, n, retstep=True)
    return float(line_rates(rho.log_density(z[:, None]), step, 1)[0])


def potentials(fit: Fit, system: CurieWeiss) -> Arrays:
    """The potential of the trained prior, its levels, and the exact potential.

    Returns:
        `learned_z` (n,), `learned_potential` and `exact_potential` there, and
        `learned_states` (2, n) with their `learned_levels`.
    """
    with torch.no_grad():
        rho = density_of(fit.vae.prior(), fit.best)
    law = OrderParameterLaw.of(system)
    levels, z, states = grid_levels(rho, 2, half_width=REACH, n_points=N_DRAWN)
    return {
        "learned_z": z,
        "learned_potential": rho.potential(z[:, None]),
        "learned_levels": levels,
        "learned_states": states.T,
        "exact_potential": np.interp(z, law.z, law.potential),
    }

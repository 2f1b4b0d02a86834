"""Read the parameters of solvable matter off a trained decoder, with errors."""

from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import ndtr

from latent_mean_field.decoding.exchangeable import nearest_curie_weiss
from latent_mean_field.decoding.fields import FieldLaw, effective_rank, field_laws
from latent_mean_field.decoding.gauge import GaugeError, Matter, fix_gauge
from latent_mean_field.decoding.patterns import BinaryPatterns, binary_rotation
from latent_mean_field.decoding.recovery import (
    relative_coupling_error,
    signs_right,
)
from latent_mean_field.decoding.uncertainty import replica_error
from latent_mean_field.peers.maximum_likelihood import fit_curie_weiss
from latent_mean_field.quantities import Quantity, nats, quantity
from latent_mean_field.storage import Words
from latent_mean_field.systems.class_sums import ClassSums
from latent_mean_field.systems.cramer_rao import (
    cramer_rao_couplings,
    cramer_rao_curie_weiss,
)
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.hopfield import Hopfield
from latent_mean_field.vae.fit import Fit

N_DRAWS = 20_000
ZETA = np.linspace(-2.5, 2.5, 51)


@dataclass(frozen=True)
class Decoded:
    """What every readable replica of a fit says, the best restart singled out."""

    laws: list[FieldLaw]
    matter: list[Matter]
    binary: list[BinaryPatterns]
    best: int
    n_restarts: int

    def estimate(self, values: list[float]) -> tuple[float, float | None]:
        """The best restart's value, and its standard error from the replicas."""
        return values[self.best], replica_error(values, self.n_restarts)


def decode(fit: Fit, rng: np.random.Generator) -> Decoded:
    """Fields, gauge and binary rotation of every replica (theory.md, section 3).

    A replica that is no bilinear matter is left out.

    Raises:
        GaugeError: the best restart is none.
    """
    generator = torch.Generator().manual_seed(int(rng.integers(2**62)))
    laws = field_laws(fit.vae, N_DRAWS, generator)
    found = {fit.best: fix_gauge(laws[fit.best])}
    for number, law in enumerate(laws):
        if number != fit.best:
            with suppress(GaugeError):
                found[number] = fix_gauge(law)
    readable = sorted(found)
    matter = [found[number] for number in readable]
    binary = [binary_rotation(one.patterns, rng) for one in matter]
    n_restarts = sum(number < fit.settings.n_restarts for number in readable)
    laws = [laws[number] for number in readable]
    return Decoded(laws, matter, binary, readable.index(fit.best), n_restarts)


def common_quantities(decoded: Decoded) -> dict[str, Quantity]:
    """What any bilinear matter tells, without knowing the truth."""
    ranks = [effective_rank(law.spectrum) for law in decoded.laws]
    residuals = [one.residual for one in decoded.matter]
    return {
        "effective_rank": quantity(*decoded.estimate(ranks)),
        "gauge_residual": nats(*decoded.estimate(residuals), theory=0.0),
    }


def matter_quantities(
    decoded: Decoded, truth: CurieWeiss | Hopfield, words: Words
) -> dict[str, Quantity]:
    """All that is decoded of a solvable system, beside the truth."""
    if isinstance(truth, CurieWeiss):
        own = _curie_weiss_quantities(decoded, truth, _spins(words.train))
    else:
        spins = _spins(np.concatenate([words.train, words.held_out]))
        bound = cramer_rao_couplings(truth, spins, len(words.train))
        own = _hopfield_quantities(decoded, truth, bound)
    return common_quantities(decoded) | own


def _spins(words: NDArray) -> NDArray:
    return 2 * words.astype(np.int8) - 1


def _curie_weiss_quantities(
    decoded: Decoded, truth: CurieWeiss, spins: NDArray
) -> dict[str, Quantity]:
    """Beta J and beta h; what exact likelihood gives, within its Cramér-Rao bound.

    All spins are known to be alike: the nearest such matter is what is read.
    """
    bounds = cramer_rao_curie_weiss(ClassSums.of(truth), len(spins))
    yardstick = fit_curie_weiss(spins)
    nearest = [nearest_curie_weiss(one) for one in decoded.matter]
    coupling, field = (list(values) for values in zip(*nearest, strict=True))
    return {
        "beta_J": quantity(*decoded.estimate(coupling), theory=truth.beta_J),
        "beta_h": quantity(*decoded.estimate(field), theory=truth.beta_h),
        "beta_J_maximum_likelihood": quantity(
            yardstick[0], bounds[0], theory=truth.beta_J
        ),
        "beta_h_maximum_likelihood": quantity(
            yardstick[1], bounds[1], theory=truth.beta_h
        ),
    }


def _hopfield_quantities(
    decoded: Decoded, truth: Hopfield, bound: float | None
) -> dict[str, Quantity]:
    """Signs, couplings and temperature against the truth.

    `coupling_relative_error` judges the real-valued, gauge-invariant K; its theory is
    the Cramér-Rao bound, if there is one. `binary_coupling_relative_error` judges
    beta xi xi^T / N, where the alphabet ±1 has been used.
    """
    true = truth.couplings
    real = [relative_coupling_error(one.couplings, true) for one in decoded.matter]
    discrete = [Hopfield(one.xi, one.beta) for one in decoded.binary]
    binary = [relative_coupling_error(one.couplings, true) for one in discrete]
    signs = [signs_right(one.xi, truth.xi) for one in discrete]
    beta = [one.beta for one in discrete]
    return {
        "signs_right": quantity(*decoded.estimate(signs), theory=1.0),
        "coupling_relative_error": quantity(*decoded.estimate(real), theory=bound),
        "binary_coupling_relative_error": quantity(*decoded.estimate(binary)),
        "beta": quantity(*decoded.estimate(beta), theory=truth.beta),
        "field_rms": quantity(*decoded.estimate(_field_rms(decoded)), theory=0.0),
    }


def _field_rms(decoded: Decoded) -> list[float]:
    """Root-mean-square decoded external field of every replica."""
    return [float(np.sqrt(np.mean(one.field**2))) for one in decoded.matter]


def matter_arrays(decoded: Decoded, truth: CurieWeiss | Hopfield) -> dict[str, NDArray]:
    """Arrays of the best restart, and of all replicas where figures show them."""
    matter = decoded.matter[decoded.best]
    arrays = {
        "spectrum": np.stack([law.spectrum for law in decoded.laws]),
        "couplings": matter.couplings,
        "true_couplings": truth.couplings,
        "field": matter.field,
        "patterns": decoded.binary[decoded.best].rotated,
    }
    if isinstance(truth, CurieWeiss):
        return arrays | _transport_arrays(decoded, truth)
    return arrays | {"true_patterns": truth.xi}


def _transport_arrays(decoded: Decoded, truth: CurieWeiss) -> dict[str, NDArray]:
    """Mean local field at the quantiles of a standard normal latent, and exactly."""
    fields = np.stack(
        [
            (law.mean + law.coordinates @ law.loadings.T).mean(axis=1)
            for law in decoded.laws
        ]
    )
    return {
        "zeta": ZETA,
        "transport": np.quantile(fields, ndtr(ZETA), axis=1).T,
        "exact_transport": truth.transport_map(ZETA),
    }

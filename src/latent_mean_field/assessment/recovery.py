"""How well matter is recovered, by the decoder and by its rivals, against the truth.

One set of numbers for many independent data sets of the same kind: a mean over them
with its standard error, beside the Cramér-Rao bound.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.decoding.exchangeable import nearest_curie_weiss
from latent_mean_field.decoding.gauge import GaugeError
from latent_mean_field.decoding.matter import Decoded, decode
from latent_mean_field.decoding.patterns import binary_rotation
from latent_mean_field.decoding.recovery import (
    align_columns,
    relative_coupling_error,
    signs_right,
)
from latent_mean_field.decoding.uncertainty import interval
from latent_mean_field.peers.maximum_likelihood import fit_curie_weiss
from latent_mean_field.quantities import Quantity, quantity
from latent_mean_field.systems.class_sums import ClassSums
from latent_mean_field.systems.cramer_rao import (
    cramer_rao_couplings,
    cramer_rao_curie_weiss,
)
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.hopfield import Hopfield
from latent_mean_field.systems.solvable import Solvable
from latent_mean_field.vae.fit import Fit


@dataclass(frozen=True)
class Reading:
    """What one decoder says.

    Attributes:
        residual: KL divergence to the nearest bilinear law, nats.
        decoded: all of it, None where that law is too far to be read.
    """

    residual: float
    decoded: Decoded | None


def read_decoders(fits: Sequence[Fit], rng: np.random.Generator) -> list[Reading]:
    """The decoders of all data sets, also those that are no bilinear matter."""
    return [_read(fit, rng) for fit in fits]


def _read(fit: Fit, rng: np.random.Generator) -> Reading:
    try:
        decoded = decode(fit, rng)
    except GaugeError as error:
        return Reading(error.residual, None)
    return Reading(decoded.matter[decoded.best].residual, decoded)


def recovery_quantities(
    readings: Sequence[Reading],
    truths: Sequence[Solvable],
    peers: Mapping[str, NDArray],
    data_sets: NDArray,
    rng: np.random.Generator,
) -> dict[str, Quantity]:
    """All that was recovered of one kind of matter, beside the truth.

    Args:
        readings: of each data set.
        truths: the matter of each data set.
        peers: by name, Ξ of each data set, shape (n_sets, n_spins, p).
        data_sets: spins ±1, shape (n_sets, n_samples, n_spins).
        rng: for the starts of the binary rotation.
    """
    numbers = residual_quantities(readings)
    if isinstance(truths[0], CurieWeiss):
        return numbers | _curie_weiss_recovery(readings, truths[0], data_sets)
    if isinstance(truths[0], Hopfield):
        matter = [truth for truth in truths if isinstance(truth, Hopfield)]
        return numbers | _hopfield_recovery(readings, matter, peers, data_sets, rng)
    return numbers


def _mean(
    values: Sequence[float], unit: str = "", theory: float | None = None
) -> Quantity:
    """Mean over the data sets with its standard error."""
    n = len(values)
    error = float(np.std(values, ddof=1) / np.sqrt(n)) if n > 1 else None
    return quantity(float(np.mean(values)), error, unit=unit, theory=theory)


def residual_quantities(readings: Sequence[Reading]) -> dict[str, Quantity]:
    """How bilinear the matter is, and how many decoders could be read at all.

    Residuals are those of decoders that have a nearest bilinear law.
    """
    residuals = [one.residual for one in readings if np.isfinite(one.residual)]
    readable = sum(reading.decoded is not None for reading in readings)
    numbers = {"readable": quantity(readable, unit=f"of {len(readings)} data sets")}
    if residuals:
        numbers["gauge_residual"] = _mean(residuals, unit="nats")
    return numbers


def _curie_weiss_recovery(
    readings: Sequence[Reading], truth: CurieWeiss, data_sets: NDArray
) -> dict[str, Quantity]:
    """Root-mean-square error of beta J over the data sets, by the Cramér-Rao bound."""
    sums, n_samples = ClassSums.of(truth), data_sets.shape[1]
    bound, _ = cramer_rao_curie_weiss(sums, n_samples)
    decoded = [reading.decoded for reading in readings if reading.decoded]
    if not decoded:
        return {}
    values = [[nearest_curie_weiss(m)[0] for m in one.matter] for one in decoded]
    best = np.array([own[one.best] for own, one in zip(values, decoded, strict=True)])
    yardstick = np.array([fit_curie_weiss(spins)[0] for spins in data_sets])
    numbers = {
        "beta_J": _mean(list(best), theory=truth.beta_J),
        "rmse_over_cramer_rao": _relative_rmse(best - truth.beta_J, bound),
        "rmse_over_cramer_rao_maximum_likelihood": _relative_rmse(
            yardstick - truth.beta_J, bound
        ),
    }
    errors = [one.estimate(own)[1] for own, one in zip(values, decoded, strict=True)]
    if all(error is not None for error in errors):
        inside = np.abs(best - truth.beta_J) <= np.array(errors, float)
        numbers["coverage_68"] = _mean(list(inside.astype(float)), theory=0.68)
    return numbers


def _relative_rmse(errors: NDArray, bound: float) -> Quantity:
    """Root mean square in units of the bound, with the error of so few squares."""
    ratio = float(np.sqrt(np.mean(errors**2)) / bound)
    return quantity(ratio, ratio / np.sqrt(2 * len(errors)), theory=1.0)


@dataclass(frozen=True)
class Score:
    """One method on one data set.

    Attributes:
        error: relative error of the gauge-invariant couplings K.
        binary_error: the same of beta xi xi^T / N, the patterns being made binary.
        signs: share of the signs of the patterns that are right.
    """

    error: float
    binary_error: float
    signs: float


# No couplings at all: what a decoder that cannot be read has to say.
NOTHING = Score(1.0, 1.0, 0.5)


def score(patterns: NDArray, truth: Hopfield, rng: np.random.Generator) -> Score:
    """Judge Ξ, shape (n_spins, p), after the rotation that makes it binary."""
    binary = binary_rotation(patterns, rng)
    couplings = patterns @ patterns.T / len(patterns)
    discrete = Hopfield(binary.xi, binary.beta).couplings
    return Score(
        relative_coupling_error(couplings, truth.couplings),
        relative_coupling_error(discrete, truth.couplings),
        signs_right(binary.xi, np.sign(truth.xi)),
    )


def _hopfield_recovery(
    readings: Sequence[Reading],
    truths: Sequence[Hopfield],
    peers: Mapping[str, NDArray],
    data_sets: NDArray,
    rng: np.random.Generator,
) -> dict[str, Quantity]:
    """Errors of K and of the signs: ours, those of the peers, and the bound."""
    ours = [
        score(_patterns(reading), truth, rng) if reading.decoded else NOTHING
        for reading, truth in zip(readings, truths, strict=True)
    ]
    rivals = {
        name: [score(X, truth, rng) for X, truth in zip(found, truths, strict=True)]
        for name, found in peers.items()
    }
    bounds = [
        cramer_rao_couplings(truth, spins, len(spins))
        for truth, spins in zip(truths, data_sets, strict=True)
    ]
    numbers = _score_quantities(ours, "")
    known = [bound for bound in bounds if bound is not None]
    if len(known) == len(truths):
        numbers["coupling_relative_error"]["theory"] = float(np.mean(known))
    for name, scores in rivals.items():
        numbers |= _score_quantities(scores, f"_{name}")
    if rivals:
        numbers["error_over_best_peer"] = _over_best(ours, rivals)
    return numbers | _coverage(readings, truths)


def _patterns(reading: Reading) -> NDArray:
    """Ξ of the best restart."""
    assert reading.decoded is not None
    return reading.decoded.matter[reading.decoded.best].patterns


def _score_quantities(scores: Sequence[Score], suffix: str) -> dict[str, Quantity]:
    """Means over the data sets, and how many of them have every sign right."""
    perfect = sum(one.signs == 1.0 for one in scores)
    return {
        f"coupling_relative_error{suffix}": _mean([one.error for one in scores]),
        f"binary_coupling_relative_error{suffix}": _mean(
            [one.binary_error for one in scores]
        ),
        f"signs_right{suffix}": _mean([one.signs for one in scores], theory=1.0),
        f"seeds_all_signs_right{suffix}": quantity(
            perfect, unit=f"of {len(scores)} data sets", theory=float(len(scores))
        ),
    }


def _over_best(
    ours: Sequence[Score], rivals: Mapping[str, Sequence[Score]]
) -> Quantity:
    """Mean error of K over that of the best peer, the same data sets in both."""
    means = {
        name: np.mean([one.error for one in scores]) for name, scores in rivals.items()
    }
    best = rivals[min(means, key=lambda name: means[name])]
    return _mean([a.error / b.error for a, b in zip(ours, best, strict=True)])


def _coverage(
    readings: Sequence[Reading], truths: Sequence[Hopfield]
) -> dict[str, Quantity]:
    """Share of couplings and pattern entries within their 68 % intervals."""
    shares = [
        _shares_within(reading.decoded, truth)
        for reading, truth in zip(readings, truths, strict=True)
        if reading.decoded and len(reading.decoded.matter) > 2
    ]
    if not shares:
        return {}
    couplings, patterns = zip(*shares, strict=True)
    return {
        "coverage_68_couplings": _mean(couplings, theory=0.68),
        "coverage_68_patterns": _mean(patterns, theory=0.68),
    }


def _shares_within(decoded: Decoded, truth: Hopfield) -> tuple[float, float]:
    """Of couplings off the diagonal and of pattern entries, by bootstrap replicas."""
    replicas = range(decoded.n_restarts, len(decoded.matter))
    K = decoded.matter[decoded.best].couplings
    spread = interval(np.stack([decoded.matter[r].couplings for r in replicas]))
    upper = np.triu_indices(len(K), 1)
    inside = (np.abs(K - truth.couplings) <= spread)[upper]
    X = decoded.binary[decoded.best].rotated
    turned = [align_columns(decoded.binary[r].rotated, X) for r in replicas]
    true = align_columns(truth.patterns, X)
    entries = np.abs(X - true) <= interval(np.stack(turned))
    return float(inside.mean()), float(entries.mean())

"""Thermodynamics of a population: entropy and heat capacity, for more and more cells.

With energy E = -log P and inverse temperature beta, C = beta² Var(E) of P^beta. As
cells are added, C / N grows and peaks near T = 1 (Tkacik et al. 2015, PNAS 112, 11508).
A hidden mean field alone does that (Schwab, Nemenman and Mehta 2014, PRL 113, 068102).
At T = 1, with <.>_k and Var_k over the words of node k,

    C / N = Var(<E>_k) / N + <Var_k(E)> / N:

the mean energy of a node is extensive, so that the first part grows with N; the second
goes to the heat capacity of cells that are independent at a fixed field, as words come
to tell the node they were seen in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import entr, expit, logit

from latent_mean_field.assessment.population import spike_count_law, total_variation
from latent_mean_field.averages import blocked_mean
from latent_mean_field.peers.independent_cells import fit_independent_cells
from latent_mean_field.quantities import Quantity, quantity
from latent_mean_field.sampling.generalised_hopfield import annealed_populations
from latent_mean_field.storage import Words
from latent_mean_field.systems.generalised_hopfield import GeneralisedHopfield

# From T = 1 down, and up.
COOLING = (0.975, 0.95, 0.925, 0.9, 0.85, 0.8, 0.7)
HEATING = (1.025, 1.05, 1.075, 1.1, 1.125, 1.15, 1.2, 1.25, 1.3, 1.4, 1.6, 1.8, 2.0)
TEMPERATURES = np.sort([*COOLING, 1.0, *HEATING])
# Few large populations: ancestors that words share make a variance too small.
POPULATIONS = (5, 100)
N_WORDS = 20_000
N_SUBSETS = 3


@dataclass(frozen=True)
class Subset:
    """What was measured of some of the cells.

    Attributes:
        numbers: entropy and the like, with the errors that finitely many words make.
        heat_capacity: C / N at `TEMPERATURES`, shape (n_populations, n_temperatures).
        effective: least effective share of words in any step between temperatures.
        spike_counts: P(K) of law, held-out and training words, (3, n_cells + 1).
    """

    numbers: dict[str, Quantity]
    heat_capacity: NDArray
    effective: float
    spike_counts: NDArray


def measure_thermodynamics(
    law: GeneralisedHopfield,
    samples: Words,
    sizes: Sequence[int],
    rng: np.random.Generator,
) -> tuple[dict[str, dict[str, Quantity]], dict[str, NDArray]]:
    """Numbers by how many cells are looked at, and arrays for the figure.

    Args:
        law: of all cells. That of some is its marginal, which is of the same kind.
        samples: training words, and held-out words to compare with.
        sizes: numbers of cells of random subsets; those that leave no cell out are
            passed over, and all cells are added.
        rng: of subsets, words and updates.

    Returns:
        Numbers, and `n_cells` (n_sizes,), `temperatures`, `heat_capacity` and its
        `heat_capacity_error` (n_sizes, n_temperatures), `independent_heat_capacity` of
        all cells, and `n_shown` with `spike_counts` (3, n_shown + 1) of law, held-out
        and training words in the largest subset short of all.
    """
    n_cells = law.field.size
    numbers, curves, errors, counts = {}, [], [], {}
    sizes = [*sorted(n for n in sizes if n < n_cells), n_cells]
    for n in sizes:
        chosen = [
            np.sort(rng.permutation(n_cells)[:n])
            for _ in range(N_SUBSETS if n < n_cells else 1)
        ]
        subsets = [_measure(law.marginal(c), _seen(samples, c), rng) for c in chosen]
        curve, error = _mean_curve(subsets)
        numbers[str(n)] = _numbers(subsets, curve, error)
        curves.append(curve)
        errors.append(error)
        counts[n] = np.mean([one.spike_counts for one in subsets], axis=0)
    shown = sizes[-2] if len(sizes) > 1 else n_cells
    return numbers, {
        "n_cells": np.array(sizes),
        "temperatures": TEMPERATURES,
        "heat_capacity": np.array(curves),
        "heat_capacity_error": np.array(errors),
        "independent_heat_capacity": _independent_heat_capacity(samples.train),
        "n_shown": np.array(shown),
        "spike_counts": counts[shown],
    }


def _seen(samples: Words, cells: NDArray) -> Words:
    return Words(samples.train[:, cells], samples.held_out[:, cells], samples.blocks)


def _measure(
    law: GeneralisedHopfield, samples: Words, rng: np.random.Generator
) -> Subset:
    own, nodes = law.sample_with_nodes(N_WORDS, rng)
    log_prob = law.log_prob(own)
    curves, effective = _heat_capacity(law, log_prob, rng)
    seen = (samples.held_out, samples.train)
    spike_counts = np.array([law.spike_counts(), *map(spike_count_law, seen)])
    return Subset(
        numbers=_entropies(law, log_prob)
        | {"pk_total_variation_over_floor": _over_floor(spike_counts)}
        | _at_one(law, log_prob, nodes)
        | {"gain": _gain(law, samples)},
        heat_capacity=curves,
        effective=effective,
        spike_counts=spike_counts,
    )


def _entropies(law: GeneralisedHopfield, log_prob: NDArray) -> dict[str, Quantity]:
    """Of the law, with log P of its own words: S and what makes it, per cell."""
    n_cells = law.field.size
    rates = np.exp(law.log_weights) @ expit(law.logits())
    alone = float((entr(rates) + entr(1 - rates)).sum())
    entropy, error = -float(log_prob.mean()), float(log_prob.std(ddof=1))
    error /= np.sqrt(len(log_prob))
    bits = n_cells * np.log(2)
    return {
        "entropy": quantity(entropy / n_cells, error / n_cells, unit="nats per cell"),
        "multi_information": quantity(
            (alone - entropy) / bits, error / bits, unit="bits per cell"
        ),
    }


def _at_one(
    law: GeneralisedHopfield, log_prob: NDArray, nodes: NDArray
) -> dict[str, Quantity]:
    """C / N at T = 1: all, the hidden mean field's part, and the rest.

    From log P of the law's words and their nodes, group by group.
    """
    n_groups, n_cells = POPULATIONS[0], law.field.size
    parts = np.array(
        [
            _between_and_within(*group)
            for group in zip(
                np.split(log_prob, n_groups), np.split(nodes, n_groups), strict=True
            )
        ]
    )
    hidden, left = parts.T / n_cells
    fixed = np.exp(law.log_weights) @ _heat_capacity_at(law.logits())
    found = {
        "heat_capacity": (hidden + left, None),
        "hidden_heat_capacity": (hidden, None),
        "heat_capacity_left": (left, float(fixed)),
    }
    return {
        name: quantity(
            values.mean(), values.std(ddof=1) / np.sqrt(n_groups), theory=theory
        )
        for name, (values, theory) in found.items()
    }


def _between_and_within(values: NDArray, nodes: NDArray) -> tuple[float, float]:
    """Variance of values between their nodes and within them, without bias."""
    _, labels, counts = np.unique(nodes, return_inverse=True, return_counts=True)
    means = np.bincount(labels, values) / counts
    squares = np.square(values - means[labels]).sum()
    within = squares / (len(values) - len(counts))
    return float(values.var(ddof=1) - within), float(within)


def _gain(law: GeneralisedHopfield, samples: Words) -> Quantity:
    """Of the held-out words over independent cells."""
    words, blocks = samples.held_out, samples.blocks
    independent = fit_independent_cells(samples.train)
    excess = law.log_prob(words) - independent.log_prob(words)
    bits = law.field.size * np.log(2)
    mean, error = (value / bits for value in blocked_mean(excess, blocks))
    return quantity(mean, error, unit="bits per cell")


def _heat_capacity(
    law: GeneralisedHopfield, log_prob: NDArray, rng: np.random.Generator
) -> tuple[NDArray, float]:
    """C / N by population and temperature, and the least effective share of words.

    At T = 1 it is that of exact words with this log P, dealt out to the populations.
    """
    exact = log_prob.reshape(POPULATIONS[0], -1)
    curves, effective = {1.0: exact.var(axis=1, ddof=1)}, 1.0
    for path in (COOLING, HEATING):
        betas = [1 / T for T in path]
        steps = annealed_populations(law, betas, POPULATIONS, rng)
        for T, step in zip(path, steps, strict=True):
            curves[T] = step.beta**2 * step.log_prob.var(axis=1, ddof=1)
            effective = min(effective, step.effective)
    by_temperature = [curves[T] for T in TEMPERATURES]
    return np.stack(by_temperature, axis=1) / law.field.size, effective


def _mean_curve(subsets: Sequence[Subset]) -> tuple[NDArray, NDArray]:
    """Mean and standard error of C / N, over subsets; over populations of only one."""
    curves = np.array([one.heat_capacity.mean(axis=0) for one in subsets])
    if len(curves) == 1:
        curves = subsets[0].heat_capacity
    return curves.mean(axis=0), curves.std(axis=0, ddof=1) / np.sqrt(len(curves))


def _numbers(
    subsets: Sequence[Subset], curve: NDArray, error: NDArray
) -> dict[str, Quantity]:
    peak = curve.argmax()
    shared = {
        name: _over_subsets([one.numbers[name] for one in subsets])
        for name in subsets[0].numbers
    }
    return shared | {
        "heat_capacity_peak": quantity(float(curve[peak]), float(error[peak])),
        "peak_temperature": quantity(float(TEMPERATURES[peak])),
        "annealing_effective_share": quantity(min(one.effective for one in subsets)),
    }


def _over_subsets(found: Sequence[Quantity]) -> Quantity:
    """Mean, and standard error by the scatter of subsets; by words for only one."""
    if len(found) == 1:
        return found[0]
    values = [one["value"] for one in found]
    error = np.std(values, ddof=1) / np.sqrt(len(values))
    theories = [one["theory"] for one in found if one["theory"] is not None]
    return quantity(
        float(np.mean(values)),
        float(error),
        unit=found[0]["unit"],
        theory=float(np.mean(theories)) if theories else None,
    )


def _over_floor(spike_counts: NDArray) -> Quantity:
    """Law against held-out words, over training against held-out words."""
    model, data, train = spike_counts
    floor = max(total_variation(train, data), np.finfo(float).tiny)
    return quantity(total_variation(model, data) / floor)


def _independent_heat_capacity(words: NDArray) -> NDArray:
    """C / N of independent cells at `TEMPERATURES`."""
    fields = logit(fit_independent_cells(words).rates)
    return _heat_capacity_at(fields / TEMPERATURES[:, None])


def _heat_capacity_at(logits: NDArray) -> NDArray:
    """C / N of cells at fixed logits over temperature (..., n_cells), shape (...)."""
    return (logits**2 * expit(logits) * expit(-logits)).mean(axis=-1)

"""What the collective variables of a population do while a movie is shown."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.averages import jackknife_error
from latent_mean_field.quantities import Quantity, quantity
from latent_mean_field.sampling.generalised_hopfield import ascend
from latent_mean_field.storage import Words
from latent_mean_field.systems.generalised_hopfield import GeneralisedHopfield

# A metastable state that is seen less often is not counted.
LEAST_OCCUPATION = 1e-3
# Mean fields that are told one by one. Of ten patterns the others are much alike in
# strength, and another training turns them among each other.
N_TOLD = 2
# An error needs so many repeats.
MIN_REPEATS = 4


def follow_movie(
    law: GeneralisedHopfield, samples: Words
) -> tuple[dict[str, Quantity], dict[str, NDArray]]:
    """Mean fields and metastable states of held-out words, bin by bin.

    Args:
        law: of the words.
        samples: whose held-out words are whole repeats of one movie, in order.

    Returns:
        Numbers, and arrays for the figure: `mean_fields` (n_repeats, n_bins, p) and the
        number of spiking cells `counts` (n_repeats, n_bins).
    """
    words = samples.held_out
    n_repeats = len(np.unique(samples.blocks))
    m = law.mean_fields(words).reshape(n_repeats, -1, law.patterns.shape[1])
    counts = words.sum(1, dtype=np.int64).reshape(n_repeats, -1)
    maxima, labels, occupation = metastable_states(law, words)
    states = labels.reshape(n_repeats, -1)
    numbers = {
        "metastable_states": quantity(float((occupation >= LEAST_OCCUPATION).sum())),
        "silent_occupation": quantity(float(occupation[~maxima.any(1)].sum())),
        "state_agreement": quantity(agreement(states), theory=chance(states)),
    }
    for mu in range(min(N_TOLD, m.shape[2])):
        own = m[:, :, mu]
        numbers[f"locked_fraction_{mu + 1}"] = over_repeats(locked_fraction, own)
        numbers[f"count_correlation_{mu + 1}"] = over_repeats(correlation, own, counts)
    return numbers, {"mean_fields": m.astype(np.float32), "counts": counts}


def metastable_states(
    law: GeneralisedHopfield, words: NDArray
) -> tuple[NDArray, NDArray, NDArray]:
    """Local maxima of P that words climb to, the most visited first.

    Returns:
        The maxima (n_states, n_cells), the state of each word (n_words,), and the share
        of the words in each state (n_states,).
    """
    packed = np.packbits(ascend(law, words), axis=1)
    states, labels, visits = np.unique(
        packed, axis=0, return_inverse=True, return_counts=True
    )
    order = np.argsort(-visits, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    maxima = np.unpackbits(states[order], axis=1, count=words.shape[1])
    return maxima, rank[labels.ravel()], visits[order] / len(words)


def over_repeats(statistic: Callable[..., float], *values: NDArray) -> Quantity:
    """A statistic of arrays (n_repeats, n_bins), and its jackknife error by repeats.

    None where there are fewer than four.
    """
    whole, n_repeats = statistic(*values), len(values[0])
    if n_repeats < MIN_REPEATS:
        return quantity(whole)
    left_out = [
        statistic(*(np.delete(array, repeat, axis=0) for array in values))
        for repeat in range(n_repeats)
    ]
    return quantity(whole, jackknife_error(left_out))


def correlation(first: NDArray, second: NDArray) -> float:
    """Pearson correlation of all entries."""
    return float(np.corrcoef(first.ravel(), second.ravel())[0, 1])


def locked_fraction(values: NDArray) -> float:
    """Variance over bins of the mean over repeats, over all variance.

    Values (n_repeats, n_bins); what the scatter between repeats adds to the variance of
    their mean is taken off.
    """
    within = values.var(axis=0, ddof=1).mean()
    between = values.mean(axis=0).var(ddof=1) - within / len(values)
    return float(between / (between + within))


def agreement(states: NDArray) -> float:
    """Chance that two repeats are in one state in the same bin; (n_repeats, n_bins)."""
    n_repeats = len(states)
    same = sum(
        np.square(np.unique(column, return_counts=True)[1]).sum() - n_repeats
        for column in states.T
    )
    return float(same / (states.shape[1] * n_repeats * (n_repeats - 1)))


def chance(states: NDArray) -> float:
    """The same for any two words."""
    _, visits = np.unique(states, return_counts=True)
    return float(np.square(visits / states.size).sum())

"""Judge a law of spike words on held-out words: likelihood, and its own statistics."""

from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.assessment.population import spike_count_law, total_variation
from latent_mean_field.assessment.recording_statistics import (
    RecordingStatistics,
    compare_words,
)
from latent_mean_field.averages import (
    block_deviations,
    blocked_mean,
    deviation_error,
)
from latent_mean_field.peers.bernoulli_mixture import BernoulliMixture
from latent_mean_field.peers.boltzmann_machine import BoltzmannMachine
from latent_mean_field.peers.dichotomised_gaussian import DichotomisedGaussian
from latent_mean_field.peers.independent_cells import (
    IndependentCells,
    fit_independent_cells,
)
from latent_mean_field.peers.maximum_entropy import MaximumEntropy
from latent_mean_field.peers.populations import Rival
from latent_mean_field.peers.stimulus_locked import StimulusLocked
from latent_mean_field.peers.summed_activity import SummedActivity
from latent_mean_field.quantities import Quantity, nats, quantity
from latent_mean_field.sampling.generalised_hopfield import gibbs_words
from latent_mean_field.storage import Words
from latent_mean_field.systems.generalised_hopfield import GeneralisedHopfield

PopulationLaw = GeneralisedHopfield | Rival
LAWS: dict[str, type[PopulationLaw]] = {
    "generalised_hopfield": GeneralisedHopfield,
    "independent": IndependentCells,
    "summed_activity": SummedActivity,
    "bernoulli_mixture": BernoulliMixture,
    "pairwise": MaximumEntropy,
    "k_pairwise": MaximumEntropy,
    "boltzmann_machine": BoltzmannMachine,
    "dichotomised_gaussian": DichotomisedGaussian,
    "stimulus_locked": StimulusLocked,
}
# Of the words whose effective number of draws is asked for.
ONE_IN = 100
N_WORDS = 100_000
N_CHAINS = 1_000
# Of the picture of Phi.
N_SHOWN, SIDE = 3_000, 60


def law_arrays(law: PopulationLaw) -> dict[str, NDArray]:
    """The parameters by name, to be stored."""
    return {field.name: np.asarray(getattr(law, field.name)) for field in fields(law)}


def law_of(system: str, arrays: dict[str, NDArray]) -> PopulationLaw:
    """Back from `law_arrays`, for a name of `LAWS`."""
    plain: dict[str, Any] = {n: a if a.ndim else a.item() for n, a in arrays.items()}
    return LAWS[system](**plain)


def assess_law(
    law: PopulationLaw,
    samples: Words,
    recording: RecordingStatistics | None,
    rng: np.random.Generator,
) -> tuple[dict[str, Quantity], dict[str, NDArray]]:
    """Log-likelihood of the held-out words, and statistics of the law's own words.

    Args:
        law: what is judged.
        samples: what it was fitted to, and what it is judged on.
        recording: their statistics; None where training and held-out words are not of
            one law, so that only likelihoods can be compared.
        rng: for the law's words.

    Returns:
        Numbers, and arrays: of the gain, bits per cell, `gain_deviations` by block
        (n_blocks,) and what all blocks share, `gain_doubt` (); statistics of the law's
        words by names such as `model_rates`; those of `landscape_arrays`.
    """
    train, words, blocks = samples
    n_cells = words.shape[1]
    bits = n_cells * np.log(2)
    log_prob = law.log_prob(words)
    independent = fit_independent_cells(train).log_prob(words)
    unsure = 0.0
    if isinstance(law, MaximumEntropy | BoltzmannMachine):
        unsure = law.log_normaliser_error
    mean, error = blocked_mean(log_prob, blocks)
    gain = (log_prob - independent) / bits
    deviations = block_deviations(gain, blocks)
    gain_error = float(np.hypot(deviation_error(deviations), unsure / bits))
    error = float(np.hypot(error, unsure))
    numbers = {
        "n_parameters": quantity(float(law.n_parameters)),
        "log_likelihood": nats(mean, error),
        "log_likelihood_bits_per_cell": quantity(
            mean / bits, error / bits, unit="bits per cell"
        ),
        "gain": quantity(float(gain.mean()), gain_error, unit="bits per cell"),
    }
    if isinstance(law, MaximumEntropy | BoltzmannMachine):
        numbers["log_normaliser"] = nats(law.log_normaliser, law.log_normaliser_error)
    if isinstance(law, DichotomisedGaussian):
        share = law.effective_share(words[::ONE_IN]).mean()
        numbers["effective_share"] = quantity(float(share))
        numbers["least_eigenvalue"] = quantity(law.least_eigenvalue)
    arrays = {"gain_deviations": deviations, "gain_doubt": np.array(unsure / bits)}
    if recording is None:
        return numbers, arrays
    own, extra = _own_words(law, rng)
    compared, own_arrays = compare_words(own, recording)
    numbers, arrays = numbers | compared | extra, arrays | own_arrays
    if isinstance(law, GeneralisedHopfield):
        arrays |= landscape_arrays(law, words)
    return numbers, arrays


def landscape_arrays(law: GeneralisedHopfield, words: NDArray) -> dict[str, NDArray]:
    """Phi over the first two overlaps, and where the words are; for figures.

    `overlaps` (n, 2) of some words; `grid` (2, side) of values of either overlap, the
    others at their mean; `landscape` (side, side) there, first overlap along the rows.
    """
    u = words[:: 1 + len(words) // N_SHOWN] @ law.patterns
    if u.shape[1] < 2:
        return {}
    grid = np.linspace(u[:, :2].min(0), u[:, :2].max(0), SIDE).T
    places = np.tile(u.mean(0), (SIDE**2, 1))
    places[:, 0] = np.repeat(grid[0], SIDE)
    places[:, 1] = np.tile(grid[1], SIDE)
    landscape = law.landscape(places).reshape(SIDE, SIDE)
    return {"overlaps": u[:, :2], "grid": grid, "landscape": landscape}


def _own_words(
    law: PopulationLaw, rng: np.random.Generator
) -> tuple[NDArray, dict[str, Quantity]]:
    """Words of the law. A generalised Hopfield model's come from its energy.

    Its exact P(K) then tells whether the chains have forgotten their start.
    """
    if not isinstance(law, GeneralisedHopfield):
        return law.sample(N_WORDS, rng), {}
    words = gibbs_words(law, N_CHAINS, N_WORDS // N_CHAINS, rng)
    words = words.reshape(-1, words.shape[-1])
    apart = total_variation(spike_count_law(words), law.spike_counts())
    return words, {"chains_total_variation": quantity(apart, theory=0.0)}

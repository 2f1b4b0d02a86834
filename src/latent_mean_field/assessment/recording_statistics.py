"""What the statistics of a recording are, and how well it knows them itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.assessment.population import (
    PopulationStatistics,
    block_moments,
    correlation_of,
    population_statistics,
    statistics_of,
    total_variation,
)
from latent_mean_field.averages import jackknife_error
from latent_mean_field.quantities import Quantity, quantity
from latent_mean_field.storage import Words

N_RESAMPLES = 20
N_STANDARD_ERRORS = 2.0
N_TENTHS = 10
PARTS = tuple(field.name for field in fields(PopulationStatistics))


@dataclass(frozen=True)
class RecordingStatistics:
    """Statistics of held-out words, of training words, and of resamples of the former.

    Attributes:
        data: of the held-out words.
        train: of the words to learn from: how near a perfect memory comes.
        resamples: of the held-out words with whole blocks drawn with replacement; a
            leading axis in every array.
    """

    data: PopulationStatistics
    train: PopulationStatistics
    resamples: PopulationStatistics

    def arrays(self) -> dict[str, NDArray]:
        """Everything by names such as `data_rates`, to be stored."""
        return {
            f"{who}_{part}": np.asarray(getattr(getattr(self, who), part), np.float32)
            for who in ("data", "train", "resamples")
            for part in PARTS
        }

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray]) -> "RecordingStatistics":
        """Back from `arrays`."""
        return cls(
            *(
                PopulationStatistics(*(arrays[f"{who}_{part}"] for part in PARTS))
                for who in ("data", "train", "resamples")
            )
        )

    def resampled(self) -> list[PopulationStatistics]:
        """The resamples one by one."""
        columns = (getattr(self.resamples, part) for part in PARTS)
        return [PopulationStatistics(*row) for row in zip(*columns, strict=True)]


def measure_recording(samples: Words, rng: np.random.Generator) -> RecordingStatistics:
    """Statistics of both parts of a recording; rng chooses the blocks of resamples."""
    blocks = block_moments(samples.held_out, samples.blocks)
    n_blocks = len(blocks.n_words)
    draws = rng.multinomial(n_blocks, np.full(n_blocks, 1 / n_blocks), N_RESAMPLES)
    resamples = [statistics_of(blocks.weighted(draw)) for draw in draws]
    return RecordingStatistics(
        statistics_of(blocks.weighted(np.ones(n_blocks))),
        population_statistics(samples.train),
        PopulationStatistics(
            *(np.stack([getattr(one, part) for one in resamples]) for part in PARTS)
        ),
    )


def compare_words(
    words: NDArray, recording: RecordingStatistics
) -> tuple[dict[str, Quantity], dict[str, NDArray]]:
    """Words of a law against held-out ones; the theory is what training data reach.

    Errors are those of the held-out data, by blocks, and those of the law's words, by
    tenths: every tenth word, which of chains in turns is every tenth chain, so that
    what a chain is stuck in counts.

    Args:
        words: shape (n_words, n_cells); chains take turns, a multiple of ten of them.
        recording: statistics of the data.

    Returns:
        Numbers, and the statistics of the words by names such as `model_rates`.
    """
    tenths = block_moments(words, np.arange(len(words)) % N_TENTHS)
    model = statistics_of(tenths.weighted(np.ones(N_TENTHS)))
    left_out = [statistics_of(tenths.weighted(rest)) for rest in 1 - np.eye(N_TENTHS)]
    arrays = {f"model_{part}": getattr(model, part) for part in PARTS}
    return _comparison(model, left_out, recording), arrays


def _comparison(
    model: PopulationStatistics,
    left_out: Sequence[PopulationStatistics],
    recording: RecordingStatistics,
) -> dict[str, Quantity]:
    """The numbers of `compare_words`; `left_out` lacks a tenth of the words each."""

    def judged(part: str, measure: Callable[[NDArray, NDArray], float]) -> Quantity:
        def score(one: PopulationStatistics, other: PopulationStatistics) -> float:
            return measure(getattr(one, part), getattr(other, part))

        data, floor = recording.data, score(recording.train, recording.data)
        scores = [score(model, resample) for resample in recording.resampled()]
        of_words = jackknife_error([score(rest, data) for rest in left_out])
        error = float(np.hypot(np.std(scores, ddof=1), of_words))
        return quantity(score(model, data), error, theory=floor)

    found = {
        "pk_total_variation": judged("spike_counts", total_variation),
        "pair_correlation_r": judged("correlations", correlation_of),
        "triplet_correlation_r": judged("triplets", correlation_of),
        "mean_rate_r": judged("rates", correlation_of),
    }
    found["pk_total_variation_over_floor"] = _over_floor(model, left_out, recording)
    found["rates_within_two_errors"] = quantity(
        _rates_within(model, recording),
        theory=_rates_within(recording.train, recording),
    )
    return found


def _over_floor(
    model: PopulationStatistics,
    left_out: Sequence[PopulationStatistics],
    recording: RecordingStatistics,
) -> Quantity:
    """P(K) of a law over that of training words, both against held-out ones.

    The floor errs with the held-out words, as what stands above it does.
    """

    def ratio(law: PopulationStatistics, data: PopulationStatistics) -> float:
        floor = total_variation(recording.train.spike_counts, data.spike_counts)
        above = total_variation(law.spike_counts, data.spike_counts)
        return above / max(floor, np.finfo(float).tiny)

    data = recording.data
    of_data = np.std([ratio(model, one) for one in recording.resampled()], ddof=1)
    of_words = jackknife_error([ratio(rest, data) for rest in left_out])
    return quantity(ratio(model, data), float(np.hypot(of_data, of_words)))


def _rates_within(model: PopulationStatistics, recording: RecordingStatistics) -> float:
    """Share of cells whose rate is within two standard errors of the held-out one."""
    error = recording.resamples.rates.std(axis=0, ddof=1)
    off = np.abs(model.rates - recording.data.rates)
    return float((off <= N_STANDARD_ERRORS * error).mean())

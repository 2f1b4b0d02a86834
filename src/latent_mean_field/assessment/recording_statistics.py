"""What the statistics of a recording are, and how well it knows them itself."""

from collections.abc import Callable, Mapping
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
from latent_mean_field.quantities import Quantity, quantity
from latent_mean_field.storage import Words

N_RESAMPLES = 20
N_STANDARD_ERRORS = 2.0
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


def comparison(
    model: PopulationStatistics, recording: RecordingStatistics
) -> dict[str, Quantity]:
    """Model against held-out data; the theory is what the training data reach.

    Errors are those of the held-out data, by blocks.
    """

    def judged(part: str, measure: Callable[[NDArray, NDArray], float]) -> Quantity:
        def score(one: PopulationStatistics, other: PopulationStatistics) -> float:
            return measure(getattr(one, part), getattr(other, part))

        scores = [score(model, resample) for resample in recording.resampled()]
        error, floor = np.std(scores, ddof=1), score(recording.train, recording.data)
        return quantity(score(model, recording.data), float(error), theory=floor)

    found = {
        "pk_total_variation": judged("spike_counts", total_variation),
        "pair_correlation_r": judged("correlations", correlation_of),
        "triplet_correlation_r": judged("triplets", correlation_of),
        "mean_rate_r": judged("rates", correlation_of),
    }
    variation = found["pk_total_variation"]
    assert variation["theory"] is not None
    floor = max(variation["theory"], np.finfo(float).tiny)
    found["pk_total_variation_over_floor"] = quantity(
        variation["value"] / floor, (variation["error"] or 0.0) / floor
    )
    found["rates_within_two_errors"] = quantity(
        _rates_within(model, recording),
        theory=_rates_within(recording.train, recording),
    )
    return found


def _rates_within(model: PopulationStatistics, recording: RecordingStatistics) -> float:
    """Share of cells whose rate is within two standard errors of the held-out one."""
    error = recording.resamples.rates.std(axis=0, ddof=1)
    off = np.abs(model.rates - recording.data.rates)
    return float((off <= N_STANDARD_ERRORS * error).mean())

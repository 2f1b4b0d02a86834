"""Did this machine reproduce the paper? Every number against its reference.

Other floating-point units train slightly other networks, so numbers need not be the
same: z = (here - reference) / sqrt(error_here² + error_reference²) says how far apart
they are. At equal seeds both have the same samples, hence share most of their noise,
and z spreads less than a standard normal does: limits for the latter are generous. Two
quick runs, one without the vector instructions of the other, had z of 0.1 as a rule and
1.0 at most, and exact numbers within 1e-12.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from scipy.stats import binom, norm

from latent_mean_field.cases import REPORTED
from latent_mean_field.quantities import Number
from latent_mean_field.reporting.reference import differing

# Relative, and absolute below 1. Exact answers are sums of many terms and differences
# of entropies, which lose digits; half of those of double precision must be left.
ROUNDING = 1e-8
# Of telling, in each of the two ways, that something is wrong where nothing is.
CHANCE = 1e-3
BEYOND_TWO = 2 * norm.sf(2.0)


class Pair(NamedTuple):
    """A number by its key, here and in the reference.

    One with an error is judged by z, one that states an error of zero, being exact, to
    rounding. One that states none cannot be judged; it must not state one on one side.
    """

    key: str
    here: Number
    there: Number

    @property
    def error(self) -> float | None:
        """Both standard errors combined; None where one of them is not stated."""
        errors = (self.here["error"], self.there["error"])
        return None if None in errors else math.hypot(*errors)

    @property
    def same(self) -> bool:
        """The values agree to rounding."""
        values = (self.here["value"], self.there["value"])
        return math.isclose(*values, rel_tol=ROUNDING, abs_tol=ROUNDING)

    @property
    def z(self) -> float:
        """Difference in combined errors; 0 where it is but rounding."""
        difference = self.here["value"] - self.there["value"]
        return difference / self.error if self.error and not self.same else 0.0

    @property
    def change(self) -> float:
        """Difference relative to the larger value; 0 where it is but rounding."""
        a, b = self.here["value"], self.there["value"]
        return 0.0 if self.same else abs(a - b) / max(abs(a), abs(b))


@dataclass(frozen=True)
class Group:
    """Numbers of a chapter, or of all.

    Attributes:
        name: what the group is called.
        pairs: numbers that are both here and in the reference.
        missing: keys that only the reference has.
        new: keys that only this run has.
    """

    name: str
    pairs: Sequence[Pair]
    missing: Sequence[str]
    new: Sequence[str]

    @cached_property
    def measured(self) -> list[Pair]:
        """Those with an error, the farthest apart first."""
        found = [pair for pair in self.pairs if pair.error]
        return sorted(found, key=lambda pair: -abs(pair.z))

    @cached_property
    def exact(self) -> list[Pair]:
        """Those without error, the most different first."""
        found = [pair for pair in self.pairs if pair.error == 0]
        return sorted(found, key=lambda pair: -pair.change)

    @cached_property
    def unjudged(self) -> list[Pair]:
        """Those of unknown error, the most different first."""
        found = [pair for pair in self.pairs if pair.error is None]
        return sorted(found, key=lambda pair: -pair.change)

    @property
    def half_stated(self) -> list[Pair]:
        """Those whose error is stated on one side only."""
        return [
            pair
            for pair in self.unjudged
            if (pair.here["error"] is None) != (pair.there["error"] is None)
        ]

    def beyond(self, n_errors: float) -> int:
        """How many are farther apart than so many combined errors."""
        return sum(abs(pair.z) > n_errors for pair in self.measured)

    def part(self, chapter: str) -> "Group":
        """The numbers of one chapter."""
        own = f"{chapter}/"
        return Group(
            chapter,
            [pair for pair in self.pairs if pair.key.startswith(own)],
            [key for key in self.missing if key.startswith(own)],
            [key for key in self.new if key.startswith(own)],
        )


@dataclass(frozen=True)
class Comparison:
    """A run and its reference.

    Attributes:
        whole: every number that is compared.
        settings: keys of the configuration in which the two differ.
        rasters: labels of both rasters if they differ; the retina's numbers are then
            of other data, and left out.
    """

    whole: Group
    settings: Sequence[str]
    rasters: tuple[str, str] | None

    @cached_property
    def chapters(self) -> list[Group]:
        """Chapters that have numbers."""
        parts = [self.whole.part(chapter) for chapter in REPORTED]
        return [part for part in parts if part.pairs or part.missing or part.new]

    @property
    def reproduced(self) -> bool:
        """The same configuration gave the same numbers."""
        return not (self.settings or self.objections())

    def objections(self) -> list[str]:
        """Why this run did not reproduce the reference, in words."""
        found = []
        if not self.whole.pairs:
            found.append("there is nothing to compare")
        for group in [*self.chapters, self.whole]:
            n, most = len(group.measured), self.most_beyond_two(group)
            if (beyond := group.beyond(2.0)) > most:
                name = f"{beyond} of {n} numbers of {group.name} beyond two errors"
                found.append(f"{name}, by chance at most {most}")
        if beyond := self.whole.beyond(self.largest_z):
            found.append(f"{beyond} beyond {self.largest_z:.1f} errors")
        if wrong := sum(not pair.same for pair in self.whole.exact):
            found.append(f"{wrong} exact beyond rounding")
        if half := len(self.whole.half_stated):
            found.append(f"{half} with an error on one side only")
        if missing := len(self.whole.missing):
            found.append(f"{missing} missing")
        return found

    @property
    def largest_z(self) -> float:
        """What no |z| of this many exceeds, but by chance (Bonferroni)."""
        return float(norm.isf(CHANCE / 2 / max(1, len(self.whole.measured))))

    def most_beyond_two(self, group: Group) -> int:
        """What the numbers of a group beyond two errors do not exceed, but by chance.

        As if they were independent; those of one fit are not, and share their luck.
        """
        n_groups = len(self.chapters) + 1
        return int(binom.isf(CHANCE / n_groups, len(group.measured), BEYOND_TWO))


def compare(
    numbers: Mapping[str, Number],
    reference: Mapping[str, Any],
    *,
    config: Mapping[str, Any],
    raster: str,
) -> Comparison:
    """Lay the numbers of a run beside those of a reference.

    Args:
        numbers: contents of `numbers.json`.
        reference: what `freeze` wrote.
        config: the configuration of the run.
        raster: label of the retina's raster.
    """
    there = reference["numbers"]
    rasters = None
    if raster != reference["raster"]:
        rasters = (raster, reference["raster"])
        numbers, there = _without_retina(numbers), _without_retina(there)
    pairs = [
        Pair(key, number, there[key]) for key, number in numbers.items() if key in there
    ]
    missing = [key for key in there if key not in numbers]
    new = [key for key in numbers if key not in there]
    settings = differing(config, reference["configuration"])
    return Comparison(Group("all", pairs, missing, new), settings, rasters)


def _without_retina(numbers: Mapping[str, Number]) -> dict[str, Number]:
    return {k: number for k, number in numbers.items() if not k.startswith("retina/")}

"""A run beside its reference: one table for the terminal, and the verdict."""

from collections.abc import Iterator, Sequence

from latent_mean_field.reporting.notation import measured
from latent_mean_field.reporting.reproduction import BEYOND_TWO, Comparison, Group, Pair

N_SHOWN = 5
HEADS = (
    *("chapter", "numbers", "< 2", "2 to 4", "> 4", "exact", "off"),
    *("no error", "changed", "missing", "new"),
)


def tabulate(comparison: Comparison, origin: str) -> str:
    """A row for each chapter, the worst numbers by name, and a verdict in one line.

    Args:
        comparison: of a run with its reference.
        origin: date, machine and commit of the reference.
    """
    rows = [_row(group) for group in [*comparison.chapters, comparison.whole]]
    lines = [
        f"Numbers of this run against those of {origin}:",
        "with an error, apart by so many of both errors combined; exact, off by more",
        "than rounding; of no stated error, changed and not judged.",
        "",
        *_aligned([HEADS, *rows]),
        "",
        expectation(comparison),
        *_worst(comparison.whole),
        "",
        verdict(comparison),
    ]
    return "\n".join(lines) + "\n"


def expectation(comparison: Comparison) -> str:
    """What errors that are right would make of so many numbers."""
    n, limit = len(comparison.whole.measured), comparison.largest_z
    most = comparison.most_beyond_two(comparison.whole)
    return (
        f"By chance {BEYOND_TWO * n:.0f} of {n} would be beyond two errors, "
        f"at most {most}, and none beyond {limit:.1f}."
    )


def verdict(comparison: Comparison) -> str:
    """Whether the reference was reproduced, and if not, why not, in one line."""
    if comparison.settings:
        keys = _few(comparison.settings)
        return f"No verdict: the reference is of another configuration, in {keys}"
    apart = ""
    if comparison.rasters:
        apart = "; the retina was not compared: {} here, {} there".format(
            *comparison.rasters
        )
    if objections := comparison.objections():
        return f"NOT reproduced: {'; '.join(objections)}{apart}"
    whole = comparison.whole
    judged = f"{len(whole.measured)} numbers within their errors"
    exact = f"{len(whole.exact)} exact ones to rounding"
    left = f"; {len(whole.unjudged)} of no stated error were not judged"
    return f"Reproduced: {judged}, {exact}{left if whole.unjudged else ''}{apart}"


def _row(group: Group) -> tuple[str, ...]:
    """Counts of a chapter, in the order of `HEADS`."""
    n, beyond_two, beyond_four = len(group.measured), group.beyond(2), group.beyond(4)
    counts = (
        *(n, n - beyond_two, beyond_two - beyond_four, beyond_four),
        *(len(group.exact), sum(not pair.same for pair in group.exact)),
        *(len(group.unjudged), sum(not pair.same for pair in group.unjudged)),
        *(len(group.missing), len(group.new)),
    )
    return group.name, *map(str, counts)


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns as wide as they must be, the first to the left and the others right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])])
        for row in rows
    ]


def _worst(group: Group) -> Iterator[str]:
    """The first few of whatever is not as in the reference."""
    off = [pair for pair in group.exact if not pair.same]
    changed = [pair for pair in group.unjudged if not pair.same]
    apart = [pair for pair in group.measured if not pair.same]
    yield from _listed("Farthest apart", "errors", [_by_errors(p) for p in apart])
    yield from _listed("Exact, but off", "relative", [_by_digits(p) for p in off])
    yield from _listed("Most changed", "relative", [_by_digits(p) for p in changed])
    yield from _listed("Missing", "", [(key,) for key in group.missing])
    yield from _listed("New", "", [(key,) for key in group.new])


def _listed(title: str, unit: str, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The first few rows under their heads, and how many there are."""
    if rows:
        shown = [(f"  {name}", *rest) for name, *rest in rows[:N_SHOWN]]
        heads = (f"{title}, {len(shown)} of {len(rows)}", "here", "reference", unit)
        yield from ["", *_aligned([heads[: len(shown[0])], *shown])]


def _by_errors(pair: Pair) -> tuple[str, ...]:
    return pair.key, measured(pair.here), measured(pair.there), f"{pair.z:+.1f}"


def _by_digits(pair: Pair) -> tuple[str, ...]:
    here, there = pair.here["value"], pair.there["value"]
    return pair.key, f"{here:.12g}", f"{there:.12g}", f"{pair.change:.1g}"


def _few(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    more = len(names) - N_SHOWN
    return ", ".join(names[:N_SHOWN]) + (f" and {more} more" if more > 0 else "")

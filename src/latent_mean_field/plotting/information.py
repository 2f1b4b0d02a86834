"""The structure-free estimator of information against exact values."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from latent_mean_field.plotting.style import (
    COLOURS,
    NAMES,
    ONE_COLUMN,
    THEORY,
    letter,
    panels,
)

# Rows of a chapter: exact value, estimate and its standard error, in nats.
Rows = Sequence[tuple[float, float, float]]


def draw_information(rows: Mapping[str, Rows]) -> Figure:
    """Estimate against exact on the left, the error enlarged on the right."""
    figure, axes = panels(1, 2, 2 * ONE_COLUMN, 2.7)
    top = 1.15 * max(exact for own in rows.values() for exact, _, _ in own)
    axes[0, 0].plot([0, top], [0, top], **THEORY)
    axes[0, 1].axhline(0, **THEORY)
    for chapter, own in rows.items():
        exact, estimate, error = (list(column) for column in zip(*own, strict=True))
        difference = [a - b for a, b in zip(estimate, exact, strict=True)]
        style = {"fmt": "o", "color": COLOURS[chapter], "label": NAMES[chapter]}
        axes[0, 0].errorbar(exact, estimate, yerr=error, **style)
        axes[0, 1].errorbar(exact, difference, yerr=error, **style)
    axes[0, 0].set(xlabel="exact $I(A;B)$ (nats)", ylabel="estimate (nats)")
    axes[0, 1].set(xlabel="exact $I(A;B)$ (nats)", ylabel="estimate - exact (nats)")
    axes[0, 0].legend(loc="upper left")
    letter(axes[0])
    return figure

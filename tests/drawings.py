"""What a test of a figure asks: it is saved, no panel is empty, nothing is cut off."""

from pathlib import Path

from matplotlib.figure import Figure

from latent_mean_field.plotting.style import save


def empty_panels(figure: Figure) -> list[str]:
    """Titles, else labels, of panels that show no data."""
    return [
        panel.get_title(loc="left") or panel.get_title() or panel.get_ylabel()
        for panel in figure.axes
        if panel.axison and not panel.has_data()
    ]


def overhang(figure: Figure) -> float:
    """How far anything sticks out of the page, inches."""
    box, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    return max(-box.x0, -box.y0, box.x1 - width, box.y1 - height)


def check_drawn(figure: Figure, folder: Path) -> None:
    """Save the figure; look into every panel and at the edges of the first file."""
    path = folder / "figure.svg"
    save(figure, [str(path)])
    assert path.read_text().rstrip().endswith("</svg>")
    assert not empty_panels(figure)
    assert overhang(figure) < 0.01, overhang(figure)

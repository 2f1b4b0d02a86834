"""What a test of a figure asks: it can be saved, and no panel of it is empty."""

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


def check_drawn(figure: Figure, folder: Path) -> None:
    """Save the figure and look into every panel."""
    path = folder / "figure.svg"
    save(figure, [str(path)])
    assert path.read_text().rstrip().endswith("</svg>")
    assert not empty_panels(figure)

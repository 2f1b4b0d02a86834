"""One look for every figure: final size, direct labels, colour-blind-safe colours."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
import seaborn as sns
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from latent_mean_field.damage import replacing
from latent_mean_field.names import label_of

ONE_COLUMN = 3.4
TWO_COLUMNS = 7.0
# Drawings after which the layout of every figure stands still.
N_LAYOUTS = 4
COLOURS = {
    "curie_weiss": "#0072B2",
    "hopfield": "#D55E00",
    "ising_1d": "#CC79A7",
    "ising_2d": "#332288",
    "maier_saupe": "#56B4E9",
    "multispin": "#882255",
    "retina": "#009E73",
}
NAMES = {
    "curie_weiss": "Curie-Weiss",
    "hopfield": "Hopfield",
    "ising_1d": "1D Ising",
    "ising_2d": "2D Ising",
    "maier_saupe": "Maier-Saupe",
    "multispin": "Three, four spins",
    "retina": "Retina",
}
THEORY: dict[str, Any] = {"color": "0.25", "linewidth": 1.0}

SETTINGS = {
    "font.size": 8,
    "axes.labelsize": 8,
    "axes.titlesize": 8,
    "legend.fontsize": 7,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "axes.linewidth": 0.6,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 3,
    "ytick.major.size": 3,
    "xtick.minor.width": 0.4,
    "ytick.minor.width": 0.4,
    "xtick.minor.size": 1.8,
    "ytick.minor.size": 1.8,
    "lines.linewidth": 1.0,
    "lines.markersize": 3.5,
    "legend.frameon": False,
    "figure.dpi": 150,
    "savefig.dpi": 200,
    "savefig.transparent": True,
    "svg.fonttype": "path",
    # The same figure must be the same bytes from run to run.
    "svg.hashsalt": "latent-mean-field",
}


@contextmanager
def house_style() -> Iterator[None]:
    """Seaborn ticks with the house's sizes, for the figures made inside."""
    with mpl.rc_context():
        sns.set_theme(style="ticks", rc=SETTINGS)
        mpl.use("Agg")
        yield


def panels(n_rows: int, n_columns: int, width: float, height: float) -> tuple:
    """A figure of final size in inches, and its axes as an array."""
    figure, axes = plt.subplots(
        n_rows, n_columns, figsize=(width, height), layout="constrained", squeeze=False
    )
    return figure, axes


def letter(axes: Sequence[Axes]) -> None:
    """Write a, b, c … above the left corner of each panel."""
    for name, ax in zip("abcdefghijkl", axes, strict=False):
        ax.annotate(
            name,
            (0, 1),
            xytext=(-22, 6),
            xycoords="axes fraction",
            textcoords="offset points",
            weight="bold",
            size=9,
        )


def case_title(name: str) -> str:
    """The name of a case, such as `beta_J=0.8,beta_h=0.1`, as mathematics.

    A system in front, as in `ising_2d,L=16,T=Tc`, is a line of its own. Without it a
    long name breaks into two lines, so that small panels stay side by side.
    """
    first, *others = label_of(name).split(",")
    if "=" not in first:
        rest = ", ".join(_symbol(part) for part in others)
        return "\n".join(filter(None, [NAMES.get(first, first), rest]))
    parts = [_symbol(part) for part in (first, *others)]
    lines = [parts[:-1], parts[-1:]] if len(parts) > 2 else [parts]
    return "\n".join(", ".join(line) for line in lines)


def _symbol(part: str) -> str:
    """One `key=value` of a name; of a value that is a word, the word."""
    symbols = {"beta_J": r"\beta J", "beta_h": r"\beta h", "beta": r"\beta", "n": "N"}
    key, value = part.split("=")
    if value.isalpha() and value != "Tc":
        return value
    return f"${symbols.get(key, key)}={value.replace('Tc', 'T_c')}$"


def stamp(figure: Figure, text: str) -> None:
    """Say where the data came from, along the lower edge."""
    figure.supxlabel(text, fontsize=6, color="0.4", x=0.99, ha="right")


def save(figure: Figure, paths: Sequence[str]) -> None:
    """Save as every named file, all of one layout, without dates; close the figure."""
    sns.despine(figure)
    _settle(figure)
    no_date = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}
    for path in map(Path, paths):
        kind = path.suffix[1:]
        with replacing(path) as temporary:
            figure.savefig(temporary, format=kind, metadata=no_date[kind])
    plt.close(figure)


def _settle(figure: Figure) -> None:
    """Lay the panels out for good.

    Where panels keep their aspect each drawing moves them, until they are in place: the
    first file would have titles beyond its edge, and the last would not.
    """
    for _ in range(N_LAYOUTS):
        figure.draw_without_rendering()
    figure.set_layout_engine("none")

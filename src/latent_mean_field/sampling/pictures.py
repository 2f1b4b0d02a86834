"""Pictures by their principal components: a turn of the axes, and no more.

White noise of the pixels is white noise of the components, so that a Gaussian decoder
of the leading ones is a Gaussian decoder of all pixels, of which the others are left as
they are. Columns that are orthogonal stay nearly so.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from latent_mean_field.systems.mixings import Mixing

# Pictures that the components are found from, and that are made at once.
N_FITTED, CHUNK = 2000, 500


class Lens(NamedTuple):
    """Leading principal components of pictures.

    Attributes:
        mean: picture, shape (n_pixels,).
        components: orthonormal, shape (n_components, n_pixels).
    """

    mean: NDArray
    components: NDArray

    def see(self, mixing: Mixing, sources: NDArray) -> NDArray:
        """Components of the pictures of sources (n, d), shape (n, n_components)."""
        return np.concatenate(
            [(part - self.mean) @ self.components.T for part in _made(mixing, sources)]
        )

    def shown(self, components: NDArray) -> NDArray:
        """Pictures (n, n_pixels) that have these components (n, n_components)."""
        return self.mean + components @ self.components


def _made(mixing: Mixing, sources: NDArray) -> Iterator[NDArray]:
    """Pictures of sources (n, d), a few hundred at once."""
    for chunk in np.array_split(sources, -(-len(sources) // CHUNK)):
        yield mixing.mix(chunk)


def stacked(lenses: Sequence[Lens]) -> dict[str, NDArray]:
    """Means (n_sets, n_pixels) and components of all; nothing if there are none."""
    names = Lens._fields if lenses else ()
    return {name: np.stack([getattr(lens, name) for lens in lenses]) for name in names}


def fit_lens(mixing: Mixing, sources: NDArray, n_components: int) -> Lens:
    """The components of the first pictures of sources (n, d).

    From the products of pictures with each other: there are fewer of them than pixels.
    """
    few = sources[:N_FITTED]
    pictures = np.concatenate([part.astype(np.float32) for part in _made(mixing, few)])
    mean = pictures.mean(axis=0)
    pictures -= mean
    last = len(few) - 1
    values, vectors = eigh(
        pictures @ pictures.T, subset_by_index=(len(few) - n_components, last)
    )
    largest_first = (vectors / np.sqrt(values))[:, ::-1]
    return Lens(mean, largest_first.T @ pictures)

"""Pictures by their principal components: a turn of the axes, and no more.

White noise of the pixels is white noise of the components, so that a Gaussian decoder
of the leading ones is a Gaussian decoder of all pixels, of which the others are left as
they are. Columns that are orthogonal stay nearly so.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA

from latent_mean_field.systems.mixings import Mixing

# Pictures that the components are found from, and that are made at once.
N_FITTED, CHUNK = 4000, 500


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
        chunks = np.array_split(sources, -(-len(sources) // CHUNK))
        return np.concatenate(
            [(mixing.mix(chunk) - self.mean) @ self.components.T for chunk in chunks]
        )

    def shown(self, components: NDArray) -> NDArray:
        """Pictures (n, n_pixels) that have these components (n, n_components)."""
        return self.mean + components @ self.components


def fit_lens(mixing: Mixing, sources: NDArray, n_components: int) -> Lens:
    """The components of the first pictures of sources (n, d)."""
    chunks = np.array_split(sources[:N_FITTED], -(-len(sources[:N_FITTED]) // CHUNK))
    pictures = np.concatenate([mixing.mix(c).astype(np.float32) for c in chunks])
    found = PCA(n_components, svd_solver="randomized", random_state=0).fit(pictures)
    return Lens(found.mean_, found.components_)

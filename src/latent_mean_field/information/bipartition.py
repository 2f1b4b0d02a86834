"""Ways to cut a system in two."""

import numpy as np
from numpy.typing import NDArray


def contiguous_halves(n_sites: int) -> NDArray[np.bool_]:
    """True for the first half of the sites, shape (n_sites,)."""
    return np.arange(n_sites) < n_sites // 2

"""Every rival on the same samples, by the name it has in the configuration."""

import logging
import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.peers.maximum_likelihood import (
    MAX_GRID_PATTERNS,
    infer_maximum_likelihood,
)
from latent_mean_field.peers.principal_components import infer_principal_components
from latent_mean_field.peers.pseudo_likelihood import infer_pseudo_likelihood
from latent_mean_field.peers.restricted_boltzmann import infer_restricted_boltzmann

logger = logging.getLogger(__name__)

PEERS: dict[str, Callable[[NDArray, int], NDArray]] = {
    "principal_components": infer_principal_components,
    "pseudo_likelihood": infer_pseudo_likelihood,
    "restricted_boltzmann": infer_restricted_boltzmann,
    "maximum_likelihood": infer_maximum_likelihood,
}


def infer_couplings(
    data_sets: NDArray, n_patterns: int, names: Sequence[str]
) -> dict[str, NDArray]:
    """Ξ of each data set by each of the named peers, shape (n_sets, n_spins, p).

    Args:
        data_sets: spins ±1, shape (n_sets, n_samples, n_spins).
        n_patterns: p, which the peers are told.
        names: keys of `PEERS`. Exact likelihood is left out beyond three patterns.
    """
    found = {}
    for name in names:
        if name == "maximum_likelihood" and n_patterns > MAX_GRID_PATTERNS:
            logger.info("%s: too many patterns for its grid", name)
            continue
        start = time.process_time()
        found[name] = np.stack([PEERS[name](spins, n_patterns) for spins in data_sets])
        seconds = (time.process_time() - start) / len(data_sets)
        logger.info("%s: %.1f s for each data set", name, seconds)
    return found

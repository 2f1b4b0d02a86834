"""The yardstick for Curie-Weiss: exact maximum likelihood with the model known."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp

from latent_mean_field.systems.class_sums import log_binomial


def fit_curie_weiss(spins: NDArray) -> tuple[float, float]:
    """Beta J and beta h of highest likelihood, the energy being known to be (Σ s)².

    What a decoder that knows nothing of the energy cannot be expected to beat, on the
    same samples: it separates the error of a method from the luck of the draw.

    Args:
        spins: samples ±1, shape (n_samples, n_spins).
    """
    n = spins.shape[1]
    magnetisation = spins.sum(axis=1, dtype=np.float64)
    observed = np.array([np.mean(magnetisation**2) / (2 * n), magnetisation.mean()])
    up = np.arange(n + 1.0)
    support = 2 * up - n
    statistics = np.stack([support**2 / (2 * n), support])
    log_multiplicity = log_binomial(np.array(n), up)

    def cost(theta: NDArray) -> tuple[float, NDArray]:
        log_weight = log_multiplicity + theta @ statistics
        log_z = logsumexp(log_weight)
        mean = statistics @ np.exp(log_weight - log_z)
        return log_z - theta @ observed, mean - observed

    found = minimize(cost, np.zeros(2), jac=True, method="BFGS", options={"gtol": 1e-8})
    return float(found.x[0]), float(found.x[1])

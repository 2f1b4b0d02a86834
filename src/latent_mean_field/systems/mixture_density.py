"""A Gaussian mixture as a stationary density: what its Hamiltonian is made of."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp


@dataclass(frozen=True)
class MixtureDensity:
    """rho(z) = Σ_c w_c Normal(z; mu_c, C_c) in d dimensions.

    Attributes:
        weights: w, shape (n_components,), adding up to one.
        means: mu, shape (n_components, d).
        covariances: C, shape (n_components, d, d).
    """

    weights: NDArray
    means: NDArray
    covariances: NDArray

    @property
    def dimension(self) -> int:
        """Dimension d."""
        return self.means.shape[1]

    @property
    def mean(self) -> NDArray:
        """<z>, shape (d,)."""
        return self.weights @ self.means

    @property
    def covariance(self) -> NDArray:
        """<z z^T> - <z><z>^T, shape (d, d)."""
        apart = self.means - self.mean
        within = np.tensordot(self.weights, self.covariances, 1)
        return within + (self.weights * apart.T) @ apart

    def log_density(self, z: NDArray) -> NDArray:
        """Log rho, nats, at z (n, d), shape (n,)."""
        return logsumexp(self._log_terms(z), axis=1)

    def shares(self, z: NDArray) -> NDArray:
        """Chance of each component at z (n, d), shape (n, n_components)."""
        terms = self._log_terms(z)
        terms -= terms.max(axis=1, keepdims=True)
        chances = np.exp(terms)
        return chances / chances.sum(axis=1, keepdims=True)

    def score(self, z: NDArray) -> NDArray:
        """Grad log rho at z (n, d), shape (n, d)."""
        return (self.shares(z)[..., None] * self._pulls(z)).sum(1)

    def potential(self, z: NDArray) -> NDArray:
        """V = ½ Lap(psi) / psi of psi = sqrt(rho), at z (n, d), shape (n,).

        V = |g|²/8 + Lap(log rho)/4, g = grad log rho. With g_c the pull of component c
        and r_c its share, Lap(rho)/rho = Σ_c r_c (|g_c|² - tr C_c^-1).
        """
        shares, pulls = self.shares(z), self._pulls(z)
        traces = np.trace(self._precisions, axis1=1, axis2=2)
        laplacian = (shares * (np.square(pulls).sum(2) - traces)).sum(1)
        squared = np.square((shares[..., None] * pulls).sum(1)).sum(1)
        return laplacian / 4 - squared / 8

    def sample(self, n: int, rng: np.random.Generator) -> NDArray:
        """Independent points, shape (n, d)."""
        chosen = rng.choice(len(self.weights), n, p=self.weights)
        roots = np.linalg.cholesky(self.covariances)
        noise = rng.normal(size=(n, self.dimension))
        return self.means[chosen] + np.einsum("nij,nj->ni", roots[chosen], noise)

    def standardised(self) -> "MixtureDensity":
        """The density of z less its mean, over the root mean variance: an isotropy.

        Axes and ratios of variances stay as they are.
        """
        scale = np.sqrt(np.trace(self.covariance) / self.dimension)
        means = (self.means - self.mean) / scale
        return MixtureDensity(self.weights, means, self.covariances / scale**2)

    @cached_property
    def _precisions(self) -> NDArray:
        return np.linalg.inv(self.covariances)

    def _pulls(self, z: NDArray) -> NDArray:
        """Gradient of the logarithm of each component, shape (n, n_components, d)."""
        apart = z[:, None, :] - self.means
        # Faster than einsum where d is one, two or three.
        return -(self._precisions * apart[..., None, :]).sum(-1)

    def _log_terms(self, z: NDArray) -> NDArray:
        """Log w_c Normal(z; mu_c, C_c), shape (n, n_components)."""
        apart = z[:, None, :] - self.means
        squares = -(apart * self._pulls(z)).sum(-1)
        _, log_det = np.linalg.slogdet(2 * np.pi * self.covariances)
        return np.log(self.weights) - (squares + log_det) / 2

"""Start a VAE from principal components: they span the fields already.

A random start can collapse onto the prior and stay there. The linear answer, principal
component analysis, is where probabilistic PCA (the linear VAE) would converge.
"""

import math
import warnings

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture as MixtureFit

from latent_mean_field.vae.decoder import LAWS
from latent_mean_field.vae.model import VAE, StartingPoint, assemble
from latent_mean_field.vae.prior import FIXED_PRIORS, MIXTURES, Prior
from latent_mean_field.vae.settings import Settings

N_PRIOR_WORDS = 5000
PRIOR_ITERATIONS = 30
VARIANCE_FLOOR = 1e-3


class LatentDimensionError(ValueError):
    """More latents than sites."""


def initial_vae(words: NDArray, latent_dim: int, settings: Settings, seed: int) -> VAE:
    """Build the VAE of `settings` at its starting point.

    The words (n_words, n_sites) give the means, the leading principal
    components and, replica by replica, a mixture fitted to different words' scores.

    Raises:
        LatentDimensionError: latent_dim exceeds the number of sites.
    """
    n_words, n_sites = words.shape
    if latent_dim > n_sites:
        message = f"latent_dim = {latent_dim} exceeds the number of sites, {n_sites}"
        raise LatentDimensionError(message)
    mean = words.mean(axis=0, dtype=np.float64)
    unit = _unit(words, settings)
    bias, variance = LAWS[settings.likelihood].respond(mean, n_words, unit)
    components, scales = _principal_components(words, mean, latent_dim, unit)
    readout = components / scales
    start = StartingPoint(
        mean=_tensor(mean),
        unit=_tensor(unit),
        readout=_tensor(readout),
        bias=_tensor(bias),
        loadings=_tensor((components * scales / variance[:, None]).T),
        prior=_initial_prior(words, mean, readout, settings, seed),
    )
    vae = assemble(start, settings, seed)
    return _turned(vae, seed) if settings.turned_starts else vae


def _turned(vae: VAE, seed: int) -> VAE:
    """The same start with latent axes of its own for each replica."""
    generator = torch.Generator().manual_seed(seed)
    shape = (vae.n_replicas, vae.latent_dim, vae.latent_dim)
    axes, _ = torch.linalg.qr(torch.randn(shape, generator=generator))
    with torch.no_grad():
        vae.encoder.readout.copy_(vae.encoder.readout @ axes)
        vae.decoder.loadings.copy_(axes.mT @ vae.decoder.loadings)
    return vae


def _tensor(array: ArrayLike) -> torch.Tensor:
    return torch.as_tensor(array, dtype=torch.float32)


def _unit(words: NDArray, settings: Settings) -> float:
    """Scale of the words: what bits and rods have by themselves, others are asked."""
    return float(words.std()) if settings.likelihood == "gaussian" else 0.5


def _principal_components(
    words: NDArray, mean: NDArray, n: int, unit: float
) -> tuple[NDArray, NDArray]:
    """Leading eigenvectors (n_sites, n) of the covariance and roots of eigenvalues."""
    moments = _second_moments(words)
    values, vectors = np.linalg.eigh(moments - np.outer(mean, mean))
    floor = VARIANCE_FLOOR * (2 * unit) ** 2
    scales = np.sqrt(values[::-1][:n].clip(floor))
    return vectors[:, ::-1][:, :n], scales


def _second_moments(words: NDArray) -> NDArray:
    """<x_i x_j>, summed in blocks: the words need not fit in memory as floats."""
    blocks = np.array_split(words, 1 + len(words) // 50_000)
    singles = (block.astype(np.float32) for block in blocks)
    total = np.zeros((words.shape[1], words.shape[1]))
    for x in singles:
        total += x.T @ x
    return total / len(words)


def _initial_prior(
    words: NDArray, mean: NDArray, readout: NDArray, settings: Settings, seed: int
) -> Prior:
    """Mixture of the principal-component scores, fit by replica; or a fixed one."""
    if settings.prior in FIXED_PRIORS:
        return FIXED_PRIORS[settings.prior](settings.n_replicas, readout.shape[1])
    rng = np.random.default_rng(seed)
    if settings.prior_start == "random":
        return _random_prior(readout.shape[1], settings, rng)
    fits = []
    for replica in range(settings.n_replicas):
        rows = rng.choice(len(words), min(N_PRIOR_WORDS, len(words)), replace=False)
        scores = (words[rows] - mean) @ readout
        fits.append(_fit_mixture(scores, settings.prior_components, replica))
    return MIXTURES[settings.prior](
        _tensor(np.stack([np.log(fit.weights_) for fit in fits])),
        _tensor(np.stack([fit.means_ for fit in fits])),
        _tensor(np.stack([np.linalg.cholesky(fit.covariances_) for fit in fits])),
    )


def _random_prior(d: int, settings: Settings, rng: np.random.Generator) -> Prior:
    """Components of equal weight and unit width, with standard normal centres."""
    shape = (settings.n_replicas, settings.prior_components)
    return MIXTURES[settings.prior](
        torch.full(shape, -math.log(settings.prior_components)),
        _tensor(rng.normal(size=(*shape, d))),
        torch.eye(d).repeat(*shape, 1, 1),
    )


def _fit_mixture(scores: NDArray, n_components: int, seed: int) -> MixtureFit:
    """A few iterations of EM: a starting point need not converge."""
    fit = MixtureFit(
        n_components,
        random_state=seed,
        max_iter=PRIOR_ITERATIONS,
        reg_covar=VARIANCE_FLOOR,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return fit.fit(scores)

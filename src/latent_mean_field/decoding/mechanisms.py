"""Sources and their mechanisms, read off a VAE whose sites are nearly certain."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from torch import Tensor

from latent_mean_field.vae.bernoulli import BernoulliProduct
from latent_mean_field.vae.expectation_maximisation import responsibilities
from latent_mean_field.vae.gaussian import GaussianProduct
from latent_mean_field.vae.model import VAE


def posterior_moments(vae: VAE, words: NDArray) -> tuple[NDArray, NDArray]:
    """Mean and variance of a Gaussian q(z|x), first replica; each (n_words, d)."""
    batch = torch.as_tensor(words, dtype=torch.float32).unsqueeze(0)
    with torch.no_grad():
        q_z = vae.encoder(batch)
    scale = q_z.scale_tril[0, :, 0]
    variance = scale.square().sum(-1)
    return q_z.means[0, :, 0].double().numpy(), variance.double().numpy()


def decoder_jacobian(vae: VAE, z: NDArray) -> NDArray:
    """Derivatives of the sites' means in latents z (n, d), shape (n, n_sites, d)."""
    at = torch.as_tensor(z, dtype=torch.float32).unsqueeze(0)
    columns = [
        torch.func.jvp(_natural_of(vae), (at,), (axis.expand_as(at),))[1][0]
        for axis in torch.eye(z.shape[1])
    ]
    return torch.stack(columns, -1).double().numpy()


def _natural_of(vae: VAE) -> Callable[[Tensor], Tensor]:
    """Means of the sites as a function of the latent."""
    return lambda z: vae.decoder(z).natural


def site_means(vae: VAE, z: NDArray) -> NDArray:
    """Means of the sites of the first replica at latents (n, d), (n, n_sites)."""
    with torch.no_grad():
        means = _natural_of(vae)(torch.as_tensor(z).float().unsqueeze(0))
    return means[0].double().numpy()


def width_over_laplace(vae: VAE, words: NDArray) -> float:
    """Width of the posteriors over that of the best Gaussian near their means.

    That has the precision C^-1 + J^T F J: of the prior's likeliest component, and of
    the sites, with F their Fisher information in natural parameters (theory.md,
    equation 26, for one Gaussian). Geometric mean over words (n_words, n_sites) and
    latents, of the first replica; 1 where encoder and decoder are consistent, less
    where a posterior without correlations must fit into one that has them.
    """
    batch = torch.as_tensor(words, dtype=torch.float32).unsqueeze(0)
    with torch.no_grad():
        q_z, p_z = vae.encoder(batch), vae.prior()
        likeliest = responsibilities(p_z, q_z)[0, :, 0].argmax(-1)
        natural = vae.decoder(q_z.means[:, :, 0]).natural
    C = (p_z.scale_tril @ p_z.scale_tril.mT)[0, likeliest].double().numpy()
    J = decoder_jacobian(vae, q_z.means[0, :, 0].double().numpy())
    F = _site_information(vae, natural)[0].double().numpy()
    precision = np.linalg.inv(C) + np.einsum("nik,ni,nil->nkl", J, F, J)
    own = q_z.scale_tril[0, :, 0].diagonal(dim1=-2, dim2=-1).double().log().sum(-1)
    log_ratio = own.numpy() + 0.5 * np.linalg.slogdet(precision).logabsdet
    return float(np.exp(log_ratio.mean() / J.shape[-1]))


def _site_information(vae: VAE, natural: Tensor) -> Tensor:
    """Fisher information of bits or Gaussian sites in their natural parameters.

    Raises:
        ValueError: other sites.
    """
    if issubclass(vae.decoder.law, BernoulliProduct):
        return torch.sigmoid(natural) * torch.sigmoid(-natural)
    if issubclass(vae.decoder.law, GaussianProduct):
        return vae.decoder.precision.expand_as(natural)
    raise ValueError("only bits and Gaussian sites have their information here")


class Match(NamedTuple):
    """Sources found and true ones, one to one; in the order of the true, shape (d,).

    Attributes:
        which: of those found.
        correlations: Pearson's, with their signs.
    """

    which: NDArray
    correlations: NDArray

    @property
    def mcc(self) -> float:
        """Mean |correlation|; of sources at random it is of order n^-1/2."""
        return float(np.abs(self.correlations).mean())


def match_sources(found: NDArray, true: NDArray) -> Match:
    """Match sources so that the sum of |Pearson correlation| is greatest.

    Args:
        found: shape (n, d).
        true: shape (n, d).
    """
    d = true.shape[1]
    correlations = np.corrcoef(true.T, found.T)[:d, d:]
    rows, which = linear_sum_assignment(-np.abs(correlations))
    return Match(which, correlations[rows, which])

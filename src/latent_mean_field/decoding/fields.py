"""Local fields of a trained decoder, and the rank of the theory they span."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from latent_mean_field.vae.gaussian import GaussianProduct
from latent_mean_field.vae.model import VAE


@dataclass(frozen=True)
class FieldLaw:
    """Fields y = mean + A f of one fit, with f drawn from the decoder's own law.

    Logits of bits are 2 y, the natural parameters of tensors y itself. The columns of
    A are the leading right singular vectors of the fields under the prior, so that f is
    the sheet of fields seen in its own frame.

    Attributes:
        spectrum: root-mean-square field along each singular direction, largest first.
        mean: mean field of each site, shape (n_sites,).
        loadings: A, orthonormal columns, shape (n_sites, d).
        coordinates: f, shape (n_draws, d).
        log_density: log density of f in nats, shape (n_draws,).
        log_normaliser: of the sites' laws at the linear fields, nats, shape (n_draws,).
    """

    spectrum: NDArray
    mean: NDArray
    loadings: NDArray
    coordinates: NDArray
    log_density: NDArray
    log_normaliser: NDArray


def field_laws(vae: VAE, n_draws: int, generator: torch.Generator) -> list[FieldLaw]:
    """The law of the fields of every replica (theory.md, section 3, steps 1 to 3).

    The density of f follows from the prior by change of variables,
    log p(f) = log p(z) - log |det df/dz|.

    Raises:
        ValueError: the sites are Gaussian.
    """
    law = vae.decoder.law
    if issubclass(law, GaussianProduct):
        raise ValueError("Gaussian sites have no local fields")
    with torch.no_grad():
        z = vae.prior().sample(n_draws, generator)
        log_prior = vae.prior().log_prob(z)
    z.requires_grad_(True)
    fields = vae.decoder(z).fields
    mean = fields.detach().mean(dim=1, keepdim=True)
    centred = fields - mean
    scales, loadings = _principal_axes(centred.detach(), vae.latent_dim)
    f = centred @ loadings
    log_det = torch.linalg.slogdet(_jacobian(f, z)).logabsdet
    columns = [scales, mean[:, 0], loadings, f, log_prior - log_det]
    with torch.no_grad():
        linear = (mean + f @ loadings.mT).double()
        columns.append(law.log_normaliser(linear))
    arrays = [column.detach().cpu().double().numpy() for column in columns]
    return [FieldLaw(*replica) for replica in zip(*arrays, strict=True)]


def _principal_axes(centred: Tensor, n: int) -> tuple[Tensor, Tensor]:
    """Root-mean-square along each singular direction, and the n leading directions.

    By the covariance, in double precision: far less work than singular values of as
    many draws, and right for directions above 1e-7 of the largest.
    """
    double = centred.double()
    values, vectors = torch.linalg.eigh(double.mT @ double / double.shape[1])
    leading = vectors.flip(-1)[..., :n].to(centred)
    return values.flip(-1).clamp_min(0).sqrt(), leading


def _jacobian(f: Tensor, z: Tensor) -> Tensor:
    """df/dz of each draw, shape (n_replicas, n_draws, d, d)."""
    rows = [
        torch.autograd.grad(f[..., k].sum(), z, retain_graph=True)[0]
        for k in range(f.shape[-1])
    ]
    return torch.stack(rows, dim=-2)


def effective_rank(spectrum: NDArray) -> float:
    """Participation ratio of the field variances: how many directions share them."""
    variance = np.square(spectrum)
    return float(variance.sum() ** 2 / np.square(variance).sum())

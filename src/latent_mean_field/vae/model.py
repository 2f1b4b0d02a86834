"""A variational autoencoder is a prior, a decoder and an encoder; nothing more."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from latent_mean_field.vae.decoder import LAWS, MeanFieldDecoder
from latent_mean_field.vae.encoder import MixtureEncoder
from latent_mean_field.vae.prior import FIXED_PRIORS, MIXTURES, Prior
from latent_mean_field.vae.settings import Settings


class VAE(nn.Module):
    """Replicas of p(z), p(x|z) and q(z|x), trained together but independent."""

    def __init__(
        self, prior: Prior, decoder: MeanFieldDecoder, encoder: MixtureEncoder
    ):
        super().__init__()
        self.prior = prior
        self.decoder = decoder
        self.encoder = encoder

    @property
    def n_replicas(self) -> int:
        """How many independent fits are held."""
        return self.decoder.bias.shape[0]

    @property
    def latent_dim(self) -> int:
        """Dimension d of the latent space."""
        return self.decoder.loadings.shape[1]

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.decoder.bias.device


@dataclass(frozen=True)
class StartingPoint:
    """Where a fit begins, the same for every replica but for the prior.

    Attributes:
        mean: mean of the words, shape (n_sites,).
        unit: scale on which words vary, shape ().
        readout: latent mean as a linear function of the words, (n_sites, d).
        bias: natural parameters at z = 0, shape (n_sites,); of Gaussian sites in units.
        loadings: natural parameters as a linear function of the latent, (d, n_sites).
        prior: of every replica.
    """

    mean: Tensor
    unit: Tensor
    readout: Tensor
    bias: Tensor
    loadings: Tensor
    prior: Prior


def assemble(start: StartingPoint, settings: Settings, seed: int) -> VAE:
    """Compose the VAE of `settings` at a starting point."""
    generator = torch.Generator().manual_seed(seed)
    decoder = MeanFieldDecoder(
        LAWS[settings.likelihood],
        start.bias,
        start.loadings,
        start.unit,
        n_replicas=settings.n_replicas,
        hidden_dims=settings.decoder_hidden_dims,
        activation=settings.decoder_activation,
        bounded=settings.prior == "uniform",
        precision=settings.precision,
        generator=generator,
    )
    encoder = MixtureEncoder(
        start.mean,
        start.unit,
        start.readout,
        n_replicas=settings.n_replicas,
        hidden_dims=settings.encoder_hidden_dims,
        n_components=settings.posterior_components,
        diagonal=settings.posterior == "diagonal",
        generator=generator,
    )
    return VAE(start.prior, decoder, encoder)


def blank(n_sites: int, latent_dim: int, settings: Settings) -> VAE:
    """A VAE of the right shape, to be filled from a file."""
    readout = torch.zeros(n_sites, latent_dim)
    sites = torch.zeros(n_sites)
    start = StartingPoint(
        mean=sites,
        unit=torch.ones(()),
        readout=readout,
        bias=sites,
        loadings=readout.T,
        prior=_blank_prior(latent_dim, settings),
    )
    return assemble(start, settings, 0)


def _blank_prior(latent_dim: int, settings: Settings) -> Prior:
    if settings.prior in FIXED_PRIORS:
        return FIXED_PRIORS[settings.prior](settings.n_replicas, latent_dim)
    shape = (settings.n_replicas, settings.prior_components)
    return MIXTURES[settings.prior](
        torch.zeros(shape),
        torch.zeros(*shape, latent_dim),
        torch.eye(latent_dim).repeat(*shape, 1, 1),
    )

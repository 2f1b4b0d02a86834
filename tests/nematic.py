"""The VAE that is, nearly, the exact law of a nematic: its prior is a cloud of m."""

import math

import numpy as np
import torch

from latent_mean_field.sampling.nematic import sample_tensors
from latent_mean_field.systems.maier_saupe import MaierSaupe
from latent_mean_field.vae.model import VAE, blank
from tiny_vae import small_settings

LAWS = {5: "bingham", 2: "planar_bingham"}


def nematic_vae(system: MaierSaupe, n_clouds: int = 1_000, width: float = 0.5) -> VAE:
    """Fields Ξ m, the same for all molecules; m near one of many exact samples.

    The clouds, of `width` posterior standard deviations, widen the law of m a little.
    """
    k, N = system.n_components, system.n_molecules
    settings = small_settings(prior_components=n_clouds, likelihood=LAWS[k])
    vae = blank(N * k, k, settings)
    m = sample_tensors(system.law, n_clouds, np.random.default_rng(0), k)
    loadings = system.strength * np.tile(np.eye(k), N)
    with torch.no_grad():
        for parameter in vae.parameters():
            parameter.zero_()
        vae.prior.means.copy_(torch.as_tensor(m)[None])
        vae.prior.log_diagonal.fill_(math.log(width / math.sqrt(N)))
        vae.decoder.loadings.copy_(torch.as_tensor(loadings)[None])
        vae.encoder.readout.copy_(torch.as_tensor(loadings.T)[None] / N)
        vae.encoder.network.output.bias[..., 1 + k : 1 + 2 * k] = -0.5 * math.log(N)
    return vae

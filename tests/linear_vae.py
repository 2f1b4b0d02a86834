"""A VAE of linear Gaussian sites that is exactly right, and words of its law."""

import numpy as np
import torch

from latent_mean_field.assessment.mechanisms import Truth
from latent_mean_field.systems.mixings import Linear
from latent_mean_field.vae.fit import Fit
from latent_mean_field.vae.model import blank
from tiny_vae import small_settings

PRECISION = 400.0
D = 2


def right_fit(W: np.ndarray, n_restarts: int = 1) -> Fit:
    """p(x|z) = Normal(W z, 1/gamma²) and its best posterior, from equation 26."""
    settings = small_settings(
        n_restarts=n_restarts,
        likelihood="gaussian",
        prior="normal",
        posterior="diagonal",
        precision=PRECISION,
    )
    vae = blank(len(W), D, settings)
    A = np.eye(D) + PRECISION * W.T @ W
    readout = np.linalg.solve(A, PRECISION * W.T).T
    with torch.no_grad():
        for parameter in vae.parameters():
            parameter.zero_()
        vae.decoder.loadings.copy_(torch.as_tensor(W.T))
        vae.encoder.readout.copy_(torch.as_tensor(readout))
        log_scale = torch.as_tensor(-0.5 * np.log(np.diag(A)))
        vae.encoder.network.output.bias[..., 1 + D :] = log_scale
    return Fit(vae, settings, np.zeros(n_restarts), [])


def truth(W: np.ndarray, n: int, rng: np.random.Generator) -> Truth:
    sources = rng.normal(size=(n, D))
    noise = rng.normal(size=(n, len(W))) / np.sqrt(PRECISION)
    words = (sources @ W.T + noise).astype(np.float32)
    return Truth(Linear(W), sources, words)

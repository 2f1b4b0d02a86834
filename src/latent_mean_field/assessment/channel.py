"""What flows through the latent channel of a trained VAE, in nats.

In the joint law p(x) q(z|x) the encoder passes on I_q(x;z), in the joint law
p(z) p(x|z) the decoder I_theta(x;z); a perfect VAE has one joint law, and the two are
equal. `ceiling` is what a decoder of many sites could pass on. All for the first
replica.
"""

import logging
import math
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from latent_mean_field.assessment.likelihood import LikelihoodError, log_likelihood
from latent_mean_field.averages import blocked_mean
from latent_mean_field.quantities import Quantity, nats
from latent_mean_field.vae.gaussian_mixture import GaussianMixture
from latent_mean_field.vae.model import VAE

logger = logging.getLogger(__name__)

N_WORDS = 4000
N_IMPORTANCE_SAMPLES = 64
MAX_TERMS = 2**23
MAX_WIDTH = 0.2
MAX_RELATIVE_WIDTH = 0.2
MIN_SIGNAL = 1.0
CHUNK = 500


class ChannelError(ValueError):
    """The information cannot be told from these words, or not by this formula."""


def channel_quantities(
    vae: VAE, words: NDArray, *, seed: int, blocks: NDArray | None = None
) -> dict[str, Quantity]:
    """I_q(x;z), I_theta(x;z) and the ceiling by name; what is refused is missing."""
    measures: dict[str, Callable[[], tuple[float, float]]] = {
        "encoder_information": lambda: encoder_information(
            vae, words, seed=seed, blocks=blocks
        ),
        "decoder_information": lambda: decoder_information(vae, n=N_WORDS, seed=seed),
        "ceiling": lambda: ceiling(vae, n_draws=N_WORDS, seed=seed),
    }
    numbers: dict[str, Quantity] = {}
    for name, measure in measures.items():
        try:
            numbers[name] = nats(*measure())
        except (ChannelError, LikelihoodError) as refusal:
            logger.warning("no %s: %s", name, refusal)
    return numbers


def encoder_information(
    vae: VAE,
    words: NDArray,
    *,
    seed: int,
    blocks: NDArray | None = None,
    n_words: int = N_WORDS,
) -> tuple[float, float]:
    """I_q(x;z) = E_p E_q log q(z|x)/q(z) = rate - KL(q(z)||p(z)), and its error.

    The aggregate posterior q(z) is an average over words, in two ways. Over all of
    them, the word itself included: I_q of the empirical law, on average too low because
    I_q is concave in p(x), and never above log n. Over the words of other blocks: any
    law m(z) that knows nothing of the word adds KL(q||m) to the answer, which is on
    average too high (Poole et al. 2019). The value is halfway between them; its error
    joins the standard error and half the distance.

    Args:
        vae: its first replica counts.
        words: held-out words, shape (n, n_sites), in {0, 1}.
        seed: of the choice of words and of one latent for each.
        blocks: block of each word; None if words are independent.
        n_words: how many words to use; the time grows like the square.

    Raises:
        ChannelError: the two are further apart than 0.2 nats and a fifth of the value.
    """
    rows = np.random.default_rng(seed).permutation(len(words))[:n_words]
    blocks = None if blocks is None else blocks[rows]
    generator = torch.Generator(vae.device).manual_seed(seed)
    with torch.no_grad():
        q_z = _posteriors(vae, words[rows])
        z = q_z.sample(1, generator)[:, 0]
        below, above = _sandwich(q_z, z, rows if blocks is None else blocks)
    low, high = float(below.mean()), float(above.mean())
    value, error = blocked_mean((below + above) / 2, blocks)
    if high - low > max(MAX_WIDTH, MAX_RELATIVE_WIDTH * value):
        message = f"{len(rows)} words leave I_q(x;z) between {low:.2f} and {high:.2f}"
        raise ChannelError(f"{message} nats: use more words")
    return value, math.hypot(error, (high - low) / 2)


def _posteriors(vae: VAE, words: NDArray) -> GaussianMixture:
    """q(z|x) of each word under the first replica, batch shape (n_words,)."""
    x = torch.as_tensor(words).to(vae.device).float()
    q_z = vae.encoder(x.expand(vae.n_replicas, *x.shape))
    return GaussianMixture(q_z.log_weights[0], q_z.means[0], q_z.scale_tril[0])


def _sandwich(
    q_z: GaussianMixture, z: Tensor, labels: NDArray
) -> tuple[NDArray, NDArray]:
    """Log q(z_i|x_i)/q(z_i) with x_i in the aggregate, and without its block, nats.

    Args:
        q_z: posterior of each word, batch shape (n,).
        z: a draw of each posterior, shape (n, d).
        labels: block of each word, shape (n,).

    Returns:
        Two arrays of shape (n,).
    """
    n, chunk = len(z), max(1, MAX_TERMS // q_z.means.numel())
    label = torch.as_tensor(labels).to(z.device)
    parts = []
    for i in torch.arange(n, device=z.device).split(chunk):
        log_q = q_z.log_prob(z[i].expand(n, -1, -1))
        own = log_q[i, torch.arange(len(i), device=z.device)]
        same = label.unsqueeze(1) == label[i]
        others = log_q.masked_fill(same, -math.inf)
        with_own = own - torch.logsumexp(log_q, 0) + math.log(n)
        without = own - torch.logsumexp(others, 0) + (~same).sum(0).log()
        parts.append(torch.stack([with_own, without]))
    below, above = torch.cat(parts, dim=1).cpu().double().numpy()
    return below, above


def decoder_information(
    vae: VAE, *, n: int, seed: int, n_samples: int = N_IMPORTANCE_SAMPLES
) -> tuple[float, float]:
    """I_theta(x;z) = E log p(x|z)/p_theta(x) over draws of p(z) p(x|z), and its error.

    Above two latents log p_theta is on average too low by about half the inverse of
    its effective sample size, so that the information is as much too high.

    Args:
        vae: its first replica counts.
        n: number of draws.
        seed: of everything random.
        n_samples: latents per draw and component of the posterior where
            `log_likelihood` takes samples.

    Raises:
        LikelihoodError: too few effective samples for log p_theta.
    """
    generator = torch.Generator(vae.device).manual_seed(seed)
    with torch.no_grad():
        p_x = vae.decoder(vae.prior().sample(n, generator))
        words = p_x.sample(generator)[0]
        own = vae.decoder.law_of(p_x.natural[0].unsqueeze(1))
        log_p_x = own.log_prob(words)[:, 0]
    spikes = words.to(torch.uint8).cpu().numpy()
    log_p_theta = log_likelihood(vae, spikes, n_samples=n_samples, seed=seed)
    return blocked_mean(log_p_x.cpu().double().numpy() - log_p_theta.values)


def ceiling(vae: VAE, *, n_draws: int, seed: int) -> tuple[float, float]:
    """(d/2) log(N / 2πe) + h(z) + ½ E log det F(z), equation 5, and its error.

    What I_theta(x;z) tends to if prior and fields per site stay and N grows. It
    counts ½ log s for a direction of the latent space in which the prior is s times as
    wide as the posterior, squared, where a Gaussian channel would carry
    ½ log(1 + s): too little, and even less than nothing for a latent that is idle.

    Args:
        vae: its first replica counts.
        n_draws: latents drawn from the prior, for both averages.
        seed: of these draws.

    Raises:
        ChannelError: a latent is idle, its s under 1 in the median draw.
    """
    generator = torch.Generator(vae.device).manual_seed(seed)
    with torch.no_grad():
        prior = vae.prior()
        z = prior.sample(n_draws, generator)
        F = torch.cat([_fisher_information(vae, part) for part in z.split(CHUNK, 1)])
        values = 0.5 * F.logdet() - prior.log_prob(z)[0]
    d, n_sites = vae.decoder.loadings.shape[1:]
    _refuse_idle_latents(n_sites * F, z[0].double())
    mean, error = blocked_mean(values.cpu().numpy())
    return mean + 0.5 * d * math.log(n_sites / (2 * math.pi * math.e)), error


def _fisher_information(vae: VAE, z: Tensor) -> Tensor:
    """F(z) = (1/N) Σ_i σ_i (1 - σ_i) (∂l_i/∂z)(∂l_i/∂z)^T at z (n_replicas, n, d).

    Shape (n, d, d), double precision, for the first replica.
    """

    def logits(z: Tensor) -> Tensor:
        return vae.decoder(z).natural

    directions = torch.eye(vae.latent_dim, dtype=z.dtype, device=z.device)
    columns = [
        torch.autograd.functional.jvp(logits, (z,), (direction.expand_as(z),))[1][0]
        for direction in directions
    ]
    jacobian = torch.stack(columns, dim=-1)
    fields = logits(z)[0].unsqueeze(-1)
    variance = torch.sigmoid(fields) * torch.sigmoid(-fields)
    F = jacobian.mT @ (variance * jacobian) / len(fields[0])
    return F.double()


def _refuse_idle_latents(information: Tensor, z: Tensor) -> None:
    """Compare N F (n, d, d) with the inverse covariance of the draws z (n, d)."""
    covariance = torch.cov(z.T).reshape(2 * z.shape[1:])
    L = torch.linalg.cholesky(covariance)
    signal = torch.linalg.eigvalsh(L.mT @ information @ L)[:, 0].median().item()
    if not signal >= MIN_SIGNAL:
        message = f"a latent is idle: N F is {signal:.2g} of the prior's precision"
        raise ChannelError(f"{message}, and equation 5 does not apply")

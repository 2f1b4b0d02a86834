"""Read temperature, rank and isotropy of nematic matter off a Bingham decoder."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import brentq

from latent_mean_field.decoding.fields import FieldLaw, effective_rank, field_laws
from latent_mean_field.decoding.gauge import GaugeError, fix_gauge
from latent_mean_field.decoding.uncertainty import replica_error
from latent_mean_field.quantities import Quantity, nats, quantity
from latent_mean_field.systems.maier_saupe import MaierSaupe, coupling_of
from latent_mean_field.tensors import DIMENSIONS
from latent_mean_field.vae.bingham import log_normaliser
from latent_mean_field.vae.fit import Fit
from latent_mean_field.vae.model import VAE
from latent_mean_field.vae.selection import take_replicas

N_DRAWS = 20_000
CHUNK = 1_000
# Temperatures among which the nearest is sought, in units of J.
COLDEST, HOTTEST = 0.05, 50.0


@dataclass(frozen=True)
class Bilinear:
    """The bilinear matter nearest to a decoder, K_ia,jb = (Ξ Ξ^T)_ia,jb / N.

    Attributes:
        residual: KL(decoder's law of the fields || its nearest bilinear law), nats.
        coupling: mean over pairs of molecules of their k×k block of N K; Ξ² times one
            for Maier-Saupe matter. None where no bilinear law is near.
    """

    residual: float
    coupling: NDArray | None


def nearest_bilinear(law: FieldLaw, k: int) -> Bilinear:
    """Gauge of a law of fields of k components, and coupling averaged over pairs."""
    try:
        matter = fix_gauge(law)
    except GaugeError as error:
        return Bilinear(error.residual, None)
    blocks = matter.patterns.reshape(-1, k, matter.patterns.shape[1]) / np.sqrt(k)
    total, n = blocks.sum(0), len(blocks)
    own = np.einsum("iad,ibd->ab", blocks, blocks)
    return Bilinear(matter.residual, (total @ total.T - own) / (n * (n - 1)))


def mean_square_order(vae: VAE, generator: torch.Generator) -> tuple[float, float]:
    """<|Σ_i q_i|²> of the decoder's own molecules, and its standard error.

    Given the latent they are independent: only its law is sampled. First replica.
    """
    k = vae.decoder.law.n_components
    scatter = 1 - 1 / DIMENSIONS[k]
    values = []
    with torch.no_grad():
        z = vae.prior().sample(N_DRAWS, generator)
    for part in z.split(CHUNK, dim=1):
        eta = vae.decoder(part).natural[0].unflatten(-1, (-1, k)).detach()
        (mean,) = torch.autograd.grad(log_normaliser(eta.requires_grad_()).sum(), eta)
        alone = scatter - mean.square().sum(-1)
        values.append(mean.sum(1).square().sum(-1) + alone.sum(1))
    square = torch.cat(values).double()
    return float(square.mean()), float(square.std() / len(square) ** 0.5)


def nearest_temperature(
    square: float, n_molecules: int, n_components: int
) -> float | None:
    """T of the Maier-Saupe law of least KL(decoder || law): that of equal <|Σ q|²>.

    In units of J; None where no temperature between 0.05 and 50 will do.
    """

    def excess(log_T: float) -> float:
        system = MaierSaupe(n_molecules, float(np.exp(log_T)), n_components)
        return system.mean_square_order - square

    ends = np.log(COLDEST), np.log(HOTTEST)
    if excess(ends[0]) < 0 or excess(ends[1]) > 0:
        return None
    return float(np.exp(brentq(excess, *ends, xtol=1e-4)))


def temperature_error(squares: NDArray, truth: MaierSaupe, drawing: float) -> float:
    """Least standard error of T from so many samples, and from draws of the decoder.

    -beta H = beta a |Σ q|²/2N is linear in beta, which makes its variance the Fisher
    information: the first is the Cramér-Rao bound. What training failed to learn is in
    neither.

    Args:
        squares: |Σ_i q_i|² of the samples, shape (n_samples,).
        truth: the matter.
        drawing: standard error of the decoder's <|Σ q|²>, 0 if it is exact.
    """
    scale = coupling_of(truth.n_components) / (2 * truth.n_molecules)
    fisher = (scale * squares).var()
    bound = 1 / np.sqrt(len(squares) * fisher)
    return float(truth.T**2 * np.hypot(bound, scale * drawing / fisher))


def nematic_quantities(
    fit: Fit, truth: MaierSaupe, words: NDArray, rng: np.random.Generator
) -> dict[str, Quantity]:
    """All that a decoder says of nematic matter, beside the truth.

    Errors are spreads of the replicas; where there is but one, that of the temperature
    is `temperature_error`, and the coupling has none. A temperature beyond those that
    are sought is not stated, nor is the coupling of what is no bilinear matter.

    Args:
        fit: with tensor components as words.
        truth: the matter.
        words: training words, shape (n_words, n_molecules * k).
        rng: for the draws of the latent.
    """
    generator = torch.Generator().manual_seed(int(rng.integers(2**62)))
    vaes = [take_replicas(fit.vae, [r]) for r in range(fit.vae.n_replicas)]
    orders = [mean_square_order(vae, generator) for vae in vaes]
    laws = [field_laws(vae, N_DRAWS, generator)[0] for vae in vaes]
    rank = effective_rank(laws[fit.best].spectrum)
    return {
        **_temperature(fit, orders, truth, words),
        "effective_rank": quantity(rank, theory=float(truth.n_components)),
        **_couplings(fit, laws, truth),
    }


def _temperature(
    fit: Fit, orders: Sequence[tuple[float, float]], truth: MaierSaupe, words: NDArray
) -> dict[str, Quantity]:
    """By <|Σ q|²> of every replica and the error of that; empty if beyond all T."""
    N, k = truth.n_molecules, truth.n_components
    found = [nearest_temperature(square, N, k) for square, _ in orders]
    best = found[fit.best]
    if best is None:
        return {}
    error = replica_error([T for T in found if T is not None], fit.settings.n_restarts)
    if error is None or None in found:
        total = words.reshape(len(words), N, k).sum(1, dtype=np.float64)
        squares = np.square(total).sum(-1)
        error = temperature_error(squares, truth, orders[fit.best][1])
    return {"temperature": quantity(best, error, theory=truth.T)}


def _couplings(
    fit: Fit, laws: Sequence[FieldLaw], truth: MaierSaupe
) -> dict[str, Quantity]:
    """Of the nearest bilinear matter of every replica: all components are alike."""
    matter = [nearest_bilinear(law, truth.n_components) for law in laws]
    best = matter[fit.best]
    numbers = {"gauge_residual": nats(best.residual, theory=0.0)}
    if best.coupling is None:
        return numbers
    values = np.linalg.eigvalsh(best.coupling)
    means = [
        float(np.trace(one.coupling)) / truth.n_components
        for one in matter
        if one.coupling is not None
    ]
    error = None
    if len(means) == len(matter):
        error = replica_error(means, fit.settings.n_restarts)
    return numbers | {
        "coupling": quantity(float(values.mean()), error, theory=truth.strength**2),
        "coupling_anisotropy": quantity(float(values.std()), theory=0.0),
    }

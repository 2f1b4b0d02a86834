"""Judge a fit to nematic matter, where everything has an exact answer."""

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from latent_mean_field.assessment.divergence import divergence
from latent_mean_field.assessment.nematic_information import half_information
from latent_mean_field.averages import blocked_mean
from latent_mean_field.directions import sample_bingham
from latent_mean_field.quantities import Quantity, nats, quantity
from latent_mean_field.systems.maier_saupe import (
    MaierSaupe,
    log_bingham,
    order_spectrum,
)
from latent_mean_field.tensors import BASES, DIMENSIONS, components, matrices
from latent_mean_field.vae.fit import Fit
from latent_mean_field.vae.model import VAE
from latent_mean_field.vae.selection import evaluate_elbo

# Latents per word, nine in ten effective: log p_theta is 0.002 nats too low.
N_IMPORTANCE_SAMPLES = 32
# Of m, for each word and half.
N_FIELD_DRAWS = 64
N_LIKELIHOOD_WORDS = 2_000
# Fields that are shown.
N_SHOWN = 2_000
# Configurations drawn from the decoder.
N_DRAWN = 10_000
# Of the histograms of S that are compared.
N_BINS = 25
# Half the jump of S: ordered or not.
ORDERED = 0.2145
CHUNK = 1_000


def assess_nematic(
    fit: Fit, truth: MaierSaupe, train: NDArray, held_out: NDArray, *, seed: int
) -> tuple[dict[str, Quantity], dict[str, NDArray]]:
    """Rate, gap, divergence and law of the order parameter of the best restart.

    Args:
        fit: with tensor components as words.
        truth: the matter.
        train: words that were learned from, whose order parameters are compared too.
        held_out: words to judge on, shape (n_words, n_molecules * k).
        seed: of everything random.

    Returns:
        Numbers, and arrays for the figure: eigenvalues of Q, `order_decoded` and
        `order_samples` (n, D), strength and shape of fields drawn from the decoder,
        `fields` (n, 2), and the molecules of one decoded configuration, `molecules`
        (N, D).
    """
    rng = np.random.default_rng(seed)
    vae, cost = fit.best_vae(), fit.learning_cost(len(train))
    total = totals(held_out, truth)
    log_prob = truth.log_prob(total)
    distortion, rate = (part[0] for part in evaluate_elbo(vae, held_out, seed))
    known = latent_information(truth, total, rng)
    every = np.concatenate([totals(train, truth), total])
    drawn = decoded_molecules(vae, N_DRAWN, rng)
    order = {
        "order_samples": order_spectrum(every, truth.n_molecules),
        "order_decoded": order_spectrum(drawn.total, truth.n_molecules),
    }
    few = held_out[:N_LIKELIHOOD_WORDS]
    shared = half_information(truth, few, n_draws=N_FIELD_DRAWS, seed=seed)
    numbers = {
        "mutual_information": nats(*shared),
        "elbo": nats(*blocked_mean(-distortion - rate)),
        "distortion": nats(*blocked_mean(distortion)),
        "rate": nats(*blocked_mean(rate), theory=known),
        "gap": nats(*blocked_mean(log_prob + distortion + rate), theory=cost),
        "bound_margin": _margin(log_prob + distortion + rate, rate, shared),
        **divergence(
            vae,
            few,
            log_prob[: len(few)],
            n_samples=N_IMPORTANCE_SAMPLES,
            seed=seed,
            cost=cost,
        ),
        **_order_quantities(**order),
        **_rotation_quantities(vae, held_out, truth, rng, seed),
    }
    arrays = {**order, "fields": drawn.fields, "molecules": drawn.shown}
    return numbers, arrays


def totals(words: NDArray, truth: MaierSaupe) -> NDArray:
    """Σ_i q_i of each word, shape (n_words, k)."""
    by_molecule = words.reshape(len(words), truth.n_molecules, truth.n_components)
    return by_molecule.sum(1, dtype=np.float64)


def latent_information(
    truth: MaierSaupe, total: NDArray, rng: np.random.Generator
) -> float:
    """I(m;u) of the exact latent, nats: the mean of log p(u|m)/p(u).

    Its law given the molecules is Normal(Ξ Σ q / N, 1/N) (theory.md, equation 6).
    """
    N, strength = truth.n_molecules, truth.strength
    noise = rng.standard_normal(total.shape) / np.sqrt(N)
    m = strength * total / N + noise
    normaliser = N * log_bingham(np.linalg.eigvalsh(matrices(strength * m)))
    log_given = strength * (m * total).sum(1) - normaliser
    return float((log_given - truth.log_prob(total)).mean())


class Drawn(NamedTuple):
    """Decoded configurations.

    Attributes:
        total: Σ_i q_i, shape (n, k).
        fields: strength |B| and shape cos 3φ of the mean field tensor, shape (n, 2).
        shown: molecules of the last, shape (N, D).
    """

    total: NDArray
    fields: NDArray
    shown: NDArray


def decoded_molecules(vae: VAE, n: int, rng: np.random.Generator) -> Drawn:
    """Configurations drawn from prior and decoder, molecule by molecule."""
    k = vae.decoder.law.n_components
    generator = torch.Generator().manual_seed(int(rng.integers(2**62)))
    with torch.no_grad():
        z = vae.prior().sample(n, generator)
    parts, fields, shown = [], [], np.empty(0)
    for block in z.split(CHUNK, dim=1):
        with torch.no_grad():
            eta = vae.decoder(block).natural[0].double().numpy()
        fields.append(eta.reshape(len(eta), -1, k).mean(1))
        u = sample_bingham(eta.reshape(-1, k), 1, rng)[:, 0]
        by_molecule = u.reshape(len(eta), -1, u.shape[1])
        parts.append(components(by_molecule).sum(1))
        shown = by_molecule[0]
    tensors = np.concatenate(fields)[:N_SHOWN]
    return Drawn(np.concatenate(parts), strength_and_shape(tensors), shown)


def strength_and_shape(eta: NDArray) -> NDArray:
    """|B| and cos 3φ = sqrt(6) Tr B³ / |B|³ of tensors (n, k), shape (n, 2).

    1 for a rod, -1 for a disc; in the plane there is but one shape, and it is 0.
    """
    values = np.linalg.eigvalsh(matrices(eta))
    strength = np.sqrt(np.square(values).sum(1))
    cubes = (values**3).sum(1) / strength**3
    return np.column_stack([strength, np.sqrt(6) * cubes])


def _margin(gap: NDArray, rate: NDArray, shared: tuple[float, float]) -> Quantity:
    """Gap - (I(A;B) - rate), which no VAE can make negative."""
    mean, error = blocked_mean(gap + rate)
    return nats(mean - shared[0], float(np.hypot(error, shared[1])))


def _order_quantities(
    order_samples: NDArray, order_decoded: NDArray
) -> dict[str, Quantity]:
    """Means of S and, in space, of the biaxiality; and the law of S, against samples'.

    Takes the eigenvalues of Q; the biaxiality is the difference of the lower two.
    """
    decoded, samples = order_decoded[:, -1], order_samples[:, -1]
    numbers = {
        "order_parameter": _mean_beside(decoded, samples),
        "ordered_weight": quantity(
            float((decoded > ORDERED).mean()), theory=float((samples > ORDERED).mean())
        ),
        "order_parameter_total_variation": quantity(
            _total_variation(decoded, samples), theory=0.0
        ),
    }
    mean = numbers["order_parameter"]
    assert mean["theory"] is not None
    numbers["order_parameter_error"] = quantity(
        abs(mean["value"] - mean["theory"]), mean["error"], theory=0.0
    )
    if order_decoded.shape[1] == 3:
        numbers["biaxiality"] = _mean_beside(
            *(order[:, 1] - order[:, 0] for order in (order_decoded, order_samples))
        )
    return numbers


def _mean_beside(decoded: NDArray, samples: NDArray) -> Quantity:
    """Mean of decoded values with that of samples as theory; the error is of both."""
    errors = [values.std() / np.sqrt(len(values)) for values in (decoded, samples)]
    error = float(np.hypot(*errors))
    return quantity(float(decoded.mean()), error, theory=float(samples.mean()))


def _total_variation(decoded: NDArray, samples: NDArray) -> float:
    """Half the sum of differences of two histograms between 0 and 1."""
    edges = np.linspace(0, 1, N_BINS + 1)
    one, other = (np.histogram(S, edges)[0] / len(S) for S in (decoded, samples))
    return float(0.5 * np.abs(one - other).sum())


def _rotation_quantities(
    vae: VAE, words: NDArray, truth: MaierSaupe, rng: np.random.Generator, seed: int
) -> dict[str, Quantity]:
    """What a rotation of all molecules does to the elbo of a configuration.

    Root mean square over the configurations, each rotated by its own; the theory is
    what a mere new draw of the latent does.
    """
    few = words[:N_LIKELIHOOD_WORDS]
    elbos = [
        -sum(part[0] for part in evaluate_elbo(vae, one, own))
        for one, own in (
            (few, seed),
            (few, seed + 1),
            (rotated(few, truth.n_components, rng), seed + 1),
        )
    ]
    noise, change = (float(np.std(elbo - elbos[0])) for elbo in elbos[1:])
    error = change / (2 * len(few)) ** 0.5
    return {"rotation_elbo_change": nats(change, error, theory=noise)}


def rotated(words: NDArray, n_components: int, rng: np.random.Generator) -> NDArray:
    """Words (n_words, n_molecules * k) with the molecules of each rotated by one R."""
    E = BASES[DIMENSIONS[n_components]]
    shape = (len(words), *E.shape[1:])
    R, _ = np.linalg.qr(rng.standard_normal(shape))
    turned = np.einsum("nij,ajk,nlk->nail", R, E, R)
    action = np.einsum("nail,bil->nab", turned, E)
    by_molecule = words.reshape(len(words), -1, n_components)
    return (by_molecule @ action).reshape(words.shape).astype(words.dtype)

"""Are the components of a mixture prior physical regimes? Four trainings and a control.

The same autoencoder with its prior moved by expectation maximisation (`em`) and by
gradients along with the rest (`joint`), from a mixture of principal components or
from components at `random`; and with a standard normal prior (`plain`). Every restart
counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score

from latent_mean_field.assessment.likelihood import likelihood_if_known
from latent_mean_field.assessment.regimes import Regimes
from latent_mean_field.assessment.smoothness import (
    neighbour_graph,
    roughness,
    roughness_z,
)
from latent_mean_field.averages import blocked_mean, crossed_mean
from latent_mean_field.quantities import Quantity, nats, quantity
from latent_mean_field.vae.expectation_maximisation import responsibilities
from latent_mean_field.vae.fit import Fit
from latent_mean_field.vae.selection import evaluate_elbo, take_replicas

N_GRAPH, N_LIKELIHOOD, N_IMPORTANCE_SAMPLES = 2000, 4000, 64
# Names of the trainings; the last has one component.
MIXED = ("em", "joint", "random", "joint_random")
TRAININGS = (*MIXED, "plain")


@dataclass(frozen=True)
class Latents:
    """What one training made of held-out words, restart by restart.

    Attributes:
        means: of q(z|x), shape (n_restarts, n_words, d).
        clusters: likeliest component of each word, shape (n_restarts, n_words).
        elbo: nats, shape (n_restarts, n_words).
    """

    means: NDArray
    clusters: NDArray
    elbo: NDArray


def compare_mixtures(
    fits: Mapping[str, Fit],
    words: NDArray,
    regimes: Regimes,
    log_prob: NDArray | None,
    rng: np.random.Generator,
    seed: int,
) -> tuple[dict[str, Quantity], dict[str, NDArray]]:
    """Clusters against regimes, smoothness of quantities, and divergence.

    Args:
        fits: by name of the training.
        words: held out, shape (n_words, n_sites).
        regimes: of these words.
        log_prob: exact log p of these words, nats, where it is known.
        rng: of permutations.
        seed: of latents.
    """
    found = {name: _encode(fit, words, seed) for name, fit in fits.items()}
    rand = {
        name: np.array(
            [adjusted_rand_score(regimes.labels, own) for own in found[name].clusters]
        )
        for name in MIXED
    }
    rough = {
        name: _roughness(found[name].means, regimes.quantities) for name in TRAININGS
    }
    numbers = {
        "adjusted_rand": _mean(rand["em"], theory=1.0),
        "adjusted_rand_least": quantity(float(rand["em"].min()), theory=1.0),
        **{
            f"adjusted_rand_{name}": _mean(rand[name], theory=1.0) for name in MIXED[1:]
        },
        **_spreads(rand),
        **{f"elbo_{name}": nats(*crossed_mean(found[name].elbo)) for name in TRAININGS},
        "dead_components": _dead(fits["em"], found["em"].clusters),
        **_smoothness(rough),
        "smoothness_z_permuted": _permuted(found["em"], regimes.quantities, rng),
    }
    if log_prob is not None:
        numbers |= _divergences(fits, words, log_prob, seed)
    best = fits["em"].best
    prior = take_replicas(fits["em"].vae, [best]).prior()
    arrays = {
        **{f"rand_{name}": values for name, values in rand.items()},
        **{f"roughness_{name}": values for name, values in rough.items()},
        "latents": found["em"].means[best, :N_GRAPH],
        "labels": regimes.labels[:N_GRAPH],
        "means": prior.means[0].numpy(),
        "covariances": (prior.scale_tril @ prior.scale_tril.mT)[0].numpy(),
    }
    return numbers, arrays


def _encode(fit: Fit, words: NDArray, seed: int) -> Latents:
    """Latents and clusters of every restart."""
    vae = take_replicas(fit.vae, range(fit.settings.n_restarts))
    batch = torch.as_tensor(words).float().expand(vae.n_replicas, *words.shape)
    with torch.no_grad():
        q_z = vae.encoder(batch)
        g = responsibilities(vae.prior(), q_z)
    elbo = -np.add(*evaluate_elbo(vae, words, seed))
    means = q_z.means[:, :, 0].double().numpy()
    return Latents(means, g[:, :, 0].argmax(-1).numpy(), elbo)


def _roughness(means: NDArray, quantities: Mapping[str, NDArray]) -> NDArray:
    """Of each quantity on the latents of each restart, (n_restarts, n_quantities)."""
    graphs = [neighbour_graph(own[:N_GRAPH]) for own in means]
    return np.array(
        [[roughness(W, f[:N_GRAPH]) for f in quantities.values()] for W in graphs]
    )


def _smoothness(rough: Mapping[str, NDArray]) -> dict[str, Quantity]:
    """Mean roughness of all quantities, and errors by which EM's is below the plain."""
    means = {name: values.mean(axis=1) for name, values in rough.items()}
    em, em_error = blocked_mean(means["em"])
    plain, plain_error = blocked_mean(means["plain"])
    z = (plain - em) / np.hypot(em_error, plain_error)
    numbers = {f"roughness_{name}": _mean(means[name]) for name in TRAININGS}
    return {**numbers, "smoothness_z": quantity(float(z))}


def _permuted(
    latents: Latents, quantities: Mapping[str, NDArray], rng: np.random.Generator
) -> Quantity:
    """Least deviation of a quantity from its permutations, on the first restart."""
    W = neighbour_graph(latents.means[0, :N_GRAPH])
    return quantity(min(roughness_z(W, f[:N_GRAPH], rng) for f in quantities.values()))


def _spreads(rand: Mapping[str, NDArray]) -> dict[str, Quantity]:
    """Standard deviation over restarts, and ratios to joint training as published.

    That starts at random: the first ratio is of both recipes, the second of expectation
    maximisation alone.
    """
    spreads = {name: float(values.std(ddof=1)) for name, values in rand.items()}
    numbers = {f"seed_spread_{name}": quantity(s) for name, s in spreads.items()}
    if published := spreads["joint_random"]:
        numbers["seed_spread_ratio"] = quantity(spreads["em"] / published)
        numbers["seed_spread_ratio_random"] = quantity(spreads["random"] / published)
    return numbers


def _dead(fit: Fit, clusters: NDArray) -> Quantity:
    """Components that are nobody's likeliest, over all restarts."""
    n = fit.settings.prior_components
    dead = sum(n - len(np.unique(own)) for own in clusters)
    return quantity(dead, unit=f"of {n * len(clusters)} components", theory=0.0)


def _divergences(
    fits: Mapping[str, Fit], words: NDArray, log_prob: NDArray, seed: int
) -> dict[str, Quantity]:
    """KL(p||p_theta) of the best restart of every training, and what EM saves, nats.

    Of each training whose likelihood is known.
    """
    few, exact = words[:N_LIKELIHOOD], log_prob[:N_LIKELIHOOD]
    tried = {
        name: likelihood_if_known(
            fit.best_vae(), few, n_samples=N_IMPORTANCE_SAMPLES, seed=seed
        )
        for name, fit in fits.items()
    }
    found = {name: values for name, values in tried.items() if values is not None}
    numbers = {
        f"kl_nats_{name}": nats(*blocked_mean(exact - values), theory=0.0)
        for name, values in found.items()
    }
    if {"em", "plain"} <= found.keys():
        saved = blocked_mean(found["em"] - found["plain"])
        numbers["kl_nats_saved"] = nats(*saved)
    return numbers


def _mean(values: NDArray, theory: float | None = None) -> Quantity:
    """Mean over restarts and its error."""
    return quantity(*blocked_mean(values), theory=theory)

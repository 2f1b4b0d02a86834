"""The objective against integrals over the latent done on a grid in numpy."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from scipy.integrate import trapezoid
from scipy.special import logsumexp
from torch import Tensor

from latent_mean_field.vae.model import VAE
from latent_mean_field.vae.objective import elbo_parts, importance_log_weights
from tiny_vae import (
    Mixture,
    all_words,
    log_likelihood_given,
    numpy_logits,
    numpy_mixture,
    numpy_prior,
    random_vae,
)

N_SITES = 4
WORDS = all_words(N_SITES)
GRID = np.linspace(-30, 30, 12_001)
# Independent estimates of every quantity.
N_ESTIMATES = 2_000


def curved_vae() -> VAE:
    """Several components everywhere, a free decoder, one latent."""
    return random_vae(
        N_SITES, 1, prior_components=3, posterior_components=2, decoder_hidden_dim=5
    )


def posteriors(vae: VAE) -> list[Mixture]:
    """q(z|x) of the first replica for every word."""
    with torch.no_grad():
        q_z = vae.encoder(torch.as_tensor(WORDS).double().unsqueeze(0))
    parts = zip(q_z.log_weights[0], q_z.means[0], q_z.scale_tril[0], strict=True)
    return [numpy_mixture(*part) for part in parts]


class Exact:
    """What a VAE of one latent says of every word, integrated on a grid, in nats."""

    def __init__(self, vae: VAE):
        log_prior = numpy_prior(vae).log_density(GRID[:, None])
        log_p_x_given_z = log_likelihood_given(numpy_logits(vae, GRID[:, None]), WORDS)
        joint = log_prior + log_p_x_given_z
        step = GRID[1] - GRID[0]
        self.log_likelihood = logsumexp(joint, axis=1) + np.log(step)
        log_q = np.array([q.log_density(GRID[:, None]) for q in posteriors(vae)])
        self._q = np.exp(log_q)
        self.distortion = -self._average(log_p_x_given_z)
        self.rate = self._average(log_q - log_prior)
        log_posterior = joint - self.log_likelihood[:, None]
        self.posterior_divergence = self._average(log_q - log_posterior)

    def _average(self, values: NDArray) -> NDArray:
        return trapezoid(self._q * values, GRID, axis=1)


def repeated_words(replicas: int = 1) -> Tensor:
    """Every word N_ESTIMATES times, (replicas, N_ESTIMATES * n_words, n_sites)."""
    words = torch.as_tensor(np.tile(WORDS, (N_ESTIMATES, 1))).double()
    return words.expand(replicas, -1, -1)


def estimates(values: Tensor) -> NDArray:
    """Independent estimates for each word, shape (N_ESTIMATES, n_words)."""
    return values.reshape(N_ESTIMATES, len(WORDS)).numpy()


def deviations(draws: NDArray, expected: NDArray) -> NDArray:
    """Of means over the first axis from their expectation, in standard errors."""
    return (draws.mean(axis=0) - expected) / (draws.std(axis=0) / len(draws) ** 0.5)


@pytest.fixture(scope="module")
def vae() -> VAE:
    return curved_vae()


@pytest.fixture(scope="module")
def exact(vae) -> Exact:
    return Exact(vae)


@pytest.fixture(scope="module", params=[False, True], ids=["free", "paired"])
def parts(vae, request) -> dict[str, NDArray]:
    noise = torch.Generator().manual_seed(0)
    with torch.no_grad():
        drawn = elbo_parts(vae, repeated_words(), noise, n=2, paired=request.param)
    named = {**drawn._asdict(), "elbo": drawn.elbo}
    return {name: estimates(values) for name, values in named.items()}


def importance_bound(vae: VAE, n: int, seed: int) -> NDArray:
    """Estimates of the stratified importance-weighted bound, n per component."""
    with torch.no_grad():
        weights = importance_log_weights(
            vae, repeated_words(), n, torch.Generator().manual_seed(seed)
        )
    assert weights.shape == (1, N_ESTIMATES * len(WORDS), 2 * n)
    return estimates(torch.logsumexp(weights, dim=2) - np.log(n))


def test_the_grid_itself_is_exact(exact):
    assert np.exp(exact.log_likelihood).sum() == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("name", ["distortion", "rate"])
def test_each_part_is_its_integral_over_the_posterior(parts, exact, name):
    assert np.abs(deviations(parts[name], getattr(exact, name))).max() < 4


def test_the_elbo_and_the_divergence_to_the_posterior_make_the_likelihood(parts, exact):
    assert exact.posterior_divergence.min() > 0.01
    elbo = exact.log_likelihood - exact.posterior_divergence
    assert np.abs(deviations(parts["elbo"], elbo)).max() < 4


def test_more_importance_samples_climb_from_the_elbo_to_the_likelihood(
    vae, parts, exact
):
    ladder = [parts["elbo"]] + [importance_bound(vae, n, seed=n) for n in (1, 8)]
    means = [draws.mean() for draws in ladder] + [exact.log_likelihood.mean()]
    errors = [draws.std() / draws.size**0.5 for draws in ladder] + [0.0]
    for lower, higher in zip(range(3), range(1, 4), strict=True):
        gain = means[higher] - means[lower]
        assert gain > 4 * np.hypot(errors[lower], errors[higher])


def test_importance_weights_average_to_the_probability_of_the_word(vae, exact):
    probabilities = np.exp(importance_bound(vae, 8, seed=3))
    expected = np.exp(exact.log_likelihood)
    assert np.abs(deviations(probabilities, expected)).max() < 4


def test_with_one_component_each_the_rate_is_the_gaussian_divergence():
    vae = random_vae(N_SITES, 3, seed=1)
    prior = numpy_prior(vae)
    mean, covariance = prior.means[0], prior.covariances[0]
    expected = []
    for q in posteriors(vae):
        white = np.linalg.solve(covariance, q.covariances[0])
        shift = q.means[0] - mean
        mahalanobis = shift @ np.linalg.solve(covariance, shift)
        log_det = np.linalg.slogdet(white)[1]
        expected.append(0.5 * (np.trace(white) + mahalanobis - 3 - log_det))
    with torch.no_grad():
        parts = elbo_parts(vae, repeated_words(), torch.Generator().manual_seed(2))
    z = deviations(estimates(parts.rate), np.array(expected))
    assert np.abs(z).max() < 4


def test_a_posterior_equal_to_the_prior_costs_no_rate():
    vae = random_vae(N_SITES, 2, seed=2)
    with torch.no_grad():
        for parameter in vae.encoder.parameters():
            parameter.zero_()
        vae.prior.means.zero_()
        vae.prior.log_diagonal.zero_()
        vae.prior.below.zero_()
        parts = elbo_parts(vae, repeated_words(), torch.Generator().manual_seed(0))
    assert parts.rate.abs().max() < 1e-12


def steepness(vae: VAE, parameter: Tensor, index: int, step: float = 1e-4) -> float:
    """Derivative of the elbo, averaged over the words, by the grid."""
    values = []
    for change in (step, -step):
        with torch.no_grad():
            parameter.view(-1)[index] += change
            exact = Exact(vae)
            parameter.view(-1)[index] -= change
        values.append(-(exact.distortion + exact.rate).mean())
    return (values[0] - values[1]) / (2 * step)


@pytest.mark.parametrize("paired", [False, True])
def test_the_gradient_is_that_of_the_integral_in_every_part_of_the_vae(paired):
    vae, generator = curved_vae(), torch.Generator().manual_seed(0)
    # The parameters of the posterior themselves, and those of prior and decoder.
    *_, posterior = vae.encoder.parameters()
    parameters = [posterior, vae.prior.means, vae.prior.log_weights, vae.decoder.bias]
    batches = []
    for words in repeated_words().chunk(20, dim=1):
        drawn = elbo_parts(vae, words, generator, 1 + paired, paired=paired)
        elbo = drawn.elbo.mean()
        gradients = torch.autograd.grad(elbo, parameters)
        batches.append(torch.cat([gradient.flatten() for gradient in gradients]))
    expected = [
        steepness(vae, parameter, index)
        for parameter in parameters
        for index in range(parameter.numel())
    ]
    # Student's t with 19 degrees of freedom, 16 times.
    z = deviations(torch.stack(batches).numpy(), np.array(expected))
    assert np.abs(z).max() < 4.5


@pytest.mark.parametrize("chosen", [0, 1])
def test_the_objective_of_one_replica_sees_no_weight_of_another(chosen):
    vae = random_vae(
        N_SITES,
        2,
        n_restarts=2,
        prior_components=2,
        posterior_components=2,
        decoder_hidden_dim=5,
    )
    words = torch.as_tensor(WORDS).double().expand(2, -1, -1)
    parts = elbo_parts(vae, words, torch.Generator().manual_seed(0))
    parts.elbo[chosen].sum().backward()
    for parameter in vae.parameters():
        touched = [bool(gradient.any()) for gradient in parameter.grad]
        assert touched == [replica == chosen for replica in range(2)]


def test_pairs_have_no_noise_of_first_order_in_the_width_of_the_posterior():
    vae = random_vae(N_SITES, 2, likelihood="gaussian", prior="normal")
    with torch.no_grad():
        for parameter in vae.encoder.network.parameters():
            parameter.zero_()
    noise = torch.Generator().manual_seed(0)

    def scatter(log_width: float, *, paired: bool) -> float:
        """Of the distortion of one word."""
        with torch.no_grad():
            vae.encoder.network.output.bias[..., 3:5] = log_width
            words = repeated_words()[:, :: len(WORDS)]
            drawn = elbo_parts(vae, words, noise, 2, paired=paired)
        return drawn.distortion.std().item()

    for paired, order in ((False, 1), (True, 2)):
        ratio = scatter(-3.0, paired=paired) / scatter(-5.0, paired=paired)
        assert np.log(ratio) / 2 == pytest.approx(order, rel=0.1)

"""Mixtures against torch.distributions and against their moments."""

import pytest
import torch
from torch import Tensor
from torch.distributions import Categorical, MixtureSameFamily, MultivariateNormal

from latent_mean_field.vae.gaussian_mixture import GaussianMixture, scale_tril_from
from tiny_vae import numpy_mixture


def normal(*shape: int, seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def random_mixture(
    batch: tuple[int, ...], n_components: int, d: int, seed: int = 0
) -> GaussianMixture:
    """Overlapping components with full covariances, in double precision."""
    shape = (*batch, n_components)
    diagonal, tril = normal(*shape, d, seed=seed), normal(*shape, d, d, seed=seed + 1)
    return GaussianMixture(
        torch.log_softmax(normal(*shape, seed=seed + 2), dim=-1),
        2 * normal(*shape, d, seed=seed + 3),
        tril.tril(-1) + torch.diag_embed(diagonal.exp()),
    )


def same_by_torch(mixture: GaussianMixture) -> MixtureSameFamily:
    return MixtureSameFamily(
        Categorical(logits=mixture.log_weights),
        MultivariateNormal(mixture.means, scale_tril=mixture.scale_tril),
    )


def deviations(draws: Tensor, expected: Tensor) -> Tensor:
    """Of means over the first axis from their expectation, in standard errors."""
    error = draws.std(dim=0) / len(draws) ** 0.5
    return (draws.mean(dim=0) - expected) / error


def products(draws: Tensor, mean: Tensor) -> Tensor:
    """Outer products of the centred draws (n, d), shape (n, d, d)."""
    centred = draws - mean
    return centred.unsqueeze(-1) * centred.unsqueeze(-2)


@pytest.mark.parametrize("batch", [(2,), (2, 3)], ids=str)
@pytest.mark.parametrize("n_components", [1, 4])
@pytest.mark.parametrize("d", [1, 2, 3])
def test_log_density_is_that_of_torch(batch, n_components, d):
    mixture = random_mixture(batch, n_components, d)
    z = 3 * normal(*batch, 7, d, seed=10)
    # Torch wants the draws in front of the batch.
    in_front = z.movedim(-2, 0)
    expected = same_by_torch(mixture).log_prob(in_front).movedim(0, -1)
    assert mixture.latent_dim == d
    torch.testing.assert_close(mixture.log_prob(z), expected)


def test_gradient_of_the_log_density_is_that_of_torch():
    z = normal(2, 5, 3, seed=10)
    in_front = z.movedim(-2, 0)
    gradients = []
    for log_prob in (
        lambda mixture: mixture.log_prob(z),
        lambda mixture: same_by_torch(mixture).log_prob(in_front),
    ):
        mixture = random_mixture((2,), 3, 3)
        parameters = [mixture.means, mixture.scale_tril]
        for parameter in parameters:
            parameter.requires_grad_(True)
        gradients.append(torch.autograd.grad(log_prob(mixture).sum(), parameters))
    ours, torchs = gradients
    torch.testing.assert_close(ours[0], torchs[0])
    torch.testing.assert_close(ours[1].tril(), torchs[1].tril())


def test_the_log_density_stays_finite_far_from_every_component():
    mixture = random_mixture((1,), 3, 2)
    far = torch.full((1, 1, 2), 1e4, dtype=torch.float64)
    assert torch.isfinite(mixture.log_prob(far)).all()


@pytest.mark.parametrize("d", [1, 3])
def test_samples_have_the_mean_and_covariance_of_the_mixture(d):
    mixture = random_mixture((2,), 3, d, seed=1)
    draws = mixture.sample(40_000, torch.Generator().manual_seed(2))
    assert draws.shape == (2, 40_000, d)
    for element in range(2):
        parts = (mixture.log_weights, mixture.means, mixture.scale_tril)
        exact = numpy_mixture(*(part[element] for part in parts))
        mean, covariance = (torch.as_tensor(moment) for moment in exact.moments())
        assert deviations(draws[element], mean).abs().max() < 4
        pairs = products(draws[element], mean)
        assert deviations(pairs, covariance).abs().max() < 4


def test_components_are_drawn_as_often_as_they_weigh():
    means = torch.tensor([[[-100.0], [0.0], [100.0]]])
    weights = torch.tensor([[0.6, 0.3, 0.1]])
    mixture = GaussianMixture(weights.log(), means, torch.ones(1, 3, 1, 1))
    draws = mixture.sample(20_000, torch.Generator().manual_seed(3))
    nearest = (draws - means[:, None, :, 0]).abs().argmin(dim=-1)[0]
    indicators = torch.nn.functional.one_hot(nearest, 3).float()
    assert deviations(indicators, weights[0]).abs().max() < 4


def test_elements_of_a_batch_are_drawn_independently():
    n = 20_000
    mixture = GaussianMixture(
        torch.zeros(2, 1), torch.zeros(2, 1, 1), torch.ones(2, 1, 1, 1)
    )
    first, second = mixture.sample(n, torch.Generator().manual_seed(4))
    assert (first * second).mean().abs() < 4 / n**0.5


def test_draws_of_each_component_have_its_mean_and_covariance():
    mixture = random_mixture((2,), 3, 2, seed=5)
    draws = mixture.rsample_components(20_000, torch.Generator().manual_seed(6))
    assert draws.shape == (2, 20_000, 3, 2)
    covariances = mixture.scale_tril @ mixture.scale_tril.mT
    for element in range(2):
        for component in range(3):
            mean = mixture.means[element, component]
            one = draws[element, :, component]
            assert deviations(one, mean).abs().max() < 4
            pairs = products(one, mean)
            covariance = covariances[element, component]
            assert deviations(pairs, covariance).abs().max() < 4


def test_weighted_draws_of_the_components_integrate_against_the_mixture():
    mixture = random_mixture((1,), 4, 2, seed=7)
    draws = mixture.rsample_components(20_000, torch.Generator().manual_seed(8))
    weights = mixture.log_weights[0].exp()
    # The characteristic function of a Gaussian is known.
    mean, variance = mixture.means[0, :, 0], mixture.scale_tril[0, :, 0, 0] ** 2
    expected = (weights * (-variance / 2).exp() * mean.cos()).sum()
    estimates = draws[0, ..., 0].cos() @ weights
    assert deviations(estimates, expected).abs() < 4


def test_draws_of_the_components_carry_gradients_to_means_and_scales():
    mixture = random_mixture((2,), 3, 2)
    mixture.means.requires_grad_(True)
    mixture.scale_tril.requires_grad_(True)
    draws = mixture.rsample_components(5, torch.Generator().manual_seed(0))
    to_means, to_scales = torch.autograd.grad(
        draws.sum(), [mixture.means, mixture.scale_tril]
    )
    assert (to_means == 5).all()
    # dz_i/dL_ij is the noise epsilon_j, the same for every i.
    noise = torch.linalg.solve_triangular(
        mixture.scale_tril.unsqueeze(1),
        (draws - mixture.means.unsqueeze(1)).unsqueeze(-1),
        upper=False,
    )
    expected = noise.squeeze(-1).sum(dim=1).unsqueeze(-2).expand_as(to_scales)
    torch.testing.assert_close(to_scales, expected)


@pytest.mark.parametrize("method", ["sample", "rsample_components"])
def test_the_same_generator_draws_the_same(method):
    draw = getattr(random_mixture((2,), 3, 2), method)
    one, same, other = (
        draw(10, torch.Generator().manual_seed(seed)) for seed in (1, 1, 2)
    )
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


@pytest.mark.parametrize("d", [1, 2, 4])
def test_triangular_matrices_hold_their_parameters_row_by_row(d):
    log_diagonal = normal(3, d, seed=0)
    below = normal(3, d * (d - 1) // 2, seed=1)
    tril = scale_tril_from(log_diagonal, below)
    for one, diagonal, entries in zip(tril, log_diagonal, below, strict=True):
        remaining = iter(entries.tolist())
        for i in range(d):
            for j in range(d):
                if i == j:
                    assert one[i, j] == diagonal[i].exp()
                else:
                    assert one[i, j] == (next(remaining) if j < i else 0.0)


@pytest.mark.parametrize("n_components", [1, 3])
def test_draws_bring_their_log_density_with_them(n_components):
    mixture = random_mixture((2, 3), n_components, 2)
    z, log_q = mixture.rsample_with_log_prob(5, torch.Generator().manual_seed(0))
    assert z.shape == (2, 3, 5, n_components, 2)
    expected = mixture.log_prob(z.flatten(-3, -2)).unflatten(-1, (5, n_components))
    torch.testing.assert_close(log_q, expected)
    again = mixture.rsample_components(5, torch.Generator().manual_seed(0))
    torch.testing.assert_close(z, again)


@pytest.mark.parametrize("n_components", [1, 3])
def test_paired_draws_are_mirrored_at_the_means(n_components):
    mixture = random_mixture((2, 3), n_components, 2)
    generator = torch.Generator().manual_seed(0)
    z, log_q = mixture.rsample_with_log_prob(6, generator, paired=True)
    first, mirrored = z.chunk(2, dim=-3)
    torch.testing.assert_close(
        (first + mirrored) / 2, mixture.means.unsqueeze(-3).expand_as(first)
    )
    again = mixture.rsample_components(3, torch.Generator().manual_seed(0))
    torch.testing.assert_close(first, again)
    expected = mixture.log_prob(z.flatten(-3, -2)).unflatten(-1, (6, n_components))
    torch.testing.assert_close(log_q, expected)


def test_without_entries_below_the_matrices_are_diagonal():
    log_diagonal = normal(4, 3, seed=0)
    tril = scale_tril_from(log_diagonal, log_diagonal[:, :0])
    torch.testing.assert_close(tril, torch.diag_embed(log_diagonal.exp()))

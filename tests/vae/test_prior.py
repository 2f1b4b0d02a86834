"""The prior: what it is given is what it returns, until it is trained."""

import torch

from latent_mean_field.vae.prior import MixturePrior, NormalPrior, UniformPrior

LOG_WEIGHTS = torch.log_softmax(torch.tensor([[0.0, 1.0], [2.0, -1.0]]), dim=-1)
MEANS = torch.arange(12.0).reshape(2, 2, 3)
TRIL = torch.linspace(0.1, 2, 36).reshape(2, 2, 3, 3).tril()


def test_a_prior_is_the_mixture_it_was_made_of():
    p_z = MixturePrior(LOG_WEIGHTS, MEANS, TRIL)()
    torch.testing.assert_close(p_z.log_weights, LOG_WEIGHTS)
    torch.testing.assert_close(p_z.means, MEANS)
    torch.testing.assert_close(p_z.scale_tril, TRIL)


def test_weights_are_normalised_and_scales_positive_whatever_the_parameters():
    prior = MixturePrior(LOG_WEIGHTS, MEANS, TRIL)
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in prior.parameters():
            parameter.normal_(0, 3, generator=generator)
    p_z = prior()
    total = p_z.log_weights.exp().sum(-1)
    torch.testing.assert_close(total, torch.ones_like(total))
    assert (p_z.scale_tril.diagonal(dim1=-2, dim2=-1) > 0).all()


def test_a_prior_does_not_share_the_tensors_it_was_made_of():
    means = MEANS.clone()
    prior = MixturePrior(LOG_WEIGHTS, means, TRIL)
    means.zero_()
    torch.testing.assert_close(prior().means, MEANS)


def test_the_normal_prior_is_standard_and_learns_nothing():
    prior = NormalPrior(2, 3)
    assert not list(prior.parameters())
    z = torch.randn(2, 5, 3, generator=torch.Generator().manual_seed(1))
    expected = torch.distributions.Normal(0.0, 1.0).log_prob(z).sum(-1)
    torch.testing.assert_close(prior().log_prob(z), expected)


def test_the_uniform_prior_is_uniform_behind_a_sigmoid_and_learns_nothing():
    prior = UniformPrior(2, 3)
    assert not list(prior.parameters())
    z = torch.randn(2, 5, 3, generator=torch.Generator().manual_seed(1)).double()
    uniform = torch.distributions.Uniform(torch.zeros((), dtype=z.dtype), 1.0)
    sigmoid = torch.distributions.SigmoidTransform()
    logistic = torch.distributions.TransformedDistribution(uniform, [sigmoid.inv])
    torch.testing.assert_close(prior().log_prob(z), logistic.log_prob(z).sum(-1))
    sources = prior().sample(20_000, torch.Generator().manual_seed(2)).sigmoid()
    assert sources.shape == (2, 20_000, 3)
    # Errors of a mean and of a variance of uniform numbers: 0.002 and 0.0005.
    assert (sources.mean(1) - 1 / 2).abs().max() < 0.01
    assert (sources.var(1) - 1 / 12).abs().max() < 0.0025

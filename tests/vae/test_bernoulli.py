"""Independent bits against torch.distributions and against sums over all words."""

import torch
from torch.distributions import Bernoulli

from latent_mean_field.vae.bernoulli import BernoulliProduct
from tiny_vae import all_words


def test_log_probability_is_that_of_torch_for_every_batch_of_logits():
    generator = torch.Generator().manual_seed(0)
    logits = 3 * torch.randn(2, 5, 7, generator=generator, dtype=torch.float64)
    fair = torch.full((2, 7), 0.5, dtype=torch.float64)
    words = torch.bernoulli(fair, generator=generator)
    log_prob = BernoulliProduct(logits).log_prob(words)
    assert log_prob.shape == (2, 5)
    for batch in range(2):
        for n in range(5):
            bits = Bernoulli(logits=logits[batch, n]).log_prob(words[batch])
            torch.testing.assert_close(log_prob[batch, n], bits.sum())


def test_probabilities_of_all_words_sum_to_one():
    logits = torch.tensor([[1.3, -0.2, 4.0, -2.5]], dtype=torch.float64)
    words = torch.as_tensor(all_words(4)).double()
    product = BernoulliProduct(logits.expand(len(words), 1, 4))
    total = product.log_prob(words).exp().sum()
    torch.testing.assert_close(total, torch.ones_like(total))


def test_extreme_logits_give_finite_probabilities_and_gradients():
    logits = torch.tensor([[100.0, -100.0, 100.0]], requires_grad=True)
    log_prob = BernoulliProduct(logits).log_prob(torch.tensor([1.0, 0.0, 0.0]))
    torch.testing.assert_close(log_prob, torch.tensor([-100.0]))
    (gradient,) = torch.autograd.grad(log_prob.sum(), logits)
    torch.testing.assert_close(gradient, torch.tensor([[0.0, 0.0, -1.0]]))


def test_samples_are_bits_with_the_right_means_and_no_correlations():
    n = 20_000
    logits = torch.tensor([-3.0, -0.5, 0.0, 2.0])
    mean = 1 / (1 + torch.exp(-logits))
    generator = torch.Generator().manual_seed(0)
    words = BernoulliProduct(logits.expand(n, 4)).sample(generator)
    assert set(words.unique().tolist()) == {0.0, 1.0}
    spread = (mean * (1 - mean)).sqrt()
    white = (words - mean) / spread
    # Means and products of white bits have standard error n^-1/2.
    moments = torch.column_stack([white, torch.ones(n)]).T @ white / n
    moments[:4] -= torch.eye(4)
    moments.fill_diagonal_(0.0)
    assert moments.abs().max() < 4 / n**0.5

"""Penalties against the divergences of torch, and what leaves them at rest."""

import math

import pytest
import torch
from torch.distributions import Normal, kl_divergence

from latent_mean_field.vae.dynamical.penalties import PENALTIES, PLACE_PRECISION
from tiny_walks import tiny


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def made(name: str, batch_size: int = 4000, *, free: bool = True):
    settings = tiny(penalty=name, batch_size=batch_size, n_directions=50)
    penalty = PENALTIES[name](settings, generator(), 2)
    if free and penalty.transition is not None:
        # A field of zero: free diffusion.
        for parameter in penalty.transition.parameters():
            torch.nn.init.zeros_(parameter)
    return penalty


@pytest.mark.parametrize("name", ["euler_increments", "white_residuals"])
def test_free_diffusion_of_variance_two_is_at_rest_and_no_other_is(name):
    first = torch.randn(2, 4000, 2, generator=generator(1))
    kick = math.sqrt(2) * torch.randn(first.shape, generator=generator(2))
    penalty = made(name)
    at_rest, wide, narrow = (
        penalty(first, first + scale * kick, generator(3)) for scale in (1, 1.2, 0.8)
    )
    assert (at_rest < 0.01).all()
    for off in (wide, narrow):
        assert (off > 0.05).all()


@pytest.mark.parametrize("name", ["euler_increments", "white_residuals"])
def test_the_law_of_steps_is_held_fixed_while_latents_are_moved(name):
    """The gradient by a first frame is the negative of that by the next."""
    first, second = torch.randn(2, 2, 50, 2, generator=generator(1))
    first.requires_grad_(), second.requires_grad_()
    penalty = made(name, 50, free=False)
    penalty(first, second, generator(2)).sum().backward()
    torch.testing.assert_close(first.grad, -second.grad)


def test_normal_places_are_a_divergence():
    codes = torch.randn(2, 2, 7, 4, generator=generator(4))
    found = made("normal_places")(*codes, generator())
    expected = torch.zeros(2)
    for code in codes:
        mean, log_variance = code.chunk(2, dim=-1)
        q = Normal(mean, (log_variance / 2).exp())
        expected += kl_divergence(q, Normal(0.0, 1.0)).sum(-1).mean(1)
    torch.testing.assert_close(found, expected)


def test_known_noise_is_the_divergence_of_two_frames():
    first, second = torch.randn(2, 2, 7, 4, generator=generator(5))
    penalty = made("known_noise")
    mean, log_variance = first.chunk(2, dim=-1)
    mean_next, log_variance_next = second.chunk(2, dim=-1)
    wide = Normal(0.0, PLACE_PRECISION**-0.5)
    place = kl_divergence(Normal(mean, (log_variance / 2).exp()), wide)
    step = kl_divergence(
        Normal(mean_next, (log_variance_next / 2).exp()),
        Normal(mean + penalty.drift(mean), 1.0),
    )
    # The first frame's own noise is in the step, where the drift is that of its mean.
    expected = (place + step + log_variance.exp() / 2).sum(-1).mean(1)
    torch.testing.assert_close(penalty(first, second, generator()), expected)


def test_places_that_fill_the_cube_are_at_rest():
    z = 2 * torch.rand(2, 2, 4000, 2, generator=generator(6)) - 1
    penalty = made("uniform_places")
    assert (penalty(*z, generator(7)) < 0.002).all()
    assert (penalty(*(0.5 * z), generator(7)) > 0.05).all()


def test_noisy_codes_are_drawn_with_their_variance():
    code = torch.tensor([1.0, -2.0, math.log(4.0), math.log(0.25)])
    drawn = made("normal_places").draw(code.repeat(2, 20_000, 1), generator(8))
    torch.testing.assert_close(drawn.mean(1), code[:2].repeat(2, 1), atol=0.06, rtol=0)
    torch.testing.assert_close(
        drawn.std(1), torch.tensor([2.0, 0.5]).repeat(2, 1), atol=0.04, rtol=0
    )
    plain = torch.ones(2, 3, 2)
    assert made("uniform_places").draw(plain, generator()) is plain

"""The encoder: a linear read-out, a network, and a start that is apart and narrow."""

import numpy as np
import pytest
import torch

from latent_mean_field.vae.encoder import MixtureEncoder
from tiny_vae import all_words

N_SITES = 5
UNIT = 0.5
MEAN = torch.tensor([0.1, 0.5, 0.3, 0.9, 0.4])
READOUT = torch.linspace(-1, 1, 2 * N_SITES).reshape(N_SITES, 2)


def encoder(
    n_components: int, n_replicas: int = 2, *, diagonal: bool = False
) -> MixtureEncoder:
    return MixtureEncoder(
        MEAN,
        torch.tensor(UNIT),
        READOUT,
        n_replicas=n_replicas,
        hidden_dims=[4, 4],
        n_components=n_components,
        diagonal=diagonal,
        generator=torch.Generator().manual_seed(0),
    )


def words(n_replicas: int = 2) -> torch.Tensor:
    return torch.as_tensor(all_words(N_SITES)).float().expand(n_replicas, -1, -1)


def silence(network: torch.nn.Module) -> None:
    """Leave the linear read-out alone."""
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()


@pytest.mark.parametrize("n_components", [1, 3])
def test_there_is_a_normalised_mixture_for_every_word_of_every_replica(n_components):
    q_z = encoder(n_components)(words())
    assert q_z.log_weights.shape == (2, 2**N_SITES, n_components)
    assert q_z.means.shape == (2, 2**N_SITES, n_components, 2)
    assert q_z.scale_tril.shape == (2, 2**N_SITES, n_components, 2, 2)
    total = q_z.log_weights.exp().sum(-1)
    torch.testing.assert_close(total, torch.ones_like(total))
    assert (q_z.scale_tril[..., 0, 1] == 0).all()


def test_without_its_network_the_mean_is_the_read_out_of_the_centred_words():
    linear = encoder(1)
    silence(linear.network)
    means = linear(words()).means[:, :, 0].detach().numpy()
    expected = (all_words(N_SITES) - MEAN.numpy()) @ READOUT.numpy()
    np.testing.assert_allclose(means, [expected, expected], atol=1e-6)


def test_components_start_apart_and_narrow():
    n_replicas = 300
    many = encoder(3, n_replicas)
    q_z = many(words(n_replicas))
    centres = q_z.means.mean(dim=1)
    spread = (centres - centres.mean(dim=1, keepdim=True)).square().sum(dim=1) / 2
    # Half a unit on each axis; a mean of 600 variances is known to 6 per cent.
    assert spread.mean().item() == pytest.approx(0.25, rel=0.25)
    scales = q_z.scale_tril.diagonal(dim1=-2, dim2=-1)
    assert scales.log().mean().item() == pytest.approx(-1, abs=0.05)


def test_one_component_starts_at_the_read_out():
    q_z = encoder(1, 300)(words(300))
    expected = (torch.as_tensor(all_words(N_SITES)) - MEAN) @ READOUT
    offset = q_z.means[:, :, 0] - expected
    assert offset.mean().abs() < 0.01


@pytest.mark.parametrize("extreme", [-1e3, 1e3])
def test_scales_stay_within_bounds_whatever_the_network_says(extreme):
    wild = encoder(2)
    with torch.no_grad():
        *_, bias = wild.network.parameters()
        bias.fill_(extreme)
    scales = wild(words()).scale_tril.diagonal(dim1=-2, dim2=-1)
    assert torch.isfinite(scales).all()
    assert scales.min() > 1e-4
    assert scales.max() < 100


def test_a_diagonal_posterior_has_nothing_below_its_diagonal():
    full, diagonal = encoder(1)(words()), encoder(1, diagonal=True)(words())
    assert (full.scale_tril[..., 1, 0] != 0).any()
    assert (diagonal.scale_tril[..., 1, 0] == 0).all()
    assert (diagonal.scale_tril.diagonal(dim1=-2, dim2=-1) > 0).all()


def test_the_network_reads_words_in_their_unit():
    shift = encoder(1)
    by_readout = (words() - MEAN) @ READOUT
    offset = shift(words()).means[:, :, 0] - by_readout
    expected = shift.network((words() - MEAN) / UNIT)[..., 1:3]
    torch.testing.assert_close(offset, expected)

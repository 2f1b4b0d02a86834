"""The decoder of Gaussian sites: in units of theirs, of sources that are bounded."""

import pytest
import torch

from latent_mean_field.vae.model import blank
from tiny_vae import small_settings


@pytest.mark.parametrize(
    ("prior", "sources"),
    [("uniform", lambda z: torch.tanh(z / 2)), ("normal", lambda z: z)],
)
def test_means_are_linear_in_the_sources_in_units_of_the_sites(prior, sources):
    settings = small_settings(likelihood="gaussian", prior=prior, precision=9.0)
    decoder = blank(3, 2, settings).decoder
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for tensor in (decoder.bias, decoder.loadings):
            tensor.normal_(generator=generator)
        decoder.unit.fill_(0.25)
    z = 3 * torch.randn(1, 5, 2, generator=generator)
    p_x = decoder(z)
    expected = 0.25 * (decoder.bias + sources(z) @ decoder.loadings)
    torch.testing.assert_close(p_x.natural, expected)
    assert p_x.precision.item() == 9.0


@pytest.mark.parametrize("n_layers", [1, 2, 4])
def test_encoder_and_decoder_have_as_many_hidden_layers_as_are_asked_for(n_layers):
    settings = small_settings(hidden_layers=n_layers, decoder_hidden_dim=5)
    vae = blank(3, 2, settings)
    for network in (vae.encoder.network, vae.decoder.network):
        assert len(network.hidden) == n_layers
    linear = small_settings(hidden_layers=n_layers, decoder_hidden_dim=0)
    assert blank(3, 2, linear).decoder.network is None

"""One VAE written plainly in PyTorch: the same model as ours, without replicas.

q(z|x) is a Gaussian of diagonal covariance, p(z) the standard normal, and the logits of
p(x|z) are linear in z.
"""

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from latent_mean_field.vae.encoder import LOG_SCALE_BOUNDS
from latent_mean_field.vae.model import VAE
from latent_mean_field.vae.schedule import learning_rate
from latent_mean_field.vae.settings import Settings


class PlainEncoder(nn.Module):
    """Mean and log standard deviation of q(z|x): a linear read-out plus a perceptron.

    Args:
        mean: of the words, shape (n_sites,).
        unit: scale on which words vary, shape ().
        latent_dim: dimension d of the latent.
        hidden_dim: width of the two hidden layers.
    """

    mean: Tensor
    unit: Tensor

    def __init__(self, mean: Tensor, unit: Tensor, latent_dim: int, hidden_dim: int):
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("unit", unit)
        self.readout = nn.Linear(len(mean), latent_dim, bias=False)
        self.network = nn.Sequential(
            nn.Linear(len(mean), hidden_dim),
            nn.SiLU(),
            nn.Linear(hidden_dim, hidden_dim),
            nn.SiLU(),
            nn.Linear(hidden_dim, 2 * latent_dim),
        )

    def forward(self, words: Tensor) -> tuple[Tensor, Tensor]:
        """Both (n, latent_dim), for words (n, n_sites)."""
        centred = words - self.mean
        shift, log_scale = self.network(centred / self.unit).chunk(2, dim=-1)
        return self.readout(centred) + shift, log_scale.clamp(*LOG_SCALE_BOUNDS)


class PlainVAE(nn.Module):
    """An encoder, and a decoder of which one linear layer is all."""

    def __init__(self, encoder: PlainEncoder, latent_dim: int):
        super().__init__()
        self.encoder = encoder
        self.decoder = nn.Linear(latent_dim, len(encoder.mean))

    def forward(self, words: Tensor) -> Tensor:
        """Negative elbo in nats per word, averaged over the batch."""
        mean, log_scale = self.encoder(words)
        z = mean + log_scale.exp() * torch.randn_like(mean)
        logits = self.decoder(z)
        distortion = binary_cross_entropy_with_logits(logits, words, reduction="none")
        rate = 0.5 * (mean.square() + (2 * log_scale).exp() - 1) - log_scale
        return (distortion.sum(-1) + rate.sum(-1)).mean()


def train_plainly(
    plain: PlainVAE, words: Tensor, settings: Settings, n_epochs: int
) -> None:
    """The textbook's loop, over batches that are rows of one tensor of floats."""
    optimiser = torch.optim.Adam(plain.parameters(), lr=settings.learning_rate)
    step = 0
    for _ in range(n_epochs):
        for rows in torch.randperm(len(words)).split(settings.batch_size):
            for group in optimiser.param_groups:
                group["lr"] = learning_rate(step, settings)
            loss = plain(words[rows])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            step += 1


def plain_of(vae: VAE, replica: int) -> PlainVAE:
    """A replica of `vae` as a VAE of its own, with the same weights."""
    encoder = vae.encoder
    hidden_dim = encoder.network.output.weight.shape[1]
    mean, unit = encoder.mean[replica, 0].clone(), encoder.unit[replica, 0, 0].clone()
    plain = PlainVAE(
        PlainEncoder(mean, unit, vae.latent_dim, hidden_dim), vae.latent_dim
    )
    with torch.no_grad():
        for own, batched in _pairs(plain, vae, replica):
            own.copy_(batched)
    return plain


def put_back(plain: PlainVAE, vae: VAE, replica: int) -> None:
    """Give a replica of `vae` the weights that were trained plainly."""
    with torch.no_grad():
        for own, batched in _pairs(plain, vae, replica):
            batched.copy_(own)


def _pairs(plain: PlainVAE, vae: VAE, replica: int) -> Iterator[tuple[Tensor, Tensor]]:
    """Each tensor of weights, and the view of the same ones in the batched VAE."""
    encoder, decoder = vae.encoder, vae.decoder
    yield plain.encoder.readout.weight, encoder.readout[replica].T
    yield plain.decoder.weight, decoder.loadings[replica].T
    yield plain.decoder.bias, decoder.bias[replica, 0]
    own = [layer for layer in plain.encoder.network if isinstance(layer, nn.Linear)]
    batched = [*encoder.network.hidden, encoder.network.output]
    for linear, layer in zip(own, batched, strict=True):
        # The last batched layer begins with the logit of its only component.
        last = slice(-linear.out_features, None)
        yield linear.weight, layer.weight[replica, :, last].T
        yield linear.bias, layer.bias[replica, 0, last]

"""The same VAE as `plain_vae`, trained by pythae (Chadebec et al. 2022).

pythae asks for encoders and decoders of its own classes, and for probabilities, not
logits. Its learning rate changes once an epoch: half a cosine without warm-up.
"""

import logging
from tempfile import TemporaryDirectory

from pythae.data.datasets import BaseDataset
from pythae.models import VAE, VAEConfig
from pythae.models.base.base_utils import ModelOutput
from pythae.models.nn import BaseDecoder, BaseEncoder
from pythae.trainers import BaseTrainer, BaseTrainerConfig
from pythae.trainers.training_callbacks import CallbackHandler, TrainingCallback
from torch import Tensor, nn, zeros

from latent_mean_field.vae.settings import Settings
from plain_vae import PlainVAE

logging.getLogger(BaseTrainer.__module__).setLevel(logging.WARNING)


class QuietTrainer(BaseTrainer):
    """pythae's trainer without its progress bars, which would cost it time."""

    def _setup_callbacks(self) -> None:
        self.callback_handler = CallbackHandler([TrainingCallback()], self.model)


class PythaeEncoder(BaseEncoder):
    """A plain encoder in pythae's clothes."""

    def __init__(self, plain: nn.Module):
        super().__init__()
        self.plain = plain

    def forward(self, words: Tensor) -> ModelOutput:
        """Mean and log variance of q(z|x), both (n, latent_dim)."""
        mean, log_scale = self.plain(words)
        return ModelOutput(embedding=mean, log_covariance=2 * log_scale)


class PythaeDecoder(BaseDecoder):
    """A plain decoder in pythae's clothes."""

    def __init__(self, plain: nn.Module):
        super().__init__()
        self.plain = plain

    def forward(self, z: Tensor) -> ModelOutput:
        """Probabilities of 1, shape (n, n_sites)."""
        return ModelOutput(reconstruction=self.plain(z).sigmoid())


def train_with_pythae(
    plain: PlainVAE, words: Tensor, settings: Settings, n_epochs: int, seed: int
) -> None:
    """Train the weights of `plain` in place, with pythae's default trainer."""
    config = VAEConfig(
        input_dim=(words.shape[1],),
        latent_dim=plain.decoder.in_features,
        reconstruction_loss="bce",
    )
    encoder, decoder = PythaeEncoder(plain.encoder), PythaeDecoder(plain.decoder)
    with TemporaryDirectory() as folder:
        trainer = QuietTrainer(
            VAE(config, encoder=encoder, decoder=decoder),
            BaseDataset(words, zeros(len(words))),
            training_config=_trainer_config(settings, n_epochs, seed, folder),
        )
        trainer.train()


def _trainer_config(
    settings: Settings, n_epochs: int, seed: int, folder: str
) -> BaseTrainerConfig:
    """No evaluation, no checkpoints; the last model is written to the folder."""
    return BaseTrainerConfig(
        output_dir=folder,
        num_epochs=n_epochs,
        per_device_train_batch_size=settings.batch_size,
        learning_rate=settings.learning_rate,
        scheduler_cls="CosineAnnealingLR",
        scheduler_params={"T_max": n_epochs},
        seed=seed % 2**32,
        no_cuda=True,
    )

"""What a fit is made of, apart from the data: numbers of the configuration."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Architecture and schedule of one fit; each field is a key of the configuration.

    Attributes:
        n_restarts: replicas that see every word and differ in their random start.
        n_bootstrap: replicas that each see a bootstrap resample of the words.
        prior_components: components of the mixture prior.
        posterior_components: components of the encoder's mixture.
        encoder_hidden_dim: width of the encoder's hidden layers.
        decoder_hidden_dim: width of the decoder's hidden layers; 0: linear fields.
        hidden_layers: of either.
        decoder_activation: of these layers, a key of `layers.ACTIVATIONS`.
        n_steps: optimiser steps.
        batch_size: words per step and replica.
        learning_rate: peak of the one-cycle schedule.
        prior: "mixture", learned by gradients, or "em", by expectation maximisation; or
            "normal", the standard one, or "uniform" sources behind a sigmoid, both of
            one component.
        prior_start: a mixture starts from the "scores" of the words on their principal
            components, or from components at "random", unlike in every replica.
        posterior: Gaussians of "full" covariance or "diagonal" ones.
        turned_starts: every replica starts from latent axes of its own, at random.
        paired_draws: two latents are drawn for each word, on opposite sides of the
            posterior's mean, where else there is one.
        potential: strength of the potential that prefers latents on the axes, nats.
        likelihood: law of a site given the latent, a key of `decoder.LAWS`.
        precision: of Gaussian sites, gamma².
        annealing: share of the steps along which the precision rises to its value.
        first_precision: from which it rises, in units of one over the variance of the
            words. Below one over that of their leading component nothing passes the
            channel, and latents open one by one.
    """

    n_restarts: int
    n_bootstrap: int
    prior_components: int
    posterior_components: int
    encoder_hidden_dim: int
    decoder_hidden_dim: int
    n_steps: int
    batch_size: int
    learning_rate: float
    prior: str = "mixture"
    prior_start: str = "scores"
    posterior: str = "full"
    decoder_activation: str = "tanh"
    hidden_layers: int = 2
    turned_starts: bool = False
    paired_draws: bool = False
    potential: float = 0.0
    likelihood: str = "bernoulli"
    precision: float = 1.0
    annealing: float = 0.0
    first_precision: float = 0.5

    @property
    def n_replicas(self) -> int:
        """Restarts and bootstrap replicas of one data set together."""
        return self.n_restarts + self.n_bootstrap

    @property
    def encoder_hidden_dims(self) -> list[int]:
        """Widths of the encoder's hidden layers."""
        return [self.encoder_hidden_dim] * self.hidden_layers

    @property
    def decoder_hidden_dims(self) -> list[int]:
        """Widths of the decoder's hidden layers; none of linear fields."""
        width = self.decoder_hidden_dim
        return [width] * self.hidden_layers if width else []

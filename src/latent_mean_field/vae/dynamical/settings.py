"""What an autoencoder of walks is made of: numbers of the configuration."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DynamicalSettings:
    """Architecture, penalty and schedule; each field is a key of the configuration.

    Attributes:
        penalty: what is asked of latents, a key of `penalties.PENALTIES`.
        weight: of the penalty beside the squared error of the two frames.
        n_seeds: replicas, which differ in their random start and batches.
        n_epochs: passes over as many pairs as there are to learn from.
        n_snapshots: last epochs after which the weights are kept, to be judged one by
            one: an isometry wanders from epoch to epoch without the loss telling.
        batch_size: pairs per step and replica, all from one bin of latents.
        learning_rate: of Adam; a tenth of it in the first epoch.
        decay: share of the epochs, the last ones, along which it falls to nearly zero.
        hidden_dims: widths of the layers of encoder and decoder.
        activation: of these layers, a key of `layers.ACTIVATIONS`.
        n_components: principal components of frames that are read; None for all.
        white_start: start from the linear latents whose steps are white, not at random.
        n_directions: random directions that laws are compared along.
        bin_distance: least distance of the centres of latent bins.
    """

    penalty: str
    weight: float
    n_seeds: int
    n_epochs: int
    n_snapshots: int
    batch_size: int
    learning_rate: float
    hidden_dims: list[int]
    activation: str
    decay: float = 0.0
    n_components: int | None = None
    white_start: bool = False
    n_directions: int = 50
    bin_distance: float = 5.0

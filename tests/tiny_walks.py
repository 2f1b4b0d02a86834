"""Settings of autoencoders of walks so small that they train in a moment."""

from typing import Any

from latent_mean_field.vae.dynamical.settings import DynamicalSettings


def tiny(**changes: Any) -> DynamicalSettings:
    """Two seeds, two layers of eight units; any field may be said otherwise."""
    plain: dict[str, Any] = {
        "penalty": "white_residuals",
        "weight": 10.0,
        "n_seeds": 2,
        "n_epochs": 4,
        "n_snapshots": 2,
        "batch_size": 32,
        "learning_rate": 0.001,
        "hidden_dims": [8, 8],
        "activation": "silu",
        "n_directions": 4,
    }
    return DynamicalSettings(**{**plain, **changes})

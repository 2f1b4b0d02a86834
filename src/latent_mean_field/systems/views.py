"""What an instrument sees of a walker in the plane: smooth maps of two coordinates."""

import numpy as np
from numpy.typing import NDArray

# Turns of the roll: its angle is 4.5 + 1.2 x, so that sheets stay apart.
ROLL_START, ROLL_RATE = 4.5, 1.2
# Widths of the random network, and the seed of its weights.
NETWORK_WIDTHS = (2, 32, 30)
NETWORK_SEED = 0


def parabola(r: NDArray) -> NDArray:
    """(x, y + x²), the view of Wang et al. (2024); shape (..., 2)."""
    x, y = r[..., 0], r[..., 1]
    return np.stack([x, y + x**2], axis=-1)


def swiss_roll(r: NDArray) -> NDArray:
    """The plane rolled up along x in space, shape (..., 3)."""
    angle = ROLL_START + ROLL_RATE * r[..., 0]
    rolled = angle[..., None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1) / 2
    return np.concatenate([rolled, 2 * r[..., 1:]], axis=-1)


def random_network(r: NDArray) -> NDArray:
    """Thirty outputs of a network with random weights, shape (..., 30)."""
    rng = np.random.default_rng(NETWORK_SEED)
    d, hidden, out = NETWORK_WIDTHS
    first = rng.normal(size=(d, hidden)) / np.sqrt(d)
    second = rng.normal(size=(hidden, out)) / np.sqrt(hidden)
    return np.tanh(r @ first + rng.normal(size=hidden)) @ second


VIEWS = {"parabola": parabola, "swiss_roll": swiss_roll, "network": random_network}

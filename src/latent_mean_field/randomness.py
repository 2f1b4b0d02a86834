"""Seeded streams by name: one root seed, one independent stream per purpose."""

import hashlib

import numpy as np

from latent_mean_field.names import label_of


def seed_of(root_seed: int, *names: str) -> int:
    """A 63-bit seed that depends on the root seed and on every name, in order."""
    text = "\x1f".join([str(root_seed), *map(label_of, names)])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1


def data_set_seeds(root_seed: int, n: int) -> list[int]:
    """Root seeds of n independent data sets, of matter and samples alike."""
    return [seed_of(root_seed, "data set", str(number)) for number in range(n)]


def stream(root_seed: int, *names: str) -> np.random.Generator:
    """A numpy generator for the named purpose."""
    return np.random.default_rng(seed_of(root_seed, *names))

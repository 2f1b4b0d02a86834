"""What changes along a training: the step width, and how precise the sites are."""

import math

from torch import Tensor

from latent_mean_field.vae.settings import Settings

WARM_UP = 0.1


def learning_rate(step: int, settings: Settings) -> float:
    """One cycle: linear warm-up, then half a cosine down to zero."""
    progress = (step + 1) / settings.n_steps
    if progress < WARM_UP:
        return settings.learning_rate * progress / WARM_UP
    decay = (progress - WARM_UP) / (1 - WARM_UP)
    return settings.learning_rate * 0.5 * (1 + math.cos(math.pi * decay))


def precision(step: int, settings: Settings, unit: Tensor) -> Tensor:
    """Precision of Gaussian sites: a geometric rise, then its last value.

    A decoder that is nearly certain from the start settles into the nearest smooth map;
    one that is vague at first finds the axes of the sources.

    Args:
        step: number of the step.
        settings: with the first precision and the last, and `annealing`, above zero.
        unit: standard deviation of the words of each replica.
    """
    last = settings.precision
    left = max(0.0, 1 - (step + 1) / (settings.annealing * settings.n_steps))
    first = (settings.first_precision / unit.square()).clamp(max=last)
    return last * (first / last) ** left

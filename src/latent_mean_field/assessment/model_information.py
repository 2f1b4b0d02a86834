"""What the two parts of a word tell of each other, according to the trained VAE."""

import logging
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.assessment.likelihood import LikelihoodError, latent_nodes
from latent_mean_field.averages import blocked_mean
from latent_mean_field.quantities import Quantity, nats
from latent_mean_field.vae.model import VAE

logger = logging.getLogger(__name__)

# Above two latents a word costs some milliseconds.
N_WORDS = 2000


def model_information(
    vae: VAE,
    words: NDArray,
    left: NDArray[np.bool_],
    *,
    seed: int,
    blocks: NDArray | None = None,
) -> tuple[float, float]:
    """I(A;B) in nats and its standard error: p_theta averaged over held-out words.

    The mean of log p_theta(x) - log p_theta(x_A) - log p_theta(x_B), all three from the
    same latents. Each mean log is an entropy of the data and a divergence, hence

        estimate = I(A;B) - KL_AB + KL_A + KL_B,        KL_AB = KL(p || p_theta)

    Sites left out can only lower a divergence: KL_A and KL_B lie between 0 and KL_AB,
    so that |estimate - I(A;B)| <= KL_AB, with either sign. A faithful VAE gives I(A;B);
    one that fails may miss it by all of its failure, which is why this number cannot
    test whether there is a latent mean field.

    Args:
        vae: its first replica counts.
        words: held-out words, shape (n_words, n_sites), in {0, 1}.
        left: True for the sites of A, shape (n_sites,).
        seed: of the nodes, where there are more than two latents.
        blocks: block of each word; None if words are independent.

    Raises:
        LikelihoodError: too few latents count in a word.
    """
    (found,) = _informations(vae, words, [left], seed, blocks)
    return found


def implied_quantities(
    vae: VAE, words: NDArray, cuts: Mapping[str, NDArray[np.bool_]], *, seed: int
) -> dict[str, Quantity]:
    """`model_information` of every cut, by its name; nothing where it is refused."""
    try:
        found = _informations(vae, words[:N_WORDS], list(cuts.values()), seed, None)
    except LikelihoodError as refusal:
        logger.warning("no implied information: %s", refusal)
        return {}
    return {
        cut: nats(value, error) for cut, (value, error) in zip(cuts, found, strict=True)
    }


def _informations(
    vae: VAE,
    words: NDArray,
    cuts: Sequence[NDArray[np.bool_]],
    seed: int,
    blocks: NDArray | None,
) -> list[tuple[float, float]]:
    """Value and error of every cut, all from the same nodes."""
    nodes = latent_nodes(vae, seed)
    # First the whole words, told by fewest latents: if any is refused, they are.
    both = nodes.log_prob(words, np.ones_like(cuts[0])).values
    return [
        blocked_mean(
            both
            - nodes.log_prob(words, left).values
            - nodes.log_prob(words, ~left).values,
            blocks,
        )
        for left in cuts
    ]

"""What the two parts of a word tell of each other, according to the trained VAE."""

import numpy as np
from numpy.typing import NDArray

from latent_mean_field.assessment.averages import blocked_mean
from latent_mean_field.assessment.likelihood import latent_nodes
from latent_mean_field.vae.model import VAE


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
    nodes = latent_nodes(vae, seed)
    both, a, b = (
        nodes.log_prob(words, sites).values
        for sites in (np.ones_like(left), left, ~left)
    )
    return blocked_mean(both - a - b, blocks)

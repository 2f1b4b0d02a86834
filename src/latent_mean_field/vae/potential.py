"""A potential that breaks the symmetry of the latent space.

    U(z) = Σ_{j<k} z_j² z_k² / |z|⁴

knows directions only. It is zero on the axes, to which it turns whatever stands out of
a latent density; what remains of O(d) are the permutations and signs of the axes. A
perturbed Hamiltonian is the idea of Andres-Terre and Lio (2019), this potential is not.
"""

from torch import Tensor

TINY = 1e-12


def potential(z: Tensor) -> Tensor:
    """U of latents (..., d), shape (...)."""
    squares = z.square()
    radius = squares.sum(-1) + TINY
    # Σ_{j<k} = half of the square of the sum, less the sum of squares.
    return (1 - squares.square().sum(-1) / radius.square()) / 2

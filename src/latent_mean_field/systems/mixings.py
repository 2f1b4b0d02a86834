"""Known mixings of independent sources, what a decoder has to find: x = f(s).

The contrast of independent mechanisms (Gresele et al. 2021) says how far the columns of
the Jacobian J of f are from orthogonal,

    c(f, s) = Σ_k log |J_k| - ½ log det J^T J  ≥ 0        (theory.md, equation 25)

It does not change if each source is stretched by itself, or if x is rotated. Its mean
over sources is C_IMA; the contrast of the mean Jacobian is something else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import ortho_group

from latent_mean_field.systems.sprites import Sprites

# Slope of the smooth leaky unit where it is small, and layers of a network.
SLOPE = 0.2
N_LAYERS = 3
# No source comes nearer to the pole of a Moebius map than this, along each axis.
POLE = 0.5


class Mixing(Protocol):
    """A smooth invertible map of sources (n, d) to observations (n, m)."""

    @property
    def uniform(self) -> bool:
        """Whether sources fill a cube; else they are normal, or nearly so."""

    def draw(self, n: int, rng: np.random.Generator) -> NDArray:
        """Independent sources, shape (n, d)."""

    def mix(self, sources: NDArray) -> NDArray:
        """Observations x = f(s), shape (n, m); m = d but for pictures."""

    def jacobian(self, sources: NDArray) -> NDArray:
        """Derivatives dx_i/ds_k, shape (n, m, d)."""


@dataclass(frozen=True)
class Moebius:
    """x = A (s - a) / |s - a|²: conformal, all columns of J orthogonal, contrast 0.

    Attributes:
        rotation: A, orthogonal, shape (d, d).
        pole: a, outside of the cube of sources, shape (d,).
    """

    rotation: NDArray
    pole: NDArray
    uniform: ClassVar[bool] = True

    def draw(self, n: int, rng: np.random.Generator) -> NDArray:
        """Sources that fill the cube from -1/2 to 1/2, shape (n, d)."""
        return rng.uniform(-0.5, 0.5, (n, len(self.pole)))

    def mix(self, sources: NDArray) -> NDArray:
        """Observations, shape (n, d)."""
        offset = sources - self.pole
        return offset / np.square(offset).sum(axis=1, keepdims=True) @ self.rotation.T

    def jacobian(self, sources: NDArray) -> NDArray:
        """A (1 - 2 u u^T) / r² with s - a = r u, shape (n, d, d)."""
        offset = sources - self.pole
        squared = np.square(offset).sum(axis=1)[:, None, None]
        outer = offset[:, :, None] * offset[:, None, :]
        return self.rotation @ (np.eye(len(self.pole)) - 2 * outer / squared) / squared


@dataclass(frozen=True)
class Stretched:
    """Another mixing, then a matrix: x = B f(s).

    Attributes:
        mixing: f.
        matrix: B, shape (d, d).
    """

    mixing: Mixing
    matrix: NDArray

    @property
    def uniform(self) -> bool:
        """Whether the sources fill a cube."""
        return self.mixing.uniform

    def draw(self, n: int, rng: np.random.Generator) -> NDArray:
        """Sources of f, shape (n, d)."""
        return self.mixing.draw(n, rng)

    def mix(self, sources: NDArray) -> NDArray:
        """Observations, shape (n, d)."""
        return self.mixing.mix(sources) @ self.matrix.T

    def jacobian(self, sources: NDArray) -> NDArray:
        """B J, shape (n, d, d)."""
        return self.matrix @ self.mixing.jacobian(sources)


@dataclass(frozen=True)
class Layered:
    """Smooth leaky units and a matrix, layer by layer: x ← M φ(x).

    φ(x) = 0.2 x + 0.8 log(1 + e^x). Sources are standard normal.

    Attributes:
        matrices: one M for each layer, shape (d, d).
    """

    matrices: Sequence[NDArray]
    uniform: ClassVar[bool] = False

    def draw(self, n: int, rng: np.random.Generator) -> NDArray:
        """Standard normal sources, shape (n, d)."""
        return rng.normal(size=(n, len(self.matrices[0])))

    def mix(self, sources: NDArray) -> NDArray:
        """Observations, shape (n, d)."""
        x = sources
        for matrix in self.matrices:
            x = _activation(x) @ matrix.T
        return x

    def jacobian(self, sources: NDArray) -> NDArray:
        """Π M diag φ', shape (n, d, d)."""
        x = sources
        J = np.eye(sources.shape[1])
        for matrix in self.matrices:
            slope = SLOPE + (1 - SLOPE) * expit(x)
            J = matrix @ (slope[..., None] * J)
            x = _activation(x) @ matrix.T
        return J


@dataclass(frozen=True)
class Linear:
    """x = W s, of standard normal sources.

    Attributes:
        matrix: W, shape (d, d).
    """

    matrix: NDArray
    uniform: ClassVar[bool] = False

    def draw(self, n: int, rng: np.random.Generator) -> NDArray:
        """Standard normal sources, shape (n, d)."""
        return rng.normal(size=(n, self.matrix.shape[1]))

    def mix(self, sources: NDArray) -> NDArray:
        """Observations, shape (n, d)."""
        return sources @ self.matrix.T

    def jacobian(self, sources: NDArray) -> NDArray:
        """W for every source, shape (n, d, d)."""
        return np.broadcast_to(self.matrix, (len(sources), *self.matrix.shape))


def known_mixing(system: str, d: int, rng: np.random.Generator) -> Mixing:
    """A mixing drawn at random, of d sources.

    Args:
        system: "moebius"; "moebius_linear", the same and then a matrix of entries from
            0 to 1 with columns of unit length; "smooth_mlp", layers with orthogonal
            matrices; "triangular_mlp", with triangular ones; "linear"; or "sprites".
        d: number of sources; of sprites 4.
        rng: of the parameters.

    Raises:
        ValueError: there is no mixing of that name.
    """
    match system:
        case "moebius":
            return Moebius(_rotation(d, rng), _pole(d, rng))
        case "moebius_linear":
            B = rng.uniform(size=(d, d))
            return Stretched(known_mixing("moebius", d, rng), B / _lengths(B))
        case "smooth_mlp":
            return Layered([_rotation(d, rng) for _ in range(N_LAYERS)])
        case "triangular_mlp":
            eye = np.eye(d)
            lower = (np.tril(rng.normal(size=(d, d)), -1) for _ in range(N_LAYERS))
            return Layered([eye + below for below in lower])
        case "linear":
            return Linear(rng.normal(size=(d, d)))
        case "sprites":
            return Sprites.drawn(rng)
    raise ValueError(f"there is no mixing called {system}")


def log_density(mixing: Mixing, sources: NDArray) -> NDArray:
    """Log p of as many observations as there are sources, nats, shape (n,).

    By the change of variables, p(s) / |det J|.
    """
    log_det = np.linalg.slogdet(mixing.jacobian(sources)).logabsdet
    if mixing.uniform:
        return -log_det
    d = sources.shape[1]
    squared = np.square(sources).sum(axis=1)
    return -0.5 * (squared + d * np.log(2 * np.pi)) - log_det


def ima_contrast(jacobian: NDArray) -> NDArray:
    """Σ_k log |J_k| - ½ log det J^T J of Jacobians (n, m, d), nats, shape (n,)."""
    gram = jacobian.swapaxes(-1, -2) @ jacobian
    diagonal = np.diagonal(gram, axis1=-2, axis2=-1)
    return 0.5 * (np.log(diagonal).sum(axis=-1) - np.linalg.slogdet(gram).logabsdet)


def _activation(x: NDArray) -> NDArray:
    """Smooth leaky unit φ."""
    return SLOPE * x + (1 - SLOPE) * np.logaddexp(0, x)


def _rotation(d: int, rng: np.random.Generator) -> NDArray:
    return ortho_group.rvs(d, random_state=rng)


def _pole(d: int, rng: np.random.Generator) -> NDArray:
    """Standard normal numbers, those within the range of the sources drawn again."""
    pole = rng.normal(size=d)
    while (near := np.abs(pole) <= POLE).any():
        pole = np.where(near, rng.normal(size=d), pole)
    return pole


def _lengths(matrix: NDArray) -> NDArray:
    """Lengths of the columns."""
    return np.linalg.norm(matrix, axis=0)

"""Pictures of a coloured triangle: four sources mixed by a renderer (Reizinger 2022).

Place, size and hue are sources that are independent, each of a Beta law of its own;
the pixels are what they are mixed into:

    centre = 64 (0.2 + 0.55 s_xy),  area = (64 (0.11 + 0.09 s_size))²,  hue = s_hue

A pixel is as bright as the share of it that the triangle covers, taken for the product
of the shares that its three sides leave. Moving a triangle and blowing it up change a
picture in directions that are orthogonal, as the sides close; a change of hue is nearly
so. So the contrast of the mixing is small, but not zero.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

SIDE = 64
N_PIXELS = 3 * SIDE**2
N_SOURCES = 4
# Least value and range of the centre and of the root of the area, in pictures.
CENTRE, AREA = (0.2, 0.55), (0.11, 0.09)
# Both parameters of the sources' Beta laws lie between these.
SHAPES = (2.0, 15.0)
# Directions away from the three sides; rows go down, so that one is the foot.
SIDES = np.deg2rad([90.0, -30.0, 210.0])
NORMALS = np.stack([np.cos(SIDES), np.sin(SIDES)], axis=1)
# Radius of the circle inside an equilateral triangle of area 1.
INNER = 3**-0.75


@dataclass(frozen=True)
class Sprites:
    """A renderer, and the laws of its sources.

    Attributes:
        shapes: parameters of the Beta law of x, y, size and hue, shape (4, 2).
    """

    shapes: NDArray
    uniform: ClassVar[bool] = False

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> "Sprites":
        """With Beta laws at random."""
        return cls(rng.uniform(*SHAPES, (N_SOURCES, 2)))

    def draw(self, n: int, rng: np.random.Generator) -> NDArray:
        """Sources between 0 and 1, shape (n, 4)."""
        a, b = self.shapes.T
        return rng.beta(a, b, (n, N_SOURCES))

    def mix(self, sources: NDArray) -> NDArray:
        """Pictures, red, green and blue from 0 to 1 pixel by pixel, (n, 12288)."""
        cover = _shares(sources).prod(axis=1)
        return _picture(cover, _colour(sources[:, 3]))

    def jacobian(self, sources: NDArray) -> NDArray:
        """Derivatives of the pixels in the sources, shape (n, 12288, 4)."""
        shares, hue = _shares(sources), sources[:, 3]
        cover, colour = shares.prod(axis=1), _colour(hue)
        columns = [
            _picture(slope, colour)
            for slope in np.moveaxis(_cover_slopes(shares), -1, 0)
        ]
        return np.stack([*columns, _picture(cover, _colour_slope(hue))], axis=-1)


def _shares(sources: NDArray) -> NDArray:
    """Share of every pixel on the inner side of each side, (n, 3, 64, 64)."""
    centre = SIDE * (CENTRE[0] + CENTRE[1] * sources[:, :2])
    inner = SIDE * INNER * (AREA[0] + AREA[1] * sources[:, 2])
    pixels = np.arange(SIDE) + 0.5
    x, y = NORMALS.T[:, :, None, None]
    # Distances along each normal from the centre, of columns and of rows.
    outwards = x * pixels + y * pixels[:, None] - (centre @ NORMALS.T)[..., None, None]
    return np.clip(inner[:, None, None, None] - outwards + 0.5, 0, 1)


def _cover_slopes(shares: NDArray) -> NDArray:
    """Derivatives of the cover in x, y and size, shape (n, 64, 64, 3)."""
    at_the_side = (shares > 0) & (shares < 1)
    others = np.stack([np.delete(shares, k, axis=1).prod(axis=1) for k in range(3)], 1)
    rates = np.column_stack(
        [SIDE * CENTRE[1] * NORMALS, np.full(3, SIDE * INNER * AREA[1])]
    )
    return np.einsum("nkij,kl->nijl", at_the_side * others, rates)


def _picture(cover: NDArray, colour: NDArray) -> NDArray:
    """Covers (n, 64, 64) in colours (n, 3), as rows of (n, 12288)."""
    return (cover[..., None] * colour[:, None, None, :]).reshape(len(cover), N_PIXELS)


def _colour(hue: NDArray) -> NDArray:
    """Red, green and blue of saturated hues, shape (n, 3)."""
    return np.clip(np.abs(_phase(hue)) - 1, 0, 1)


def _colour_slope(hue: NDArray) -> NDArray:
    """Derivative of `_colour`, shape (n, 3)."""
    phase = _phase(hue)
    return 6 * np.sign(phase) * ((np.abs(phase) > 1) & (np.abs(phase) < 2))


def _phase(hue: NDArray) -> NDArray:
    """Where each of three colours is in its cycle, from -3 to 3, shape (n, 3)."""
    return (6 * hue[:, None] + np.array([0, 4, 2])) % 6 - 3

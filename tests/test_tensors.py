"""Components of the tensors of directions."""

import numpy as np
import pytest

from latent_mean_field.tensors import BASES, as_words, components, matrices


@pytest.mark.parametrize("dimension", [2, 3])
def test_the_basis_is_orthonormal_symmetric_and_traceless(dimension):
    E = BASES[dimension]
    assert np.einsum("aij,bij->ab", E, E) == pytest.approx(np.eye(len(E)))
    assert E.swapaxes(1, 2) == pytest.approx(E)
    assert np.trace(E, axis1=1, axis2=2) == pytest.approx(np.zeros(len(E)))


@pytest.mark.parametrize("dimension", [2, 3])
def test_components_are_those_of_the_traceless_tensor(dimension):
    u = np.random.default_rng(0).normal(size=(7, dimension))
    u /= np.linalg.norm(u, axis=1, keepdims=True)
    q = components(u)
    tensors = u[:, :, None] * u[:, None] - np.eye(dimension) / dimension
    assert matrices(q) == pytest.approx(tensors)
    assert components(-u) == pytest.approx(q)
    assert q @ q.T == pytest.approx((u @ u.T) ** 2 - 1 / dimension)


def test_words_are_the_bits_of_spins_and_the_components_of_directions():
    spins = np.array([[1, -1, -1]], np.int8)
    assert as_words(spins).tolist() == [[1, 0, 0]]
    assert as_words(spins).dtype == np.uint8
    u = np.array([[[0.6, 0.8, 0.0], [0.0, 0.0, 1.0]]])
    words = as_words(u)
    assert words.dtype == np.float32
    assert words[0].reshape(2, 5) == pytest.approx(components(u[0]))

import numpy as np
import pytest

from latent_mean_field.peers.maximum_likelihood import fit_curie_weiss


def spins_with(counts: dict[int, int], n: int):
    """Rows with given numbers of up spins, `counts[up]` of each."""
    rows = [np.repeat([1, -1], [up, n - up]) for up in counts]
    return np.repeat(rows, list(counts.values()), axis=0).astype(np.int8)


@pytest.mark.parametrize(("beta_J", "beta_h"), [(0.7, 0.0), (1.1, 0.05), (1.4, -0.02)])
def test_samples_in_exact_proportion_give_the_exact_parameters(beta_J, beta_h):
    """With frequencies equal to the law, the likelihood peaks at the truth."""
    n = 4
    magnetisation = np.array([-4, -2, 0, 2, 4])
    multiplicity = np.array([1, 4, 6, 4, 1])
    weight = multiplicity * np.exp(
        beta_J * magnetisation**2 / (2 * n) + beta_h * magnetisation
    )
    counts = np.round(4e5 * weight / weight.sum()).astype(int)
    fitted = fit_curie_weiss(spins_with(dict(enumerate(counts)), n))
    assert fitted == pytest.approx((beta_J, beta_h), abs=1e-4)

"""Levels of trained latents: exact gaps by another way, and laws that are known."""

import numpy as np
import pytest
import torch

from latent_mean_field.assessment.learned_levels import (
    Learned,
    OrderParameterLaw,
    density_of,
    first_level,
    gap_numbers,
    learned_rows,
)
from latent_mean_field.systems.curie_weiss import CurieWeiss
from latent_mean_field.systems.latent_hamiltonian import grid_levels
from latent_mean_field.systems.mixture_density import MixtureDensity
from latent_mean_field.vae.fit import Fit
from latent_mean_field.vae.gaussian_mixture import GaussianMixture
from tiny_vae import small_settings

N_SPINS = 30
WEIGHTS, MEANS, WIDTHS = [0.5, 0.5], [-1.0, 1.0], [0.7, 0.7]


def pair(shift: float = 0.0, scale: float = 1.0) -> MixtureDensity:
    means = np.array(MEANS)[:, None] * scale + shift
    covariances = np.square(np.array(WIDTHS) * scale)[:, None, None]
    return MixtureDensity(np.array(WEIGHTS), means, covariances)


def law(n_batch: int = 1) -> GaussianMixture:
    """The pair, moved and stretched, as torch has it."""
    return GaussianMixture(
        torch.tensor(WEIGHTS).log().expand(n_batch, 2),
        3 * torch.tensor(MEANS)[:, None].expand(n_batch, 2, 1) + 5,
        3 * torch.tensor(WIDTHS)[:, None, None].expand(n_batch, 2, 1, 1),
    )


class KnownVAE:
    """A prior that is the pair, and posteriors that are its components."""

    n_replicas = 3

    def prior(self) -> GaussianMixture:
        return law(self.n_replicas)

    def encoder(self, words: torch.Tensor) -> GaussianMixture:
        """Spins tell the component, the first spin of a word."""
        side = 2 * words[..., :1].unsqueeze(-2) - 1
        return GaussianMixture(
            torch.zeros(*words.shape[:2], 1),
            3 * side + 5,
            torch.full((*words.shape[:2], 1, 1, 1), 3 * 0.7),
        )


@pytest.fixture
def learned() -> Learned:
    settings = small_settings(n_restarts=1, n_bootstrap=2)
    fit = Fit(KnownVAE(), settings, np.zeros(1), [])
    words = np.zeros((400, N_SPINS), np.uint8)
    words[::2] = 1
    return Learned({"beta_J": 1.2}, CurieWeiss(N_SPINS, 1.2), fit, words)


@pytest.mark.parametrize("beta_J", [0.3, 1.0, 1.3])
def test_the_exact_gap_is_that_of_the_exact_potential(beta_J):
    """Second differences of H psi = E psi on the same line."""
    exact = OrderParameterLaw.of(CurieWeiss(N_SPINS, beta_J))
    z, V = exact.z[::5], exact.potential[::5]
    inside = np.abs(z) < 6
    h, V = z[1] - z[0], V[inside]
    beside = np.full(len(V) - 1, -0.5 / h**2)
    H = np.diag(V + 1 / h**2) + np.diag(beside, 1) + np.diag(beside, -1)
    ground, excited = np.linalg.eigvalsh(H)[:2]
    assert ground == pytest.approx(0, abs=2e-3)
    assert exact.gap == pytest.approx(excited - ground, rel=5e-3)


def test_matter_without_couplings_has_the_gap_of_the_oscillator():
    assert OrderParameterLaw.of(CurieWeiss(200, 0.05)).gap == pytest.approx(
        0.5, abs=1e-4
    )


def test_the_field_law_is_standardised():
    exact = OrderParameterLaw.of(CurieWeiss(N_SPINS, 1.1, 0.05))
    weight = np.exp(exact.log_density - exact.log_density.max())
    weight /= weight.sum()
    assert weight @ exact.z == pytest.approx(0, abs=1e-12)
    assert weight @ exact.z**2 == pytest.approx(1)


def test_neither_place_nor_scale_of_a_latent_changes_its_levels(learned):
    found = density_of(law(), 0)
    np.testing.assert_allclose(found.means, pair().standardised().means, rtol=1e-6)
    expected = grid_levels(pair().standardised(), 2, half_width=6, n_points=200)[0][1]
    numbers = gap_numbers(learned, np.random.default_rng(0))
    assert numbers["first_level"]["value"] == pytest.approx(expected, rel=1e-3)
    assert numbers["first_level"]["error"] == pytest.approx(0, abs=1e-9)
    aggregate = numbers["first_level_aggregate"]
    assert aggregate["value"] == pytest.approx(expected, rel=1e-3)
    # Other words have other shares of either side.
    assert 0 < aggregate["error"] < 0.2 * expected


def field_mixture(system: CurieWeiss) -> MixtureDensity:
    """The exact law of the field as a fine comb of narrow Gaussians."""
    exact = OrderParameterLaw.of(system)
    few = slice(None, None, 8)
    weight = np.exp(exact.log_density - exact.log_density.max())[few]
    h = exact.z[8] - exact.z[0]
    kept = weight > 1e-30 * weight.max()
    covariances = np.full((kept.sum(), 1, 1), (1.5 * h) ** 2)
    weights = weight[kept] / weight[kept].sum()
    return MixtureDensity(weights, exact.z[few][kept, None], covariances)


@pytest.mark.parametrize(
    ("n_spins", "beta_J", "beta_h"),
    [(100, 0.8, 0.0), (100, 1.1, 0.05), (100, 1.2, 0.03), (1000, 1.2, 0.0)],
)
def test_an_exact_latent_has_the_exact_gap_in_any_phase(n_spins, beta_J, beta_h):
    """In a field the rare phase lies many standard deviations from the mean."""
    system = CurieWeiss(n_spins, beta_J, beta_h)
    expected = OrderParameterLaw.of(system).gap
    found = first_level(field_mixture(system).standardised())
    assert found == pytest.approx(expected, rel=0.03, abs=1e-6)


def test_the_curve_is_exact_and_matter_in_a_field_is_not_on_it(learned):
    tilted = learned._replace(
        keys={"beta_J": 0.8, "beta_h": 0.1}, system=CurieWeiss(N_SPINS, 0.8, 0.1)
    )
    rows, arrays = learned_rows([learned, tilted], np.random.default_rng(0))
    assert [row["keys"]["beta_J"] for row in rows] == [1.2, 0.8]
    assert arrays["couplings"].tolist() == [1.2]
    assert arrays["shown"] == 1.2
    assert (np.diff(arrays["curve_gaps"]) < 0).all()
    at = np.argmin(np.abs(arrays["curve_couplings"] - 1.2))
    exact = rows[0]["numbers"]["first_level"]["theory"]
    assert arrays["curve_gaps"][at] == pytest.approx(exact, rel=1e-6)


@pytest.mark.parametrize(
    "cases", [[(0.8, 0.1)], [(5.0, 0.0)], [(5.0, 0.0), (1.2, 0.0)]]
)
def test_matter_in_a_field_or_that_never_turns_over_can_be_shown(learned, cases):
    """Of the coldest the exact gap is lost in rounding, and may come out negative."""
    asked = [
        learned._replace(
            keys={"beta_J": beta_J, "beta_h": beta_h},
            system=CurieWeiss(100, beta_J, beta_h),
        )
        for beta_J, beta_h in cases
    ]
    _, arrays = learned_rows(asked, np.random.default_rng(0))
    assert arrays["shown"] == cases[-1][0]
    assert len(arrays["couplings"]) == sum(not beta_h for _, beta_h in cases)

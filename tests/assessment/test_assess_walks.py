"""Assessments of walks by autoencoders that are what they are told to be."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from latent_mean_field.assessment import walks, wells
from latent_mean_field.assessment.traversal import traverse
from latent_mean_field.assessment.walks import (
    Watched,
    assess_angles,
    assess_time_scales,
    assess_walks,
    typical_seed,
)
from latent_mean_field.assessment.watched import assess_watched
from latent_mean_field.assessment.wells import (
    assess_wells,
    explained,
    true_steps,
)
from latent_mean_field.sampling.observed import draw_observed
from latent_mean_field.systems.three_wells import ThreeWells
from latent_mean_field.vae.dynamical.fit import WalkFit
from latent_mean_field.vae.dynamical.model import WalkVAE
from latent_mean_field.vae.dynamical.pairs import LinearStart, Scale
from tiny_walks import tiny

RNG = np.random.default_rng


def plain_view(r: np.ndarray) -> np.ndarray:
    """The walker as it is."""
    return r.astype(np.float32)


def linear_fit(matrix: np.ndarray, penalty: str = "euler_increments") -> WalkFit:
    """Latents are r / sqrt(dt) times a matrix, of two seeds and epochs alike."""
    settings = tiny(penalty=penalty, n_epochs=2, white_start=True)
    scale = Scale(np.zeros(2), np.eye(2), 0.1)
    start = LinearStart(matrix, np.linalg.inv(matrix), np.ones(2))
    vae = WalkVAE(scale, start, settings, 2, 0).requires_grad_(False)
    for part in (vae.encoder.network, vae.decoder.network):
        part.damp_output(0.0)
    if vae.penalty.transition is not None:
        for parameter in vae.penalty.transition.parameters():
            torch.nn.init.zeros_(parameter)
    return WalkFit(vae, settings, [vae.state_dict()] * 2, [])


@pytest.fixture(scope="module")
def watched() -> Watched:
    seen = draw_observed("three_well", "parabola", 8, 400, RNG(0))
    return Watched(seen.truth, (0.1 * seen.truth).astype(np.float32), 0.01)


TURN = np.array([[0.6, -0.8], [0.8, 0.6]])


def test_a_turn_is_a_perfect_answer(watched):
    numbers, arrays = assess_walks(linear_fit(TURN), watched)
    for name in ("aligned_mse", "aligned_mse_greatest", "scaled_mse", "affine_mse"):
        assert numbers[name]["value"] < 1e-9
    assert numbers["singular_value_min"]["value"] == pytest.approx(1, abs=1e-5)
    assert numbers["reconstruction"]["value"] < 1e-9
    assert numbers["mobility"]["value"] == pytest.approx(1)
    assert arrays["aligned"].shape == (2, 2)
    np.testing.assert_allclose(arrays["shown"], arrays["shown_truth"], atol=1e-4)
    # With no force, half the squared steps over two: what the walk itself says.
    steps = np.square(np.diff(watched.truth, axis=1)).sum(-1).mean() / 4
    assert numbers["prior_loss"]["value"] == pytest.approx(steps, rel=1e-4)
    assert numbers["prior_loss"]["theory"] == 1


def test_a_stretch_is_seen_by_every_measure(watched):
    fit = linear_fit(TURN @ np.diag([1.2, 0.9]))
    numbers, _ = assess_walks(fit, watched)
    assert numbers["aligned_mse"]["value"] > 0.01
    assert numbers["affine_mse"]["value"] < 1e-9
    assert numbers["singular_value_max"]["value"] == pytest.approx(1.2, rel=1e-4)
    assert numbers["singular_value_min"]["value"] == pytest.approx(0.9, rel=1e-4)
    places, _ = assess_wells(fit, plain_view, watched, RNG(1))
    for place in ("wells", "between"):
        for side, value in (("greatest", 1.2), ("least", 0.9)):
            found = places[f"stretch_{place}_{side}"]["value"]
            assert found == pytest.approx(value, rel=1e-3)


def test_latents_of_known_noise_are_in_their_own_unit(watched):
    fit = linear_fit(TURN / np.sqrt(2), "known_noise")
    numbers, arrays = assess_walks(fit, watched)
    assert numbers["aligned_mse"]["value"] < 1e-9
    places, _ = assess_wells(fit, plain_view, watched, RNG(1))
    assert places["stretch_wells_least"]["value"] == pytest.approx(1, rel=1e-3)
    assert "prior_loss" not in numbers
    assert "surprise" not in arrays


def test_no_force_explains_nothing_and_the_figure_has_what_it_draws(watched):
    numbers, arrays = assess_wells(linear_fit(TURN), plain_view, watched, RNG(1))
    assert numbers["force_r2"]["value"] < 0.02
    np.testing.assert_allclose(arrays["places"], arrays["true_places"], atol=1e-3)
    circles = arrays["circles"] @ arrays["circles"].swapaxes(1, 2)
    np.testing.assert_allclose(
        circles, np.tile(np.eye(2), (len(circles), 1, 1)), atol=1e-3
    )
    np.testing.assert_allclose(arrays["steps"], 0, atol=1e-6)
    walked = true_steps(arrays["true_places"], RNG(5)).mean
    slope = (walked * arrays["true_steps"]).sum() / np.square(walked).sum()
    assert slope == pytest.approx(1, abs=0.25)


def test_mean_steps_are_turned_as_the_latents_are(watched, monkeypatch):
    fit = linear_fit(TURN)
    field = fit.vae.penalty.transition.force
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in field.parameters():
            one = 0.3 * torch.randn(parameter.shape[1:], generator=generator)
            parameter.copy_(one.expand(parameter.shape))
    places = watched.truth[0, ::50]
    z = torch.as_tensor(places @ TURN).float().repeat(2, 1, 1)
    known = field(z)[0].numpy() @ TURN.T
    steps = wells.Steps(known, np.full_like(known, 2.0))
    monkeypatch.setattr(wells, "true_steps", lambda *_: steps)
    monkeypatch.setattr(wells, "N_PLACES", len(places))
    rows = SimpleNamespace(integers=lambda *_, **__: np.arange(0, 400, 50))
    numbers, _ = assess_wells(fit, plain_view, watched, rows)
    assert numbers["force_r2"]["value"] == pytest.approx(1, abs=1e-4)
    assert numbers["prior_loss_isometry"]["value"] == pytest.approx(1)
    # Half of what is looked for leaves a quarter of its variance, or more.
    assert explained(known, 2 * known) < 0.76


def test_true_mean_steps_are_those_of_the_force_but_for_their_length():
    places = 10 * np.array([[0.3, 1.2], [-1.0, -0.4]])
    found = true_steps(places, RNG(2)).mean
    euler = ThreeWells().force(places / 10) * 0.1
    error = np.sqrt(2 / 4000)
    # A frame is ten steps, along which the force changes by a tenth or two.
    assert np.abs(found - euler).max() < 4 * error + 0.3 * np.abs(euler).max()
    assert (np.abs(found).sum(axis=1) > 10 * error).all()


def test_the_free_energy_of_turned_latents_is_that_of_the_truth(watched):
    numbers, _ = assess_wells(linear_fit(TURN), plain_view, watched, RNG(1))
    free_energy = numbers["free_energy_error"]
    assert free_energy["value"] == pytest.approx(free_energy["theory"], rel=1e-2)
    stretched = linear_fit(TURN @ np.diag([1.3, 0.8]))
    numbers, _ = assess_wells(stretched, plain_view, watched, RNG(1))
    assert numbers["free_energy_error"]["value"] > 1.2 * free_energy["theory"]


def test_less_noise_is_left_in_a_well_than_an_euler_step_has():
    """By equation 30, from second derivatives of the potential."""
    system, h = ThreeWells(), 1e-4
    for minimum in system.minima:
        ends = minimum + h * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]])
        force = system.force(ends)
        slopes = np.stack([force[0] - force[1], force[2] - force[3]]) / (2 * h)
        contraction = np.exp(0.01 * np.linalg.eigvalsh((slopes + slopes.T) / 2))
        left = (contraction**2 - 1) / np.log(contraction)
        found = true_steps(10 * minimum[None], RNG(4)).variance.sum()
        # 4000 walkers tell a variance to 2 %; ten Euler steps leave 1 % more.
        assert found == pytest.approx(left.sum(), rel=0.06)
        assert found < 3.7


def test_the_time_scale_is_compared_with_that_of_the_truth(watched):
    numbers, _ = assess_time_scales(linear_fit(TURN), watched, 20)
    assert numbers["slow_time"]["value"] == pytest.approx(
        numbers["slow_time"]["theory"], rel=0.2
    )


@pytest.mark.parametrize("n_walkers", [1, 3, 4])
def test_angles_that_are_latents_can_be_told(n_walkers):
    angles = RNG(3).uniform(0, 2 * np.pi, (n_walkers, 1000, 2))
    seen = Watched(angles / 0.1, angles.astype(np.float32), 0.01)
    numbers = assess_angles(linear_fit(TURN), seen)
    assert numbers["r2_phi"]["value"] > 0.95
    assert numbers["r2_psi"]["value"] > 0.95


@pytest.mark.parametrize(("n_walkers", "learned"), [(1, 50), (3, 100), (4, 200)])
def test_no_walk_is_both_learned_from_and_judged_on(monkeypatch, n_walkers, learned):
    sizes = []
    monkeypatch.setattr(
        walks, "circular_r2", lambda z, *_: sizes.append(len(z)) or np.zeros(2)
    )
    angles = np.zeros((n_walkers, 100, 2))
    seen = Watched(angles, angles.astype(np.float32), 0.01)
    assess_angles(linear_fit(TURN), seen)
    assert set(sizes) == {learned}


@pytest.mark.parametrize(
    ("system", "wanted"), [("three_well", "stretch_wells_least"), ("peptide", "r2_phi")]
)
def test_what_was_watched_decides_what_is_asked(system, wanted):
    seen = draw_observed("three_well", "parabola", 8, 400, RNG(0))
    case = {"system": system, "method": "dynae"}
    numbers, _ = assess_watched(linear_fit(TURN), case, seen, 20, RNG(4))
    assert {wanted, "aligned_mse", "slow_time"} <= numbers.keys()


def test_a_molecule_whose_diffusion_is_unknown_has_no_alignment():
    seen = draw_observed("three_well", "parabola", 8, 400, RNG(0))
    case = {"system": "dipeptide", "method": "dynae"}
    numbers, arrays = assess_watched(linear_fit(TURN), case, seen, 20, RNG(4))
    assert {"r2_phi", "r2_psi", "slow_time", "reconstruction"} <= numbers.keys()
    assert not {"aligned_mse", "affine_mse", "singular_value_max"} & numbers.keys()
    assert "shown_angles" in arrays


def test_a_decoder_is_shown_along_its_latents(watched):
    shown = traverse(linear_fit(np.eye(2)), watched.frames, 0)
    assert shown.shape == (5, 5, 2)
    flat = watched.frames.reshape(-1, 2)
    np.testing.assert_allclose(shown[2, 2], flat.mean(axis=0), atol=1e-3)
    along, up = shown[2, 4] - shown[2, 2], shown[4, 2] - shown[2, 2]
    np.testing.assert_allclose(along, [1.6 * flat[:, 0].std(), 0], atol=1e-3)
    np.testing.assert_allclose(up, [0, 1.6 * flat[:, 1].std()], atol=1e-3)


def test_the_typical_seed_is_the_one_of_median_error():
    assert typical_seed(np.array([[0, 3.0], [0, 1.0], [0, 2.0]])) == 2

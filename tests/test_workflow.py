"""The whole paper in miniature, and what a rerun does and does not do."""

import json
import re

import pytest

from workflow import QUICK, copy_repository, planned_rules, snakemake


def dry_run(repository, *targets):
    run = snakemake(repository, *targets, "--dry-run", "--cores", "2", *QUICK)
    assert run.returncode == 0, run.stdout[-4000:]
    return run.stdout


def test_every_number_has_value_error_unit_theory_and_source(built):
    numbers = json.loads((built / "results/numbers.json").read_text())
    fields = {"value", "error", "unit", "theory", "source"}
    assert all(set(number) == fields for number in numbers.values())
    assert all(re.fullmatch(r"[a-z_]+/([^/]+/)?\w+", key) for key in numbers)


@pytest.mark.parametrize(
    "key",
    [
        "curie_weiss/beta_J=0.8/beta_J",
        "curie_weiss/beta_J=0.8,beta_h=0.1/beta_h",
        "curie_weiss/beta_J=1.2/mutual_information",
        "curie_weiss/beta_J=1.2/gap",
        "hopfield/n=40,p=2,beta=1.2/signs_right",
        "hopfield/n=60,p=5,beta=1.2/kl_nats",
        "maier_saupe/theory/transition_temperature",
        "maier_saupe/theory/order_parameter_jump",
        "maier_saupe/T=0.18/temperature",
        "maier_saupe/T=0.18/order_parameter_error",
        "maier_saupe/T=0.18/order_parameter_total_variation",
        "maier_saupe/dimension=2,T=0.4/kl_nats",
        "retina/d=2,split=repeat/pk_total_variation",
        "retina/d=2,split=time/elbo",
        "retina/split=repeat/mutual_information_estimate",
        "retina/generalised_hopfield,split=repeat/pk_total_variation_over_floor",
        "retina/generalised_hopfield,split=time/log_likelihood_bits_per_cell",
        "retina/k_pairwise,split=repeat/triplet_correlation_r",
        "retina/patterns/overlap_restarts",
        "retina/patterns/overlap_halves",
        "capacity/curie_weiss,n=40,beta_J=1.0,d=1/rate",
        "capacity/ising_1d,n=40,beta_J=0.5,cut=random/mutual_information_exact",
        "capacity/ising_2d,L=6,T=3.0,d=2,cut=checkerboard/deficit",
        "capacity/calibration/coverage_68",
        "capacity/false_alarms",
        "recovery/curie_weiss,beta_J=1.2/rmse_over_cramer_rao",
        "recovery/hopfield,n=40,p=2,beta=1.2/error_over_best_peer",
        "recovery/hopfield,n=40,p=2,beta=1.2/seeds_all_signs_right",
        "recovery/hopfield,p=2/d_chosen_right",
        "recovery/multispin,beta_J3=0.672/gauge_residual",
        "recovery/coverage_68",
        "perturbation/two_gaussians/tunnelling_splitting",
        "perturbation/hopfield,p=3/axis_agreement",
        "independent_mechanisms/moebius,gamma2=1e5/mcc",
        "independent_mechanisms/moebius,gamma2=1e5/c_ima",
        "independent_mechanisms/moebius_linear,gamma2=1e5/rank_correlation",
        "independent_mechanisms/triangular_mlp,gamma2=1e6/elbo_gap",
        "gaussian_mixture/surface_reaction/adjusted_rand",
        "gaussian_mixture/surface_reaction/smoothness_z",
        "gaussian_mixture/cylinder_flow/adjusted_rand",
        "gaussian_mixture/curie_weiss,beta_J=1.5,vae=plain/gap",
        "dynamics/three_well,dynae/aligned_mse",
        "dynamics/three_well,dynae/prior_loss",
        "dynamics/three_well,dynae/reconstruction",
        "dynamics/three_well,dynae_improved/singular_value_min",
        "dynamics/three_well,dynae_improved/singular_value_max",
        "dynamics/three_well,sde_vae/aligned_mse_over_dynae",
        "dynamics/spot,dynae/aligned_mse",
    ],
)
def test_numbers_have_their_published_names(built, key):
    assert key in json.loads((built / "results/numbers.json").read_text())


def test_the_numbers_are_those_of_the_stored_reference(built):
    """Values and errors of all numbers, also of those that no other test knows."""
    run = snakemake(built, "check_reproduction", "--cores", "1", "--quiet", *QUICK)
    assert run.returncode == 0, run.stdout[-4000:]


def test_too_few_latents_are_told_by_the_bound(built):
    """The negative control: one latent for two patterns must show its gap."""
    numbers = json.loads((built / "results/numbers.json").read_text())
    starved = numbers["hopfield/n=40,p=2,beta=1.2,d=1/gap"]
    fed = numbers["hopfield/n=40,p=2,beta=1.2/gap"]
    assert starved["value"] - fed["value"] > 10 * starved["error"]


def test_two_latents_are_told_to_be_too_few_for_a_lattice_and_one_enough_for_spins(
    built,
):
    numbers = json.loads((built / "results/numbers.json").read_text())
    torus = "capacity/ising_2d,L=6,T=Tc,d=2,cut=checkerboard"
    assert numbers[f"{torus}/deficit_sigma"]["value"] > 10
    assert numbers["capacity/false_alarms"]["value"] == 0


def test_decoders_are_as_good_as_exact_likelihood_and_know_what_is_not_bilinear(built):
    numbers = json.loads((built / "results/numbers.json").read_text())
    hopfield = "recovery/hopfield,n=40,p=2,beta=1.2"
    assert numbers[f"{hopfield}/error_over_best_peer"]["value"] < 1.2
    bilinear = numbers[f"{hopfield}/gauge_residual"]["value"]
    control = numbers["recovery/multispin,beta_J3=0.672/gauge_residual"]["value"]
    assert control > 0.5 > 10 * bilinear


def test_report_is_one_file_that_needs_nothing_from_the_net(built):
    report = (built / "results/report.html").read_text()
    assert report.count("<svg") == len(set((built / "results/figures").glob("*.svg")))
    assert not re.search(r'<script|<link|(src|href)="https?:', report)


def test_every_figure_comes_in_three_formats(built):
    figures = {path.suffix for path in (built / "results/figures").iterdir()}
    assert figures == {".svg", ".pdf", ".png"}


def test_rerun_does_nothing(built):
    assert "Nothing to be done" in dry_run(built)


def test_one_figure_runs_only_what_it_needs(tmp_path):
    repository = copy_repository(tmp_path)
    rules = planned_rules(dry_run(repository, "results/figures/hopfield.svg"))
    assert rules == {"draw_samples", "train_vae", "decode_matter", "figure_hopfield"}


def test_edit_of_a_package_function_reruns_its_dependants_only(built):
    module = built / "src/latent_mean_field/decoding/patterns.py"
    original = module.read_text()
    module.write_text(original.replace("N_STARTS = 500", "N_STARTS = 501"))
    try:
        rules = planned_rules(dry_run(built))
    finally:
        module.write_text(original)
    assert "decode_matter" in rules
    assert not rules & {"draw_samples", "train_vae", "assess_matter", "figure_retina"}


def test_change_of_one_parameter_reruns_its_chapter_only(built):
    config = built / "config/quick.yaml"
    original = config.read_text()
    config.write_text(original.replace("p: 2, beta: 1.2}", "p: 2, beta: 1.1}", 1))
    try:
        plan = dry_run(built)
    finally:
        config.write_text(original)
    trained = set(re.findall(r"output: results/(\S+)/vae", plan))
    assert trained == {"hopfield"}


def test_same_seed_gives_the_same_bytes(built, tmp_path):
    """A figure, a fit and its numbers, made twice."""
    repository = copy_repository(tmp_path)
    target = "results/figures/transport.svg"
    run = snakemake(repository, target, "--cores", "2", *QUICK)
    assert run.returncode == 0, run.stdout[-4000:]
    again = "results/curie_weiss/decoding/beta_J=1.2.json"
    for name in (target, again):
        assert (repository / name).read_bytes() == (built / name).read_bytes()


def test_auditors_report_can_be_made(built):
    run = snakemake(built, "--report", "audit.zip", *QUICK)
    assert run.returncode == 0, run.stdout[-4000:]
    assert (built / "audit.zip").stat().st_size > 100_000

"""What is claimed of degenerate latents."""

from latent_mean_field.assessment.claims.claim import (
    Claim,
    agrees,
    at_least,
    at_most,
    at_most_times,
    either,
    near,
    within,
)

CLAIMS = [
    Claim(
        "the oscillator's levels are n/2, to a millionth",
        r"perturbation/harmonic/level_error",
        at_most(1e-6),
    ),
    Claim(
        "and as degenerate as d dimensions make them",
        r"perturbation/harmonic/degeneracies_missing",
        at_most(0.0),
    ),
    Claim(
        "perturbation theory errs by less than eps² in first order",
        r"perturbation/anisotropic,.*/first_order_error",
        at_most_times(1.0),
    ),
    Claim(
        "and by less than eps³ in second",
        r"perturbation/anisotropic,.*/second_order_error",
        at_most_times(1.0),
    ),
    Claim(
        "the splitting of two Gaussians is the rate at which walkers between them "
        "relax, within 2 %",
        r"perturbation/two_gaussians/tunnelling_splitting",
        within(0.02),
    ),
    Claim(
        "the oscillator's states and a grid agree on it within a thousandth",
        r"perturbation/two_gaussians/oscillator_splitting",
        within(0.001),
    ),
    Claim(
        "the perturbation is small: couplings to other levels below half their gaps",
        r"perturbation/anisotropic,.*/smallness",
        at_most(0.5),
    ),
    Claim(
        "a trained latent has the gap of the exact law of the order parameter, within "
        "its error or a thousandth",
        r"perturbation/curie_weiss,.*/first_level",
        either(agrees, near(1e-3)),
        note="Where no sample lies between two phases nothing tells how seldom matter "
        "turns over: either gap is as good as none.",
    ),
    Claim(
        "latent axes of independent trainings agree after correction, |cos| ≥ 0.98",
        r"perturbation/hopfield,.*/axis_agreement",
        at_least(0.98),
    ),
    Claim(
        "and where the potential was there in training",
        r"perturbation/hopfield,.*/axis_agreement_trained",
        at_least(0.98),
        note="Where a training starts near the greatest <U> its torque is small, and "
        "minibatches are noisy: the axes are still turning when the training ends. "
        "Correction afterwards needs no torque.",
    ),
    Claim(
        "without it they agree no better than axes at random, within a tenth",
        r"perturbation/hopfield,.*/axis_agreement_uncorrected",
        within(0.1),
    ),
]

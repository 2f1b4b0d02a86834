"""What is claimed of molecules."""

from latent_mean_field.assessment.claims.claim import (
    Claim,
    at_most,
    at_most_times,
    near,
    within,
)

CLAIMS = [
    Claim(
        "infinitely many molecules: T = 0.2202 J at the transition",
        r"maier_saupe/theory/transition_temperature",
        near(5e-5),
    ),
    Claim(
        "infinitely many molecules: S = 0.4290 at the transition",
        r"maier_saupe/theory/order_parameter_jump",
        near(5e-5),
    ),
    Claim(
        "decoded temperature of molecules within 2 %",
        r"maier_saupe/(n=\d+,)?T=0[\d.]+/temperature",
        within(0.02),
    ),
    Claim(
        "mean order parameter of decoded molecules within 0.01",
        r"maier_saupe/[^/]*T=[\d.]+/order_parameter_error",
        at_most(0.01),
    ),
    Claim(
        "law of the decoded order parameter within total variation 0.05",
        r"maier_saupe/[^/]*T=[\d.]+/order_parameter_total_variation",
        at_most(0.05),
    ),
    Claim(
        "weight of the ordered phase within 0.1",
        r"maier_saupe/[^/]*T=0\.2(2|195)/ordered_weight",
        near(0.1),
    ),
    Claim(
        "KL(p||p_theta) of a hundred molecules at most 0.1 nats",
        r"maier_saupe/(dimension=2,)?n=100,T=[\d.]+/kl_nats",
        at_most(0.1),
        note="In space 3000 parameters learned from 20,000 samples cost 0.075 nats, "
        "3000/40000, whatever the method; and a mixture has to cover the orientations.",
    ),
    Claim(
        "rotating all molecules changes the elbo by less than its own noise",
        r"maier_saupe/[^/]*T=[\d.]+/rotation_elbo_change",
        at_most_times(2**0.5),
        note="Change and noise are root mean squares; each change holds a noise of its "
        "own. What is more than that is the error of the loadings, sqrt(4 KL).",
    ),
    Claim(
        "control: nearly free molecules have a rate below 0.1 nats",
        r"maier_saupe/n=100,T=10\.0/rate",
        at_most(0.1),
        note="The exact latent carries 0.06 nats. Five latents of 2500 free loadings "
        "also learn the chance correlations of 20,000 samples.",
    ),
]

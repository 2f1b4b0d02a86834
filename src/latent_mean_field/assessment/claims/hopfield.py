"""What is claimed of Hopfield matter."""

from latent_mean_field.assessment.claims.claim import (
    Claim,
    at_least,
    at_most,
    at_most_times,
)

CLAIMS = [
    Claim(
        "every sign of every pattern is right",
        r"hopfield/n=\d+,p=\d+,beta=[\d.]+/signs_right",
        at_least(1.0),
    ),
    Claim(
        "error of K within a tenth of the Cramér-Rao bound",
        r"hopfield/n=\d+,p=\d+,beta=[\d.]+/coupling_relative_error",
        at_most_times(1.1),
    ),
    Claim(
        "error of K at beta = 0.8 at most 0.06",
        r"hopfield/n=100,p=3,beta=0\.8/coupling_relative_error",
        at_most(0.06),
        note="The theory column is the Cramér-Rao bound for real-valued patterns and "
        "20,000 samples; it lies above this target. Once the patterns are made binary "
        "the error is that of beta alone: binary_coupling_relative_error.",
    ),
    Claim(
        "error of K at beta = 1.2 at most 0.055",
        r"hopfield/n=100,p=3,beta=1\.2/coupling_relative_error",
        at_most(0.055),
    ),
    Claim(
        "error of K at beta = 1.5 at most 0.07",
        r"hopfield/n=100,p=3,beta=1\.5/coupling_relative_error",
        at_most(0.07),
    ),
    Claim(
        "control: one latent for several patterns is not faithful, gap ≥ 0.1 nats",
        r"hopfield/.*,d=1/gap",
        at_least(0.1),
    ),
]

"""What is claimed of nearly deterministic autoencoders."""

from latent_mean_field.assessment.claims.claim import (
    Claim,
    at_least,
    at_most,
    near,
    within,
)

CHAPTER = "independent_mechanisms"
CLAIMS = [
    Claim(
        "the sources of conformal mixings are found, MCC ≥ 0.97",
        rf"{CHAPTER}/moebius,gamma2=1e[45]/mcc",
        at_least(0.97),
        note="At gamma² = 1e4 every second training ends with two sources mixed. The "
        "elbo tells, if one of the starts is better.",
    ),
    Claim(
        "also by a decoder that is nearly certain, MCC ≥ 0.95",
        rf"{CHAPTER}/moebius,gamma2=1e6/mcc",
        at_least(0.95),
    ),
    Claim(
        "and the decoder has orthogonal columns, C_IMA ≤ 0.005 nats",
        rf"{CHAPTER}/moebius,gamma2=1e[45]/c_ima",
        at_most(0.005),
        note="The contrast of a decoder that is still being learned is not zero yet: "
        "it falls with the number of steps, last where the pole is near the cube. One "
        "that has mixed two sources keeps 0.02 nats.",
    ),
    Claim(
        "place, size and hue of pictures are found too, MCC ≥ 0.97",
        rf"{CHAPTER}/sprites,gamma2=1e1/mcc",
        at_least(0.97),
        note="Across and along may change a picture by as much: then every turn of "
        "their latents is as good.",
    ),
    Claim(
        "a matrix after the map spoils it: MCC falls with C_IMA, rank correlation "
        "≤ -0.4",
        rf"{CHAPTER}/moebius_linear,.*/rank_correlation",
        at_most(-0.4),
    ),
    Claim(
        "the encoder's variance obeys the closed form, log10 within 0.05",
        rf"{CHAPTER}/smooth_mlp,.*/log10_variance_excess",
        near(0.05),
    ),
    Claim(
        "the gap of a linear decoder is the closed form",
        rf"{CHAPTER}/linear,.*/elbo_gap",
        near(1e-9),
        invariant=True,
    ),
    Claim(
        "the gap tends to the contrast of independent mechanisms, within 2 %",
        rf"{CHAPTER}/triangular_mlp,gamma2=1e[56]/elbo_gap",
        within(0.02),
    ),
]

"""What is claimed of mixture priors by expectation maximisation."""

from latent_mean_field.assessment.claims.claim import Claim, at_least, at_most

CHAPTER = "gaussian_mixture"
CLAIMS = [
    Claim(
        "components are the fates of a surface reaction, adjusted Rand ≥ 0.95",
        rf"{CHAPTER}/surface_reaction/adjusted_rand",
        at_least(0.95),
    ),
    Claim(
        "and the valleys of ordered matter",
        rf"{CHAPTER}/(curie_weiss|hopfield),.*/adjusted_rand",
        at_least(0.95),
    ),
    Claim(
        "and the rest and the shedding of wakes",
        rf"{CHAPTER}/cylinder_flow/adjusted_rand",
        at_least(0.95),
        note="The regimes touch: which one a wake within one per cent of the onset is "
        "in depends on how long it is watched.",
    ),
    Claim(
        "its trainings spread half as much as joint ones from random components do, or "
        "less",
        rf"{CHAPTER}/.*/seed_spread_ratio",
        at_most(0.5),
        note="The recipe and the baseline as published, with a start from principal "
        "components and from components at random. Which of the two differences counts "
        "is told by adjusted_rand of the other trainings: joint ones from principal "
        "components, and expectation maximisation from components at random.",
    ),
    Claim(
        "in ordered Curie-Weiss matter the mixture is nearer to the truth than one "
        "Gaussian",
        rf"{CHAPTER}/curie_weiss,.*/kl_nats_saved",
        at_least(0.0),
    ),
    Claim(
        "no component dies",
        rf"{CHAPTER}/.*/dead_components",
        at_most(0.0),
    ),
    Claim(
        "rates and fate are smoother on its latent space than on a plain one, 5 errors",
        rf"{CHAPTER}/surface_reaction/smoothness_z",
        at_least(5.0),
        note="The latents of each fate are a curve along which adsorption varies, with "
        "either prior, and desorption hardly moves a trajectory: there is little left "
        "to be smoothed.",
    ),
    Claim(
        "so is the Reynolds number of wakes",
        rf"{CHAPTER}/cylinder_flow/smoothness_z",
        at_least(5.0),
        note="With either prior snapshots of one flow lie together, and flows in the "
        "order of their Reynolds numbers: there is little left to be smoothed.",
    ),
    Claim(
        "so are the overlaps of ordered matter",
        rf"{CHAPTER}/(curie_weiss|hopfield),.*/smoothness_z",
        at_least(5.0),
    ),
    Claim(
        "and smoother than permuted ones, by 5 deviations",
        rf"{CHAPTER}/.*/smoothness_z_permuted",
        at_least(5.0),
    ),
]

"""What is claimed of a recorded population."""

from latent_mean_field.assessment.claims.claim import (
    Claim,
    at_least,
    at_most,
    within,
)

CLAIMS = [
    Claim(
        "held-out elbo above -17.9 nats per word",
        r"retina/d=2,split=repeat/elbo",
        at_least(-17.9),
    ),
    Claim(
        "P(K) within total variation 0.025",
        r"retina/d=2,split=repeat/pk_total_variation",
        at_most(0.025),
    ),
    Claim(
        "pairwise correlations with r ≥ 0.93",
        r"retina/d=2,split=repeat/pair_correlation_r",
        at_least(0.93),
    ),
    Claim(
        "two stored patterns: P(K) within 1.5 times the data's own floor",
        r"retina/generalised_hopfield,(p=2,)?split=repeat/pk_total_variation_over_floor",
        at_most(1.5),
    ),
    Claim(
        "two stored patterns: pairwise correlations with r ≥ 0.90",
        r"retina/generalised_hopfield,(p=2,)?split=repeat/pair_correlation_r",
        at_least(0.90),
        note="Two flat patterns are too few: likelihood, not r, was maximised, over "
        "fields, patterns and 64 weighted nodes, and more nodes change neither.",
    ),
    Claim(
        "two stored patterns: triplets with r ≥ 0.75",
        r"retina/generalised_hopfield,(p=2,)?split=repeat/triplet_correlation_r",
        at_least(0.75),
        note="As for the pairs.",
    ),
    Claim(
        "ten stored patterns: pairwise correlations with r ≥ 0.95",
        r"retina/generalised_hopfield,p=10,split=repeat/pair_correlation_r",
        at_least(0.95),
    ),
    Claim(
        "ten stored patterns: triplets with r ≥ 0.85",
        r"retina/generalised_hopfield,p=10,split=repeat/triplet_correlation_r",
        at_least(0.85),
    ),
    Claim(
        "mean rates of nine in ten cells within two standard errors",
        r"retina/generalised_hopfield,(p=\d+,)?split=repeat/rates_within_two_errors",
        at_least(0.9),
        note="The recording drifts: the training repeats themselves, the theory here, "
        "are not within the errors of the held-out ones.",
    ),
    Claim(
        "Monte Carlo of the energy agrees with the exact P(K) of the law",
        r"retina/.*/chains_total_variation",
        at_most(0.02),
    ),
    Claim(
        "held-out likelihood above every rival with no more parameters",
        r"retina/generalised_hopfield,.*/margin_over_rivals",
        at_least(0.0),
    ),
    Claim(
        "stored patterns come out again between restarts, |overlap| ≥ 0.95",
        r"retina/patterns/overlap_restarts",
        at_least(0.95),
    ),
    Claim(
        "stored patterns come out again between halves, |overlap| ≥ 0.9",
        r"retina/patterns/overlap_halves",
        at_least(0.9),
    ),
    Claim(
        "synchrony of random subsets and of all cells: P(K) within 1.5 times the "
        "data's floor",
        r"retina/generalised_hopfield,n=\d+,.*/pk_total_variation_over_floor",
        at_most(1.5),
        note="Of three subsets of each size: the floor of few cells is small and "
        "scatters.",
    ),
    Claim(
        "without its hidden mean field the whole population has the heat capacity of "
        "cells at a fixed field, within a quarter",
        r"retina/generalised_hopfield,n=160,.*/heat_capacity_left",
        within(0.25),
    ),
    Claim(
        "no step between temperatures leaves fewer than a tenth of the words",
        r"retina/generalised_hopfield,n=\d+,.*/annealing_effective_share",
        at_least(0.1),
    ),
]

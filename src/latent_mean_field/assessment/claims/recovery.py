"""What is claimed of recovery, against rivals and the Cramér-Rao bound."""

from latent_mean_field.assessment.claims.claim import (
    Claim,
    at_least,
    at_least_times,
    at_most,
    overlaps,
)

CLAIMS = [
    Claim(
        "decoded beta J errs by at most 1.5 times the Cramér-Rao bound",
        r"recovery/curie_weiss,beta_J=[\d.]+/rmse_over_cramer_rao",
        at_most(1.5),
    ),
    Claim(
        "error of K no larger than the best rival's, within error",
        r"recovery/hopfield,[^/]*/error_over_best_peer",
        overlaps(0.0, 1.0),
        note="The best rival is exact likelihood, or pseudo-likelihood, both at the "
        "Cramér-Rao bound and told the form of the energy.",
    ),
    Claim(
        "every sign of every pattern right in nine of ten data sets",
        r"recovery/hopfield,n=\d+,p=\d+,beta=[\d.]+/seeds_all_signs_right",
        at_least_times(0.9),
    ),
    Claim(
        "no more samples are needed for all signs than the best rival needs",
        r"recovery/hopfield,n=100,p=3,beta=1\.2/samples_needed",
        lambda number: number["theory"] is None or number["value"] <= number["theory"],
    ),
    Claim(
        "the number of patterns is chosen rightly in nine of ten data sets",
        r"recovery/hopfield,p=\d+/d_chosen_right",
        at_least_times(0.9),
    ),
    Claim(
        "stated 68 % intervals of decoded numbers cover 55 to 80 %, within error",
        r"recovery/coverage_68",
        overlaps(0.55, 0.80),
    ),
    Claim(
        "bilinear matter: residual of the gauge at most 0.1 nats",
        r"recovery/(curie_weiss|hopfield),[^/]*(beta|beta_J)=[\d.]+/gauge_residual",
        at_most(0.1),
    ),
    Claim(
        "control: matter of three and four spins is told apart, residual ≥ 0.5 nats",
        r"recovery/multispin,[^/]*/gauge_residual",
        at_least(0.5),
    ),
]

"""What is claimed of Curie-Weiss matter."""

from latent_mean_field.assessment.claims.claim import Claim, agrees, at_most, within

CLAIMS = [
    Claim(
        "beta J agrees with the truth within four standard errors",
        r"curie_weiss/.*/beta_J",
        agrees,
    ),
    Claim(
        "beta J within 1 %",
        r"curie_weiss/.*/beta_J",
        within(0.01),
        note="At beta J = 0.5, 20,000 samples leave the best unbiased estimator a "
        "standard error of 1.0 %: compare beta_J_maximum_likelihood, which knows the "
        "energy and sees the same samples.",
    ),
    Claim("beta h within 2 %", r"curie_weiss/.*beta_h=[^/]*/beta_h", within(0.02)),
    Claim(
        "KL(p||p_theta) ≤ 0.02 nats up to the critical point",
        r"curie_weiss/beta_J=(0\.\d+|1\.0)/kl_nats",
        at_most(0.02),
    ),
    Claim(
        "KL(p||p_theta) ≤ 0.05 nats in the ordered phase",
        r"curie_weiss/beta_J=1\.[1-9]\d*/kl_nats",
        at_most(0.05),
    ),
]

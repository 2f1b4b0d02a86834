"""What no number may break: a run that does has a bug and gives no result."""

from latent_mean_field.assessment.claims.claim import Claim, not_negative

CLAIMS = [
    Claim(
        "gap ≥ I(A;B) - rate, within error",
        r".*/bound_margin",
        not_negative,
        invariant=True,
    ),
    Claim("gap ≥ 0, within error", r".*/gap", not_negative, invariant=True),
    Claim(
        "KL(p||p_theta) ≥ 0, within error",
        r".*/kl_nats(_em|_joint|_random|_joint_random|_plain)?",
        not_negative,
        True,
    ),
    Claim(
        "I_q(x;z) ≤ rate, within error",
        r"capacity/.*/prior_mismatch",
        not_negative,
        invariant=True,
    ),
]
